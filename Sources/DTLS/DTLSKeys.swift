import SRTP

/// What a handshake is made for: SRTP keys for both directions.
/// - Shape: local, remote: master key, then master salt, `profile.keyBytes` bytes
/// - Source: RFC 5764 section 4.2
public struct DTLSKeys: Sendable, Equatable {
    public let profile: SRTPProfile
    /// What this side protects with.
    public let local: [UInt8]
    /// What the peer protects with.
    public let remote: [UInt8]

    /// The exported block holds both keys, then both salts; the client's before the server's.
    /// - Returns: nil when the block has not the length of the profile
    init?(profile: SRTPProfile, exported block: [UInt8], role: DTLSSession.Role) {
        guard block.count == 2 * profile.keyBytes else { return nil }
        let keyBytes = Specified.masterKeyBytes
        let saltBytes = profile.keyBytes - keyBytes
        let salts = 2 * keyBytes
        let client = block[..<keyBytes] + block[salts..<(salts + saltBytes)]
        let server = block[keyBytes..<salts] + block[(salts + saltBytes)...]
        self.profile = profile
        local = Array(role == .client ? client : server)
        remote = Array(role == .client ? server : client)
    }
}

/// AES in counter mode and HMAC-SHA1 together: encrypted first, then authenticated; checked first, then decrypted.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
/// - Source: RFC 3711 section 4
struct CounterModeSuite: ~Copyable {
    /// Of the salt, in bytes.
    static var saltBytes: Int { 14 }

    private let cipher: CounterModeCipher
    private let authenticator: PacketAuthenticator
    private let salt: UInt128

    /// - Shape: salt: 112 bits
    init(_ cipher: consuming CounterModeCipher, _ authenticator: consuming PacketAuthenticator, salt: UInt128) {
        self.cipher = cipher
        self.authenticator = authenticator
        self.salt = salt
    }

    /// Encrypts a packet's payload in place and writes the tag.
    /// - Returns: false when libcrypto refuses
    func seal(_ parts: PacketParts) -> Bool {
        guard unsafe cipher.apply(counter: counter(parts), to: parts.payload, byteCount: parts.payloadByteCount) else { return false }
        unsafe authenticator.write(digest(parts), to: parts.tag)
        return true
    }

    /// Checks the tag, then decrypts the payload in place.
    /// - Returns: whether the packet is genuine
    func open(_ parts: PacketParts) -> Bool {
        guard unsafe authenticator.matches(digest(parts), parts.tag) else { return false }
        return unsafe cipher.apply(counter: counter(parts), to: parts.payload, byteCount: parts.payloadByteCount)
    }

    /// Where the key stream of this packet begins.
    /// - Source: RFC 3711 section 4.1.1
    private func counter(_ parts: PacketParts) -> UInt128 { (salt ^ UInt128(parts.ssrc) << 48 ^ UInt128(parts.index)) << 16 }

    /// Of header and payload and the word behind them, which SRTCP sends and RTP does not.
    /// - Source: RFC 3711 section 4.2
    private func digest(_ parts: PacketParts) -> PacketAuthenticator.Digest {
        unsafe authenticator.digest(of: parts.packet, byteCount: parts.clearByteCount + parts.payloadByteCount, then: parts.word)
    }
}

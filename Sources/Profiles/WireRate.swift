import MediaTypes

/// What one stream of packets takes of a line, with all headers.
public struct WireRate: Sendable, Hashable {
    /// RFC 791 section 3.1, RFC 8200 section 3, RFC 768, RFC 3550 section 5.1.
    private static let ipv4Bytes: Int64 = 20
    private static let ipv6Bytes: Int64 = 40
    private static let udpBytes: Int64 = 8
    private static let rtpBytes: Int64 = 12
    /// The tag of AES_CM_128_HMAC_SHA1_80 (RFC 3711 section 5.2).
    private static let srtpBytes: Int64 = 10
    /// RFC 2198 section 3: four bytes for each copy and one for the packet's own sound.
    private static let redBytesOfCopy: Int64 = 4

    public let bitsPerSecond: Int64

    /// - Parameters:
    ///   - bitrate: of the codec, while somebody talks
    ///   - ptime: the sound in a packet
    ///   - copies: of earlier packets in each packet (RED)
    public init(bitrate: Bitrate, ptime: MediaTime, copies: Int = 0, isIPv6: Bool = false) {
        let red = copies == 0 ? 0 : Self.redBytesOfCopy * Int64(copies) + 1
        let headers = (isIPv6 ? Self.ipv6Bytes : Self.ipv4Bytes) + Self.udpBytes + Self.rtpBytes + Self.srtpBytes + red
        bitsPerSecond = Int64(bitrate.bitsPerSecond) * Int64(1 + copies) + headers * 8 * 1_000_000_000 / max(ptime.nanoseconds, 1)
    }

    /// What a new participant of a profile takes.
    public init(_ profile: Profile, isIPv6: Bool = false) {
        self.init(bitrate: profile.opus.bitrate, ptime: profile.packet.ptime, copies: profile.packet.redundancy, isIPv6: isIPv6)
    }
}

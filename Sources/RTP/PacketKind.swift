import MediaTypes

/// What a datagram on a media port is, told from its first two bytes.
/// - Realtime: no allocation; constant time
/// - Source: RFC 7983 section 7, RFC 5761 section 4
@frozen public enum PacketKind: Sendable {
    case stun, dtls, rtp, rtcp, unknown

    @inlinable public static func classify(_ packet: RawSpan) -> PacketKind {
        guard let first = packet.byte(at: 0) else { return .unknown }
        switch first {
        case 0...3: return .stun
        case 20...63: return .dtls
        case 128...191:
            guard let second = packet.byte(at: 1) else { return .unknown }
            // RTCP types 192 to 223 are payload types 64 to 95 with the marker set; RTP keeps off those.
            return 64...95 ~= second & 0x7F ? .rtcp : .rtp
        default: return .unknown
        }
    }
}

import MediaTypes

/// What protection has to know of an RTP header: where it ends, which packet it is.
/// - Source: RFC 3550 section 5.1, 5.3.1; RFC 3711 section 3.1
struct RTPHeaderBounds {
    let ssrc: UInt32
    let sequenceNumber: SequenceNumber
    /// With CSRCs and extension, which all stay in the clear.
    let byteCount: Int

    /// - Shape: packet: an RTP packet, or an SRTP packet without its tag
    /// - Returns: nil when it is no RTP, or its lengths do not add up
    init?(_ packet: RawSpan) {
        guard let first = packet.byte(at: 0), first >> 6 == 2, let sequenceNumber = packet.uint16(at: 2), let ssrc = packet.uint32(at: 8)
        else { return nil }
        var byteCount = 12 + 4 * Int(first & 0x0F)
        if first & 0x10 != 0 {
            guard let words = packet.uint16(at: byteCount + 2) else { return nil }
            byteCount += 4 + 4 * Int(words)
        }
        guard byteCount <= packet.byteCount else { return nil }
        self.ssrc = ssrc
        self.sequenceNumber = SequenceNumber(sequenceNumber)
        self.byteCount = byteCount
    }
}

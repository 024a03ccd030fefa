import MediaTypes

/// Reads a compound RTCP packet in place, item by item.
/// - Realtime: no allocation; O(bytes of the packet)
/// - Source: RFC 3550 section 6.1 and appendix A.2; RFC 5506 (reduced size)
@frozen public struct RTCPReader: Sendable, BitwiseCopyable {
    /// Of the packet to read next.
    private var offset = 0
    /// Sources of the goodbye packet before `offset` that are still to be told, and where the next one is.
    private var goodbyesLeft = 0
    private var goodbyeOffset = 0

    /// Checks the whole packet. SRTCP is to be unprotected first.
    /// - Returns: nil when malformed: version not 2, an unknown type in front, lengths that do not add up, more blocks or sources than
    ///   bytes, padding anywhere but at the end
    public init?(parsing packet: RawSpan) {
        guard let type = packet.byte(at: 1), RTCPType.known ~= type else { return nil }
        var offset = 0
        while offset < packet.byteCount {
            guard let header = Header(in: packet, at: offset), header.isSound(in: packet) else { return nil }
            offset = header.end
        }
    }

    /// The next item of the packet given to init; nil at its end.
    public mutating func next(in packet: RawSpan) -> RTCPItem? {
        if let item = nextGoodbye(in: packet) { return item }
        guard let header = Header(in: packet, at: offset) else { return nil }
        offset = header.end
        let content = header.offset &+ 4
        switch header.type {
        case RTCPType.senderReport:
            guard let ssrc = packet.uint32(at: content), let seconds = packet.uint32(at: content &+ 4),
                let fraction = packet.uint32(at: content &+ 8), let timestamp = packet.uint32(at: content &+ 12),
                let packets = packet.uint32(at: content &+ 16), let octets = packet.uint32(at: content &+ 20)
            else { return nil }
            let info = SenderInfo(
                ssrc: ssrc, ntp: UInt64(seconds) << 32 | UInt64(fraction), rtpTimestamp: RTPTimestamp(timestamp), packetCount: packets,
                octetCount: octets)
            return .senderReport(info, ReportBlocks(count: header.count, offset: header.offset &+ SenderInfo.byteCount))
        case RTCPType.receiverReport:
            guard let ssrc = packet.uint32(at: content) else { return nil }
            return .receiverReport(ssrc: ssrc, ReportBlocks(count: header.count, offset: content &+ 4))
        case RTCPType.sourceDescription:
            return .sourceDescription
        case RTCPType.goodbye:
            goodbyesLeft = header.count
            goodbyeOffset = content
            // A goodbye of nobody is allowed, and useless.
            return nextGoodbye(in: packet) ?? .other(type: header.type)
        default:
            return .other(type: header.type)
        }
    }

    private mutating func nextGoodbye(in packet: RawSpan) -> RTCPItem? {
        guard goodbyesLeft > 0, let ssrc = packet.uint32(at: goodbyeOffset) else { return nil }
        goodbyesLeft &-= 1
        goodbyeOffset &+= 4
        return .goodbye(ssrc: ssrc)
    }

    /// The first four bytes of each packet in a compound.
    private struct Header {
        let offset: Int
        let end: Int
        let type: UInt8
        /// Of report blocks, chunks or sources, whichever the type has.
        let count: Int
        let hasPadding: Bool

        init?(in packet: RawSpan, at offset: Int) {
            guard let flags = packet.byte(at: offset), flags >> 6 == 2, let type = packet.byte(at: offset &+ 1),
                let words = packet.uint16(at: offset &+ 2)
            else { return nil }
            self.offset = offset
            end = offset &+ 4 &* (Int(words) &+ 1)
            self.type = type
            count = Int(flags & 0x1F)
            hasPadding = flags & 0x20 != 0
            guard end <= packet.byteCount else { return nil }
        }

        /// Whether all that the header promises is inside its packet.
        func isSound(in packet: RawSpan) -> Bool {
            var contentEnd = end
            if hasPadding {
                // Only at the very end, and in whole words.
                guard end == packet.byteCount, let padding = packet.byte(at: end &- 1), padding > 0, padding & 3 == 0 else { return false }
                contentEnd &-= Int(padding)
            }
            let needed =
                switch type {
                case RTCPType.senderReport: SenderInfo.byteCount &+ count &* ReportBlock.byteCount
                case RTCPType.receiverReport: 8 &+ count &* ReportBlock.byteCount
                case RTCPType.goodbye: 4 &+ count &* 4
                default: 4
                }
            return needed <= contentEnd &- offset
        }
    }
}

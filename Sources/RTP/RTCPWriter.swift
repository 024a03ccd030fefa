import MediaTypes

/// Writes RTCP packets one after the other into a compound. Each function returns the bytes written; 0, and nothing
/// written, when they do not fit.
/// - Realtime: no allocation; O(bytes written)
/// - Source: RFC 3550 sections 6.4 to 6.6
public enum RTCPWriter {
    /// A sender report, with what we say about the stream that we get in turn.
    public static func writeSenderReport(
        _ info: SenderInfo, block: ReportBlock?, at offset: Int, into packet: inout MutableRawSpan
    ) -> Int {
        let byteCount = SenderInfo.byteCount &+ (block == nil ? 0 : ReportBlock.byteCount)
        guard hasRoom(byteCount, at: offset, in: packet),
            writeHeader(type: RTCPType.senderReport, count: block == nil ? 0 : 1, byteCount: byteCount, at: offset, into: &packet),
            packet.write(info.ssrc, at: offset &+ 4),
            packet.write(info.ntp, at: offset &+ 8),
            packet.write(info.rtpTimestamp.value, at: offset &+ 16),
            packet.write(info.packetCount, at: offset &+ 20),
            packet.write(info.octetCount, at: offset &+ 24)
        else { return 0 }
        if let block { guard write(block, at: offset &+ SenderInfo.byteCount, into: &packet) else { return 0 } }
        return byteCount
    }

    /// A receiver report of a source that sends nothing; without a block when it gets nothing either.
    public static func writeReceiverReport(ssrc: UInt32, block: ReportBlock?, at offset: Int, into packet: inout MutableRawSpan) -> Int {
        let byteCount = 8 &+ (block == nil ? 0 : ReportBlock.byteCount)
        guard hasRoom(byteCount, at: offset, in: packet),
            writeHeader(type: RTCPType.receiverReport, count: block == nil ? 0 : 1, byteCount: byteCount, at: offset, into: &packet),
            packet.write(ssrc, at: offset &+ 4)
        else { return 0 }
        if let block { guard write(block, at: offset &+ 8, into: &packet) else { return 0 } }
        return byteCount
    }

    /// A source description with the canonical name and nothing else.
    /// - Shape: cname: at most 255 bytes of UTF-8
    public static func writeSourceDescription(ssrc: UInt32, cname: RawSpan, at offset: Int, into packet: inout MutableRawSpan) -> Int {
        guard cname.byteCount <= 255 else { return 0 }
        // The list of items ends with 1 to 4 zero bytes: the next chunk starts at a whole word.
        let byteCount = (10 &+ cname.byteCount &+ 4) & ~3
        guard hasRoom(byteCount, at: offset, in: packet),
            writeHeader(type: RTCPType.sourceDescription, count: 1, byteCount: byteCount, at: offset, into: &packet),
            packet.write(ssrc, at: offset &+ 4),
            packet.write(UInt32(0), at: offset &+ byteCount &- 4),
            packet.write(canonicalName, at: offset &+ 8),
            packet.write(UInt8(truncatingIfNeeded: cname.byteCount), at: offset &+ 9),
            packet.write(cname, at: offset &+ 10)
        else { return 0 }
        return byteCount
    }

    /// A goodbye of one source, without a reason.
    public static func writeGoodbye(ssrc: UInt32, at offset: Int, into packet: inout MutableRawSpan) -> Int {
        guard hasRoom(8, at: offset, in: packet),
            writeHeader(type: RTCPType.goodbye, count: 1, byteCount: 8, at: offset, into: &packet),
            packet.write(ssrc, at: offset &+ 4)
        else { return 0 }
        return 8
    }

    /// The item type CNAME (RFC 3550 section 6.5.1).
    private static var canonicalName: UInt8 { 1 }

    private static func hasRoom(_ byteCount: Int, at offset: Int, in packet: borrowing MutableRawSpan) -> Bool {
        offset >= 0 && offset <= packet.byteCount &- byteCount
    }

    private static func writeHeader(type: UInt8, count: UInt8, byteCount: Int, at offset: Int, into packet: inout MutableRawSpan) -> Bool {
        let words = UInt32(truncatingIfNeeded: byteCount / 4 &- 1)
        return packet.write(UInt32(0x80 | count) << 24 | UInt32(type) << 16 | words, at: offset)
    }

    private static func write(_ block: ReportBlock, at offset: Int, into packet: inout MutableRawSpan) -> Bool {
        let bounds = ReportBlock.cumulativeLostBounds
        let lost = UInt32(bitPattern: min(max(block.cumulativeLost, bounds.lowerBound), bounds.upperBound)) & 0xFF_FFFF
        guard packet.write(block.ssrc, at: offset),
            packet.write(UInt32(block.fractionLost) << 24 | lost, at: offset &+ 4),
            packet.write(block.extendedHighestSequence, at: offset &+ 8),
            packet.write(block.jitter, at: offset &+ 12),
            packet.write(block.lastSenderReport, at: offset &+ 16),
            packet.write(block.delaySinceLastSenderReport, at: offset &+ 20)
        else { return false }
        return true
    }
}

import MediaTypes

/// What a sender says about its own stream.
/// - Source: RFC 3550 section 6.4.1
@frozen public struct SenderInfo: Sendable, Hashable, BitwiseCopyable {
    public var ssrc: UInt32
    /// Seconds in the upper 32 bits, fractions of 2^-32 s in the lower.
    public var ntp: UInt64
    /// The same instant in the stream's clock.
    public var rtpTimestamp: RTPTimestamp
    public var packetCount: UInt32
    /// Of payload, without headers and padding.
    public var octetCount: UInt32

    @inlinable public init(ssrc: UInt32, ntp: UInt64, rtpTimestamp: RTPTimestamp, packetCount: UInt32, octetCount: UInt32) {
        self.ssrc = ssrc
        self.ntp = ntp
        self.rtpTimestamp = rtpTimestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
    }

    static var byteCount: Int { 28 }
}

/// What a receiver says about a stream that it gets.
/// - Source: RFC 3550 section 6.4.1
@frozen public struct ReportBlock: Sendable, Hashable, BitwiseCopyable {
    /// Of the stream reported on.
    public var ssrc: UInt32
    /// Since the last report, in 1/256.
    public var fractionLost: UInt8
    /// Since the start, 24 bits with sign: duplicates can make it negative.
    public var cumulativeLost: Int32
    /// Cycles in the upper 16 bits, the highest sequence number in the lower.
    public var extendedHighestSequence: UInt32
    /// In the stream's clock ticks.
    public var jitter: UInt32
    /// The middle 32 bits of the last sender report's NTP time; 0 when there was none.
    public var lastSenderReport: UInt32
    /// In 1/65,536 s.
    public var delaySinceLastSenderReport: UInt32

    @inlinable public init(
        ssrc: UInt32, fractionLost: UInt8, cumulativeLost: Int32, extendedHighestSequence: UInt32, jitter: UInt32, lastSenderReport: UInt32,
        delaySinceLastSenderReport: UInt32
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.extendedHighestSequence = extendedHighestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    /// Reads 24 bytes; nil when they are not there.
    init?(in packet: RawSpan, at offset: Int) {
        guard let ssrc = packet.uint32(at: offset), let loss = packet.uint32(at: offset &+ 4), let highest = packet.uint32(at: offset &+ 8),
            let jitter = packet.uint32(at: offset &+ 12), let last = packet.uint32(at: offset &+ 16),
            let delay = packet.uint32(at: offset &+ 20)
        else { return nil }
        self.init(
            ssrc: ssrc, fractionLost: UInt8(truncatingIfNeeded: loss >> 24),
            // Shifting up and down again carries the sign of 24 bits into 32.
            cumulativeLost: Int32(bitPattern: loss << 8) >> 8, extendedHighestSequence: highest, jitter: jitter, lastSenderReport: last,
            delaySinceLastSenderReport: delay)
    }

    static var byteCount: Int { 24 }
    /// What 24 bits with sign can say; more is clamped (RFC 3550 section 6.4.1).
    static var cumulativeLostBounds: ClosedRange<Int32> { -0x80_0000...0x7F_FFFF }
}

/// The report blocks of one report: their place in the packet.
@frozen public struct ReportBlocks: Sendable, Hashable, BitwiseCopyable {
    public let count: Int
    @usableFromInline let offset: Int

    init(count: Int, offset: Int) {
        self.count = count
        self.offset = offset
    }

    /// The block at `index` of the packet that was read; nil outside 0 ..< count.
    public func block(_ index: Int, in packet: RawSpan) -> ReportBlock? {
        guard index >= 0, index < count else { return nil }
        return ReportBlock(in: packet, at: offset &+ index &* ReportBlock.byteCount)
    }
}

/// One piece of news in a compound RTCP packet.
@frozen public enum RTCPItem: Sendable, Hashable, BitwiseCopyable {
    case senderReport(SenderInfo, ReportBlocks)
    case receiverReport(ssrc: UInt32, ReportBlocks)
    /// What is in it, a mixer has no use for, and Partyline does not want to know.
    case sourceDescription
    /// Once for each source that leaves.
    case goodbye(ssrc: UInt32)
    /// A packet that we do not read: APP, feedback, extended report.
    case other(type: UInt8)
}

/// Packet types.
/// - Source: RFC 3550 section 12.1; RFC 4585 section 6.1 (205, 206); RFC 3611 section 2 (207)
enum RTCPType {
    static var senderReport: UInt8 { 200 }
    static var receiverReport: UInt8 { 201 }
    static var sourceDescription: UInt8 { 202 }
    static var goodbye: UInt8 { 203 }
    static var known: ClosedRange<UInt8> { 200...207 }
}

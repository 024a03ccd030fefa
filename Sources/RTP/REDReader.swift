import MediaTypes

/// One encoding inside a RED payload.
/// - Source: RFC 2198 section 3
@frozen public struct REDBlock: Sendable, Hashable, BitwiseCopyable {
    public var payloadType: UInt8
    /// Clock ticks before the packet's timestamp; 0 for the primary.
    public var timestampOffset: Int
    /// Of the first byte, within the payload.
    public var offset: Int
    public var byteCount: Int
    /// The newest audio; the others are copies of older packets.
    public var isPrimary: Bool

    @inlinable public init(payloadType: UInt8, timestampOffset: Int, offset: Int, byteCount: Int, isPrimary: Bool) {
        self.payloadType = payloadType
        self.timestampOffset = timestampOffset
        self.offset = offset
        self.byteCount = byteCount
        self.isPrimary = isPrimary
    }
}

/// Reads a RED payload in place: the blocks stand oldest first, the primary last.
/// - Realtime: no allocation; `block` walks the headers again, at most 31 of them
/// - Source: RFC 2198 section 3
public struct REDReader: ~Escapable {
    /// Ours: what Chrome accepts as well, and more than any sender has use for.
    public static var maximumCount: Int { 32 }

    private let payload: RawSpan
    /// Blocks, the primary included: at least 1.
    public let count: Int

    /// Checks the whole payload.
    /// - Returns: nil when there is no primary, a block is longer than the payload, or there are more than 32 blocks
    @_lifetime(copy payload)
    public init?(payload: RawSpan) {
        var redundant = 0
        var dataByteCount = 0
        while let header = payload.byte(at: 4 &* redundant), header & 0x80 != 0 {
            guard redundant < Self.maximumCount &- 1, let word = payload.uint32(at: 4 &* redundant) else { return nil }
            dataByteCount &+= Int(word & 0x3FF)
            redundant &+= 1
        }
        guard REDWriter.headerByteCount(redundant: redundant) &+ dataByteCount <= payload.byteCount else { return nil }
        self.payload = payload
        count = redundant &+ 1
    }

    /// The block at `index`; an empty one outside 0 ..< count.
    public func block(_ index: Int) -> REDBlock {
        var block = REDBlock(
            payloadType: 0, timestampOffset: 0, offset: REDWriter.headerByteCount(redundant: count &- 1), byteCount: 0,
            isPrimary: index == count &- 1)
        guard index >= 0, index < count else { return block }
        for at in 0..<index { block.offset &+= Int(payload.uint32(at: 4 &* at) ?? 0) & 0x3FF }
        if block.isPrimary {
            block.payloadType = (payload.byte(at: 4 &* index) ?? 0) & 0x7F
            block.byteCount = payload.byteCount &- block.offset
        } else if let word = payload.uint32(at: 4 &* index) {
            block.payloadType = UInt8(truncatingIfNeeded: word >> 24) & 0x7F
            block.timestampOffset = Int(word >> 10) & 0x3FFF
            block.byteCount = Int(word) & 0x3FF
        }
        return block
    }
}

/// An RTP timestamp: 32 bits that wrap, counted in the payload format's clock.
/// - Realtime: plain integer arithmetic
/// - Source: RFC 3550 section 5.1
@frozen public struct RTPTimestamp: Sendable, Hashable {
    public var value: UInt32

    @inlinable public init(_ value: UInt32) { self.value = value }

    /// Clock ticks from this timestamp to `other`; negative when `other` is earlier.
    @inlinable public func distance(to other: RTPTimestamp) -> Int {
        Int(Int32(truncatingIfNeeded: Int64(other.value) &- Int64(value)))
    }

    @inlinable public func advanced(by ticks: Int) -> RTPTimestamp {
        RTPTimestamp(value &+ UInt32(truncatingIfNeeded: ticks))
    }
}

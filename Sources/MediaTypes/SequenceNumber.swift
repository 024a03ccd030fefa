/// An RTP sequence number: 16 bits that wrap.
/// - Realtime: plain integer arithmetic
/// - Source: RFC 3550 section 5.1
@frozen public struct SequenceNumber: Sendable, Hashable {
    public var value: UInt16

    @inlinable public init(_ value: UInt16) { self.value = value }

    /// How many packets `other` comes after this one; negative when it comes before.
    @inlinable public func distance(to other: SequenceNumber) -> Int {
        Int(Int16(truncatingIfNeeded: Int32(other.value) &- Int32(value)))
    }

    @inlinable public func advanced(by count: Int) -> SequenceNumber {
        SequenceNumber(value &+ UInt16(truncatingIfNeeded: count))
    }
}

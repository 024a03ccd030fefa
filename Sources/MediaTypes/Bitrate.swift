/// A data rate.
/// - Units: bits per second
@frozen public struct Bitrate: Sendable, Hashable, Comparable {
    public var bitsPerSecond: Int32

    @inlinable public init(bitsPerSecond: Int32) { self.bitsPerSecond = bitsPerSecond }
    @inlinable public static func kilobits(_ value: Int32) -> Bitrate { Bitrate(bitsPerSecond: value &* 1_000) }
    @inlinable public static func < (a: Bitrate, b: Bitrate) -> Bool { a.bitsPerSecond < b.bitsPerSecond }
}

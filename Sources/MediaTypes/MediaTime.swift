/// A point on the monotonic clock, or a span between two such points.
/// - Units: nanoseconds; the origin is the caller's (CLOCK_MONOTONIC on a box, 0 in a test)
/// - Realtime: plain integer arithmetic
@frozen public struct MediaTime: Sendable, Hashable, Comparable {
    public var nanoseconds: Int64

    @inlinable public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    @inlinable public static func nanoseconds(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value) }
    @inlinable public static func microseconds(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value &* 1_000) }
    @inlinable public static func milliseconds(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value &* 1_000_000) }
    @inlinable public static func seconds(_ value: Int64) -> MediaTime { MediaTime(nanoseconds: value &* 1_000_000_000) }
    @inlinable public static var zero: MediaTime { MediaTime(nanoseconds: 0) }
    /// Later than every time that occurs.
    @inlinable public static var distantFuture: MediaTime { MediaTime(nanoseconds: .max) }

    /// The span that `frameCount` frames last at `sampleRate` Hz.
    @inlinable public static func frames(_ frameCount: Int, sampleRate: Int) -> MediaTime {
        MediaTime(nanoseconds: Int64(frameCount) &* 1_000_000_000 / Int64(sampleRate))
    }

    @inlinable public var milliseconds: Int64 { nanoseconds / 1_000_000 }
    @inlinable public var seconds: Double { Double(nanoseconds) * 1e-9 }

    /// Whole frames at `sampleRate` Hz in this span.
    @inlinable public func frames(sampleRate: Int) -> Int {
        Int(nanoseconds / 1_000 &* Int64(sampleRate) / 1_000_000)
    }

    @inlinable public static func < (a: MediaTime, b: MediaTime) -> Bool { a.nanoseconds < b.nanoseconds }
    @inlinable public static func + (a: MediaTime, b: MediaTime) -> MediaTime { MediaTime(nanoseconds: a.nanoseconds &+ b.nanoseconds) }
    @inlinable public static func - (a: MediaTime, b: MediaTime) -> MediaTime { MediaTime(nanoseconds: a.nanoseconds &- b.nanoseconds) }
    @inlinable public static func += (a: inout MediaTime, b: MediaTime) { a = a + b }
    @inlinable public static func -= (a: inout MediaTime, b: MediaTime) { a = a - b }
    @inlinable public static func * (a: MediaTime, b: Int) -> MediaTime { MediaTime(nanoseconds: a.nanoseconds &* Int64(b)) }
    @inlinable public static func / (a: MediaTime, b: Int) -> MediaTime { MediaTime(nanoseconds: a.nanoseconds / Int64(b)) }
}

import CLinux

/// A level or gain on the logarithmic scale.
/// - Units: dB; levels are relative to full scale (0 dBFS is amplitude 1.0)
/// - Realtime: conversions call log10f and powf; do them once per block, not per sample
@frozen public struct Decibels: Sendable, Hashable, Comparable {
    public var value: Float

    @inlinable public init(_ value: Float) { self.value = value }

    /// The level of a mean square; silence gives -127 dB, the lowest level RFC 6464 can say.
    public init(meanSquare: Float) {
        value = meanSquare > 2e-13 ? 10 * clinux_log10f(meanSquare) : -127
    }

    /// The level of an amplitude.
    public init(amplitude: Float) {
        value = amplitude > 4.5e-7 ? 20 * clinux_log10f(amplitude) : -127
    }

    /// The linear amplitude gain.
    public var amplitude: Float { clinux_powf(10, value / 20) }
    /// The linear power ratio.
    public var power: Float { clinux_powf(10, value / 10) }

    @inlinable public static func < (a: Decibels, b: Decibels) -> Bool { a.value < b.value }
    @inlinable public static func + (a: Decibels, b: Decibels) -> Decibels { Decibels(a.value + b.value) }
    @inlinable public static func - (a: Decibels, b: Decibels) -> Decibels { Decibels(a.value - b.value) }
}

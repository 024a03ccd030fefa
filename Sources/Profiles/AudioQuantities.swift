/// A rate at which audio is mixed.
/// - Units: Hz
public enum SampleRate: Int, Sendable, Hashable, CaseIterable {
    case hz8000 = 8_000
    case hz16000 = 16_000
    case hz24000 = 24_000
    case hz48000 = 48_000

    /// Frames a second.
    public var hertz: Int { rawValue }

    /// The widest band that survives this rate.
    public var widestBandwidth: AudioBandwidth {
        switch self {
        case .hz8000: .narrow
        case .hz16000: .wide
        case .hz24000: .superwide
        case .hz48000: .full
        }
    }
}

/// A band of audio, by the names that Opus uses.
/// - Source: RFC 6716 section 2, table 1
public enum AudioBandwidth: String, Sendable, Hashable, CaseIterable, Comparable {
    /// 4 kHz
    case narrow
    /// 6 kHz
    case medium
    /// 8 kHz
    case wide
    /// 12 kHz
    case superwide
    /// 20 kHz
    case full

    /// The highest frequency that is kept.
    public var hertz: Int {
        switch self {
        case .narrow: 4_000
        case .medium: 6_000
        case .wide: 8_000
        case .superwide: 12_000
        case .full: 20_000
        }
    }

    /// The lowest mix rate that carries this band.
    public var lowestRate: SampleRate {
        switch self {
        case .narrow: .hz8000
        case .medium, .wide: .hz16000
        case .superwide: .hz24000
        case .full: .hz48000
        }
    }

    public static func < (a: AudioBandwidth, b: AudioBandwidth) -> Bool { a.hertz < b.hertz }
}

/// A share, such as of packets lost.
/// - Units: percent, 0 to 100
public struct Percentage: Sendable, Hashable, Comparable {
    public var value: Float

    public init(_ value: Float) { self.value = value }

    /// The share as 0.0 to 1.0.
    public var fraction: Float { value / 100 }

    public static func < (a: Percentage, b: Percentage) -> Bool { a.value < b.value }
}

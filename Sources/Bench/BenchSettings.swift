import Codecs
import MediaLink
import MediaTypes

/// What is measured: one room full of participants with one codec.
public struct BenchSettings: Sendable {
    /// What participants send who do not talk.
    public enum Listeners: String, Sendable, CaseIterable {
        /// Steady noise, without discontinuous transmission: the dearest case.
        case noise
        /// Nothing but what DTX sends in silence: the usual case of muted and quiet people.
        case dtx
    }

    public var legs = 100
    public var talkers = 3
    public var listeners = Listeners.noise
    public var bitrate = Bitrate.kilobits(24)
    public var format = CodecFormat.opus
    /// Ticks that are measured.
    public var ticks = 1_000
    public var media = MediaSettings()

    public init() {}

    /// Room for all, whatever the profile says: the bench looks for limits.
    var mediaForAll: MediaSettings {
        var settings = media
        settings.maxLegs = legs
        settings.talkers = max(talkers, 1)
        return settings
    }
}

/// How values are spread.
public struct Spread: Sendable, Codable {
    public var median: Double
    public var p99: Double
    public var p999: Double
    public var max: Double
    public var mean: Double

    /// - Shape: at least one value
    init(_ values: [Double]) {
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double { sorted.isEmpty ? 0 : sorted[Swift.min(Int(share * Double(sorted.count)), sorted.count - 1)] }
        median = quantile(0.5)
        p99 = quantile(0.99)
        p999 = quantile(0.999)
        max = sorted.last ?? 0
        mean = sorted.isEmpty ? 0 : sorted.reduce(0, +) / Double(sorted.count)
    }
}

import MediaLink
import MediaTypes

extension Announcement {
    /// A signal as an announcement.
    convenience init(_ signal: Signal, seconds: Double, rate: Int = 16_000, manner: AnnouncementManner = .inFront) {
        let samples = (0..<Int(seconds * Double(rate))).map { Int16((signal.value(Double($0) / Double(rate)) * 32_767).rounded()) }
        self.init(samples: samples, manner: manner)
    }
}

extension Measure {
    /// The sharpest corner: the largest second difference. A step is one of its own height.
    static func corner(_ samples: ArraySlice<Float>) -> Float {
        zip(samples, zip(samples.dropFirst(), samples.dropFirst(2))).map { ($0 - 2 * $1.0 + $1.1).magnitude }.max() ?? 0
    }

    /// The level of one stretch against another, in dB.
    static func change(_ samples: ArraySlice<Float>, against other: ArraySlice<Float>) -> Double { decibels(max(rms(samples), 1e-9) / max(rms(other), 1e-9)) }
}

import MediaTypes

/// How loud a recording is where somebody speaks: pauses do not count, so that it says how loud it is heard.
/// - Source: ITU-T P.56 section 6, in steps of 20 ms and with its margin
public struct SpeechLevel: Sendable, Hashable {
    /// Of active speech; -127 of silence.
    /// - Units: dBFS
    public let active: Decibels
    /// Of the highest sample.
    /// - Units: dBFS
    public let peak: Decibels
    /// Samples at full scale that have neighbours there: one alone is a coincidence.
    public let clippedSamples: Int

    /// P.56 section 6: what lies less than this below the level is speech too.
    private static var marginDB: Float { 15.9 }
    private static var blocksPerSecond: Int { 50 }
    /// The mean settles in a few rounds; this bounds them.
    private static var rounds: Int { 20 }
    private static var fullScale: Float { 0.9995 }

    /// - Shape: samples: mono Float, nominal +-1.0
    /// - Units: sampleRate in Hz
    public init(of samples: [Float], sampleRate: Int) {
        let blockFrames = max(sampleRate / Self.blocksPerSecond, 1)
        let powers = stride(from: 0, to: samples.count - blockFrames + 1, by: blockFrames).map { start in
            samples[start..<start + blockFrames].reduce(0) { $0 + $1 * $1 } / Float(blockFrames)
        }
        active = Decibels(meanSquare: Self.activePower(powers))
        peak = Decibels(amplitude: samples.reduce(0) { max($0, abs($1)) })
        clippedSamples = Self.clippedCount(samples)
    }

    private static func activePower(_ powers: [Float]) -> Float {
        let margin = Decibels(-marginDB).power
        var mean = powers.reduce(0, +) / Float(max(powers.count, 1))
        for _ in 0..<rounds {
            let active = powers.filter { $0 >= mean * margin }
            mean = active.reduce(0, +) / Float(max(active.count, 1))
        }
        return mean
    }

    private static func clippedCount(_ samples: [Float]) -> Int {
        var count = 0
        var run = 0
        for sample in samples {
            run = abs(sample) >= fullScale ? run + 1 : 0
            // The third in a row brings the first two with it.
            count += run == 3 ? 3 : run > 3 ? 1 : 0
        }
        return count
    }
}

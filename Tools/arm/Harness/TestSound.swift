import MediaTypes

/// Seeded sound, the same to the bit on every machine: only additions, multiplications and divisions.
enum TestSound {
    case silence
    case noise
    /// A gliding pitch with harmonics and syllables at 4 Hz: codecs take it for speech.
    case speech

    var name: String {
        switch self {
        case .silence: "silence"
        case .noise: "noise"
        case .speech: "speech"
        }
    }

    /// - Shape: [frameCount], mono Float
    func samples(_ frameCount: Int, rate: Int, seed: UInt64 = 1) -> [Float] {
        var random = SplitMix64(seed: seed)
        switch self {
        case .silence: return [Float](repeating: 0, count: frameCount)
        case .noise: return (0..<frameCount).map { _ in 0.2 * (random.nextUnit() - 0.5) }
        case .speech:
            let pitch = 110 + 80 * Double(random.nextUnit())
            var phase = 0.0
            return (0..<frameCount).map { i in
                let time = Double(i) / Double(rate)
                phase += (pitch + 40 * Self.sine(0.7 * time)) / Double(rate)
                let low: Double = 0.3 * Self.sine(phase) + 0.15 * Self.sine(2 * phase)
                let high: Double = 0.1 * Self.sine(5 * phase) + 0.05 * Self.sine(11 * phase)
                return Float(max(0, Self.sine(4 * time)) * (low + high)) + 0.002 * (random.nextUnit() - 0.5)
            }
        }
    }

    /// Bhaskara's approximation, of `turns` full circles: a mathematics library would answer differently on each machine.
    private static func sine(_ turns: Double) -> Double {
        let x = (turns - turns.rounded(.down)) * 2
        let half = x < 1 ? x : x - 1
        let value = 16 * half * (1 - half) / (5 - 4 * half * (1 - half))
        return x < 1 ? value : -value
    }
}

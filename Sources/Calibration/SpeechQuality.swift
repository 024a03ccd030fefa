import Glibc

/// How speech sounds after Opus at each complexity, and which complexity is worth its cost on a board.
///
/// Measured once, in WB-PESQ (ITU-T P.862.2): five clips of LibriVox speech at 16 kHz, coded and decoded by libopus 1.3.1 with the engine's
/// settings; the mean of 12, 16 and 24 kbit/s, that is what poor and good lines are given. From 0.1 on listeners begin to tell two apart.
public enum SpeechQuality {
    /// By complexity, 0 to 10. The step that is heard is the one from 3 to 4. 4 and 5 are the same, and so are 8, 9 and 10.
    public static let byComplexity = [3.810, 3.827, 3.819, 3.849, 4.026, 4.026, 4.076, 4.078, 4.116, 4.116, 4.116]

    /// Ours: half of the participants are given for 0.2, which is heard well, and not for less.
    private static let worthOfDoubling = 0.2
    /// Within so little the cheapest is taken: the measurement of a board wanders by more.
    private static let indifference = 0.02

    /// The complexity whose gain in sound outweighs the participants that it costs.
    /// - Returns: nil where the board carries nobody at any
    public static func choice(among capacities: [Capacity]) -> Capacity? {
        let scored = capacities.compactMap { capacity -> (capacity: Capacity, score: Double)? in
            guard capacity.participants > 0, byComplexity.indices.contains(capacity.complexity) else { return nil }
            return (capacity, byComplexity[capacity.complexity] + worthOfDoubling * log2(Double(capacity.participants)))
        }
        guard let best = scored.map(\.score).max() else { return nil }
        return scored.first { $0.score >= best - indifference }?.capacity
    }
}

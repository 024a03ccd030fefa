import Bench
import Codecs
import Glibc
import MediaTypes

/// How steady it was what somebody heard for a while.
struct HeardSteadiness: Codable {
    /// The largest step from one sample to the next, against the largest at the same place of other rounds: 1 is as ever, a click is more.
    var largestStep = 1.0
    /// How far the level fell, or rose, against the same place of other rounds.
    var deepestDipDB = 0.0
    var highestRiseDB = 0.0
}

/// What one participant heard of a room in which all say the same over and over: every round is what the others are measured by.
struct HeardRoom {
    private static let rate = 16_000
    /// Level is taken over three packets, so that one that a jitter buffer moves by its length changes little.
    private static let smoothing = 1
    /// -34 dBFS. Below it nobody speaks, and where a pause begins or ends a few milliseconds make any difference of levels.
    private static let leastLevel: Float = 0.02

    private let arrivals: [MediaTime]
    /// Of each packet: the largest step, and the root of the mean square.
    private let steps: [Float]
    private let levels: [Float]
    private let round: Int

    /// - Parameter round: packets after which all repeats itself
    init?(_ packets: [LoadGenerator.HeardPacket], round: Int) {
        guard var decoder = AudioDecoder(.opus, outputRate: Self.rate), packets.count > 3 * round else { return nil }
        var (arrivals, steps, levels): ([MediaTime], [Float], [Float]) = ([], [], [])
        var samples = [Float](repeating: 0, count: Self.rate * 120 / 1_000)
        var last: Float = 0
        for packet in packets {
            var space = samples.mutableSpan
            let count = decoder.decode(packet.payload.span.bytes, into: &space)
            guard count > 0 else { return nil }
            var (step, power): (Float, Float) = (0, 0)
            for sample in samples[..<count] {
                step = max(step, abs(sample - last))
                power += sample * sample
                last = sample
            }
            arrivals.append(packet.arrival)
            steps.append(step)
            levels.append((power / Float(count)).squareRoot())
        }
        self.arrivals = arrivals
        self.steps = steps
        self.levels = levels
        self.round = round
    }

    /// How steady it was in these times.
    func steadiness(in windows: [ClosedRange<MediaTime>]) -> HeardSteadiness {
        var steadiness = HeardSteadiness()
        for (index, arrival) in arrivals.enumerated() where windows.contains(where: { $0.contains(arrival) }) {
            let others = (0..<arrivals.count).filter { $0 != index && ($0 - index) % round == 0 }
            guard others.count > 1 else { continue }
            let usualStep = others.map { neighbours(of: $0, in: steps).max() ?? 0 }.max() ?? 0
            if usualStep > Self.leastLevel { steadiness.largestStep = max(steadiness.largestStep, Double(steps[index] / usualStep)) }
            let usual = others.map(level).sorted()[others.count / 2]
            guard usual > Self.leastLevel else { continue }
            let change = 20 * log10(Double(max(level(index), 1e-6) / usual))
            steadiness.deepestDipDB = min(steadiness.deepestDipDB, change)
            steadiness.highestRiseDB = max(steadiness.highestRiseDB, change)
        }
        return steadiness
    }

    private func level(_ index: Int) -> Float {
        let near = neighbours(of: index, in: levels)
        return near.reduce(0, +) / Float(near.count)
    }

    private func neighbours(of index: Int, in values: [Float]) -> ArraySlice<Float> {
        values[max(index - Self.smoothing, 0)...min(index + Self.smoothing, values.count - 1)]
    }
}

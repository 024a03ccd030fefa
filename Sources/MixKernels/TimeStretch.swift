/// Makes a piece of speech shorter or longer by one pitch period, without changing its pitch: the period is cross-faded with its neighbour
/// (waveform similarity overlap-add).
/// - Realtime: no allocation after init; one pitch search a call
/// - Source: W. Verhelst, M. Roelands, An overlap-add technique based on waveform similarity (WSOLA), ICASSP 1993
public struct TimeStretch: ~Copyable {
    private let pitch: PitchSearch
    /// Below -60 dBFS nobody hears what is faded.
    private let silence: Float = 1e-6

    /// - Units: Hz
    public init(sampleRate: Int) {
        pitch = PitchSearch(sampleRate: sampleRate, shortestTenths: 25, longestTenths: 150, windowTenths: 150)
    }

    /// The least input that can be stretched: 30 ms.
    public var inputFrames: Int { pitch.span }
    /// The most that `expand` adds and `accelerate` takes away: 15 ms.
    public var longestChange: Int { pitch.longestLag }

    /// Takes one pitch period (2.5 to 15 ms) out.
    /// - Shape: output: at least as long as input
    /// - Units: leastCorrelation, 0 to 1: below it two neighbouring periods differ too much; 0.8 is unheard in speech
    /// - Returns: the frames written; `input.count` where the signal does not repeat itself well enough
    public mutating func accelerate(_ input: Span<Float>, into output: inout MutableSpan<Float>, leastCorrelation: Float = 0.8) -> Int {
        guard output.count >= input.count else { return 0 }
        let lag = usableLag(input, leastCorrelation)
        guard lag > 0 else {
            Kernels.copy(input, into: &output)
            return input.count
        }
        return input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard let from = input.baseAddress, let to = output.baseAddress else { return 0 }
                Self.crossFade(from: from, to: from + lag, into: to, count: lag)
                (to + lag).copy(from: from + 2 * lag, count: input.count - 2 * lag)
                return input.count - lag
            }
        }
    }

    /// Puts one pitch period (2.5 to 15 ms) in.
    /// - Shape: output: at least `longestChange` longer than input
    /// - Units: leastCorrelation as in `accelerate`
    /// - Returns: the frames written; `input.count` where the signal does not repeat itself well enough
    public mutating func expand(_ input: Span<Float>, into output: inout MutableSpan<Float>, leastCorrelation: Float = 0.8) -> Int {
        guard output.count >= input.count else { return 0 }
        let lag = usableLag(input, leastCorrelation)
        guard lag > 0, output.count >= input.count + lag else {
            Kernels.copy(input, into: &output)
            return input.count
        }
        return input.withUnsafeBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                guard let from = input.baseAddress, let to = output.baseAddress else { return 0 }
                to.copy(from: from, count: lag)
                Self.crossFade(from: from + lag, to: from, into: to + lag, count: lag)
                (to + 2 * lag).copy(from: from + lag, count: input.count - lag)
                return input.count + lag
            }
        }
    }

    /// The period to fade over; 0 where the input is too short or too irregular.
    private func usableLag(_ input: Span<Float>, _ leastCorrelation: Float) -> Int {
        guard input.count >= pitch.span else { return 0 }
        return input.withUnsafeBufferPointer { input in
            guard let base = input.baseAddress else { return 0 }
            let match = pitch.best(base)
            if match.meanSquare < silence { return pitch.longestLag }
            return match.correlation >= leastCorrelation ? match.lag : 0
        }
    }

    static func crossFade(from: UnsafePointer<Float>, to: UnsafePointer<Float>, into: UnsafeMutablePointer<Float>, count: Int) {
        let step = 1 / Float(count)
        for i in 0..<count {
            let weight = (Float(i) + 0.5) * step
            into[i] = from[i] * (1 - weight) + to[i] * weight
        }
    }
}

/// Finds the lag at which a signal repeats itself best: first coarsely at 4 kHz, then to the frame.
struct PitchSearch: ~Copyable {
    let shortestLag: Int
    let longestLag: Int
    /// Frames that are compared with their copy `lag` earlier.
    let window: Int
    private let decimation: Int
    private let coarse: SampleMemory

    struct Match {
        var lag: Int
        /// Normalised cross-correlation, -1 to 1; 0 for silence.
        var correlation: Float
        var meanSquare: Float
    }

    /// - Units: sampleRate in Hz; lags and window in tenths of a millisecond
    init(sampleRate: Int, shortestTenths: Int, longestTenths: Int, windowTenths: Int) {
        decimation = max(sampleRate / 4_000, 1)
        shortestLag = sampleRate * shortestTenths / 10_000
        longestLag = sampleRate * longestTenths / 10_000
        window = sampleRate * windowTenths / 10_000
        coarse = SampleMemory(count: (longestLag + window) / decimation + 1)
    }

    /// Frames that `best` reads.
    var span: Int { longestLag + window }

    /// Compares `at[0 ..< window]` with `at[lag ..< lag + window]` for all lags.
    func best(_ at: UnsafePointer<Float>) -> Match {
        let coarseCount = span / decimation
        for i in 0..<coarseCount {
            var sum: Float = 0
            for d in 0..<decimation { sum += at[i * decimation + d] }
            coarse.base[i] = sum
        }
        let roughly = search(coarse.base, from: shortestLag / decimation, through: longestLag / decimation, window: window / decimation)
        let around = roughly.lag * decimation
        return search(at, from: max(shortestLag, around - decimation), through: min(longestLag, around + decimation), window: window)
    }

    private func search(_ at: UnsafePointer<Float>, from: Int, through: Int, window: Int) -> Match {
        let fixed = UnsafeBufferPointer(start: at, count: window).span
        let fixedEnergy = Kernels.dot(fixed, fixed)
        var match = Match(lag: through, correlation: 0, meanSquare: fixedEnergy / Float(window))
        var lag = from
        while lag <= through {
            let moved = UnsafeBufferPointer(start: at + lag, count: window).span
            let energy = Kernels.dot(moved, moved)
            let product = Kernels.dot(fixed, moved)
            if product > 0, energy > 0, fixedEnergy > 0 {
                let correlation = product / (energy.squareRoot() * fixedEnergy.squareRoot())
                if correlation > match.correlation {
                    match.correlation = correlation
                    match.lag = lag
                }
            }
            lag += 1
        }
        return match
    }
}

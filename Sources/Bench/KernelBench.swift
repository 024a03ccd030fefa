import CLinux
import CSpeexDSP
import KernelCases
import MediaTypes
import MixKernels

/// Every kernel of the cases that the tests run, SIMD against scalar, and our resampler against speexdsp's.
public enum KernelBench {
    /// - Units: nanoseconds of CPU a block of 20 ms at 16 kHz
    public struct KernelFigures: Sendable, Codable {
        public var kernel: String
        public var simd: Double
        public var scalar: Double
        public var scalarToSIMD: Double
    }

    /// - Units: nanoseconds of CPU a block of 20 ms
    public struct ResamplerFigures: Sendable, Codable {
        public var rates: String
        public var ours: Double
        /// At quality 4.
        public var speexdsp: Double
        public var speexdspToOurs: Double
    }

    public static func kernels() -> [KernelFigures] {
        KernelCase.allCases.map { kernel in
            let workspace = KernelWorkspace(input: .fullScale, seed: 1, frames: 320, misalignment: 0)
            let (simd, scalar) = inTurns({ kernel.run(simd: true, workspace, frames: 320) }, { kernel.run(simd: false, workspace, frames: 320) })
            return KernelFigures(kernel: "\(kernel.name)", simd: simd, scalar: scalar, scalarToSIMD: scalar / simd)
        }
    }

    public static func resamplers() -> [ResamplerFigures] {
        var figures: [ResamplerFigures] = []
        for from in [8_000, 16_000, 24_000, 48_000] {
            for to in [8_000, 16_000, 24_000, 48_000] where from != to {
                if let one = resampler(from: from, to: to) { figures.append(one) }
            }
        }
        return figures
    }

    private static func resampler(from: Int, to: Int) -> ResamplerFigures? {
        var code: Int32 = 0
        guard var ours = PolyphaseResampler(inputRate: from, outputRate: to, maxInputFrames: from / 50),
            let theirs = speex_resampler_init(1, UInt32(from), UInt32(to), 4, &code) else { return nil }
        defer { speex_resampler_destroy(theirs) }
        var random = SplitMix64(seed: 3)
        let input = (0..<from / 50).map { _ in random.nextUnit() - 0.5 }
        var output = [Float](repeating: 0, count: to / 50 + 8)
        var other = output
        let (oursCost, theirsCost) = inTurns({
            var span = output.mutableSpan
            _ = ours.process(input.span, into: &span)
        }, {
            var inputCount = UInt32(input.count)
            var outputCount = UInt32(other.count)
            speex_resampler_process_float(theirs, 0, input, &inputCount, &other, &outputCount)
        })
        return ResamplerFigures(rates: "\(from / 1_000) to \(to / 1_000) kHz", ours: oursCost, speexdsp: theirsCost, speexdspToOurs: theirsCost / oursCost)
    }

    /// Times both in short turns, so that whatever slows the machine slows both; the median of the turns counts.
    private static func inTurns(_ first: () -> Void, _ second: () -> Void) -> (Double, Double) {
        var firsts: [Double] = []
        var seconds: [Double] = []
        for _ in 0..<40 {
            firsts.append(cost(first))
            seconds.append(cost(second))
        }
        return (Spread(firsts).median, Spread(seconds).median)
    }

    private static func cost(_ work: () -> Void) -> Double {
        let rounds = 200
        let start = clinux_thread_cpu_ns()
        for _ in 0..<rounds { work() }
        return Double(clinux_thread_cpu_ns() - start) / Double(rounds)
    }
}

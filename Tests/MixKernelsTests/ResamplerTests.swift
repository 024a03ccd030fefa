import MixKernels
import Testing

#if canImport(Glibc)
import Glibc
#endif

func sine(_ hertz: Double, _ index: Int, _ rate: Int) -> Float { Float(sin(2 * .pi * hertz * Double(index) / Double(rate))) }

@Suite struct ResamplerTests {
    struct Rates: CustomTestStringConvertible {
        let from: Int, to: Int
        var testDescription: String { "\(from) to \(to) Hz" }
    }
    static let rates = [8_000, 16_000, 24_000, 48_000].flatMap { from in
        [8_000, 16_000, 24_000, 48_000].filter { $0 != from }.map { Rates(from: from, to: $0) }
    }

    static func resample(_ input: [Float], _ rates: Rates, blockFrames: Int) -> [Float] {
        guard var resampler = PolyphaseResampler(inputRate: rates.from, outputRate: rates.to, maxInputFrames: blockFrames) else { return [] }
        var output: [Float] = []
        var at = 0
        var miscounted = 0
        while at < input.count {
            let block = Array(input[at..<min(at + blockFrames, input.count)])
            let expected = resampler.outputCount(forInput: block.count)
            var space = [Float](repeating: 99, count: expected)
            var span = space.mutableSpan
            if resampler.process(block.span, into: &span) != expected { miscounted += 1 }
            output += space
            at += block.count
        }
        #expect(miscounted == 0, "blocks whose length was not as foretold")
        return output
    }

    /// The magnitude of one frequency in a signal, by projection on a sine and a cosine under a Hann window.
    static func amplitude(_ signal: ArraySlice<Float>, _ hertz: Double, _ rate: Int) -> Double {
        var re = 0.0, im = 0.0, weight = 0.0
        for (n, sample) in signal.enumerated() {
            let window = 0.5 - 0.5 * cos(2 * .pi * Double(n) / Double(signal.count))
            let angle = 2 * .pi * hertz * Double(n) / Double(rate)
            re += Double(sample) * cos(angle) * window
            im += Double(sample) * sin(angle) * window
            weight += window
        }
        return 2 * (re * re + im * im).squareRoot() / weight
    }

    @Test(arguments: rates) func thePassbandIsFlatTo85PercentOfNyquist(_ rates: Rates) {
        let nyquist = Double(min(rates.from, rates.to)) / 2
        for step in 1...17 {
            let hertz = nyquist * 0.05 * Double(step)
            let input = (0..<rates.from / 4).map { sine(hertz, $0, rates.from) }
            let output = Self.resample(input, rates, blockFrames: rates.from / 50)
            let gain = 20 * log10(Self.amplitude(output[(rates.to / 20)...], hertz, rates.to))
            #expect(abs(gain) <= 0.1, "\(hertz) Hz: \(gain) dB")
        }
    }

    @Test(arguments: rates) func nothingBeyondNyquistComesThrough(_ rates: Rates) {
        // Downwards, a tone above the new Nyquist must vanish; upwards, the images of a tone must.
        let low = Double(min(rates.from, rates.to)) / 2
        var worst = -300.0
        for step in 0..<20 {
            if rates.from > rates.to {
                let hertz = low + (Double(rates.from) / 2 - low) * Double(step) / 20
                let input = (0..<rates.from / 4).map { sine(hertz + 1, $0, rates.from) }
                let output = Self.resample(input, rates, blockFrames: rates.from / 50)
                let settled = output[(rates.to / 20)...]
                let power = settled.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(settled.count)
                worst = max(worst, 10 * log10(power * 2 + 1e-30))
            } else {
                let hertz = low * (Double(step) + 0.5) / 20
                let input = (0..<rates.from / 4).map { sine(hertz, $0, rates.from) }
                let output = Self.resample(input, rates, blockFrames: rates.from / 50)
                var image = Double(rates.from) - hertz
                while image < Double(rates.to) / 2 {
                    worst = max(worst, 20 * log10(Self.amplitude(output[(rates.to / 20)...], image, rates.to) + 1e-15))
                    image += 2 * hertz
                    if image >= Double(rates.to) / 2 { break }
                    worst = max(worst, 20 * log10(Self.amplitude(output[(rates.to / 20)...], image, rates.to) + 1e-15))
                    image += Double(rates.from) - 2 * hertz
                }
            }
        }
        #expect(worst <= -70, "\(worst) dB")
    }

    @Test(arguments: rates) func theLengthOfTheBlocksChangesNothing(_ rates: Rates) {
        let input = (0..<4_801).map { sine(700, $0, rates.from) }
        let whole = Self.resample(input, rates, blockFrames: 4_801)
        for blockFrames in [1, 7, 160, 961] {
            let parts = Self.resample(input, rates, blockFrames: blockFrames)
            #expect(parts.count == whole.count)
            #expect(zip(parts, whole).allSatisfy { ($0 - $1).magnitude < 1e-6 })
        }
    }

    @Test(arguments: [(44_100, 16_000), (8_000, 0), (-8_000, 16_000)]) func aRateItDoesNotServeIsRefused(inputRate: Int, outputRate: Int) {
        if PolyphaseResampler(inputRate: inputRate, outputRate: outputRate, maxInputFrames: 441) != nil {
            Issue.record("\(inputRate) to \(outputRate) Hz was accepted")
        }
    }
}

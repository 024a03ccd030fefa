import MixKernels
import Testing

@Suite struct StretchTests {
    /// A voiced sound: harmonics of 120 Hz.
    static func voice(_ count: Int, _ rate: Int) -> [Float] {
        (0..<count).map { i in (1...8).reduce(Float(0)) { $0 + sine(120 * Double($1), i, rate) * 0.1 / Float($1) } }
    }

    @Test(arguments: [8_000, 16_000, 24_000, 48_000]) func accelerateTakesOnePeriodOutWithoutAStep(_ rate: Int) {
        var stretch = TimeStretch(sampleRate: rate)
        let input = Self.voice(rate * 30 / 1_000, rate)
        var output = [Float](repeating: 0, count: input.count)
        var span = output.mutableSpan
        let count = stretch.accelerate(input.span, into: &span)
        let period = Double(rate) / 120
        #expect(abs(Double(input.count - count) - period) <= 2, "took \(input.count - count) of a period of \(period)")
        #expect(Self.steepest(output[..<count]) <= Self.steepest(input[...]) * 1.3)
    }

    @Test(arguments: [8_000, 16_000, 24_000, 48_000]) func expandPutsOnePeriodInWithoutAStep(_ rate: Int) {
        var stretch = TimeStretch(sampleRate: rate)
        let input = Self.voice(rate * 30 / 1_000, rate)
        var output = [Float](repeating: 0, count: input.count + stretch.longestChange)
        var span = output.mutableSpan
        let count = stretch.expand(input.span, into: &span)
        #expect(abs(Double(count - input.count) - Double(rate) / 120) <= 2)
        #expect(Self.steepest(output[..<count]) <= Self.steepest(input[...]) * 1.3)
    }

    @Test func noiseIsLeftAsItIsAndSilenceIsNot() {
        var stretch = TimeStretch(sampleRate: 16_000)
        var state: UInt32 = 1
        let noise = (0..<480).map { _ -> Float in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Float(Int32(bitPattern: state)) * 0x1p-32
        }
        var output = [Float](repeating: 0, count: 480)
        var span = output.mutableSpan
        #expect(stretch.accelerate(noise.span, into: &span) == 480)
        #expect(output == noise)
        let silence = [Float](repeating: 0, count: 480)
        var again = output.mutableSpan
        #expect(stretch.accelerate(silence.span, into: &again) == 240)
    }

    static func steepest(_ samples: ArraySlice<Float>) -> Float {
        zip(samples, samples.dropFirst()).reduce(0) { max($0, ($1.1 - $1.0).magnitude) }
    }

    @Test func aConcealedGapGoesOnWithThePitchAndFadesAway() {
        var concealer = WaveformConcealer(sampleRate: 8_000)
        let voice = Self.voice(8_000, 8_000)
        var at = 0
        for _ in 0..<10 {
            var block = Array(voice[at..<at + 160])
            var span = block.mutableSpan
            concealer.record(&span)
            #expect(block == Array(voice[at..<at + 160]))
            at += 160
        }
        var gap = [Float](repeating: 0, count: 80)
        var span = gap.mutableSpan
        concealer.conceal(into: &span)
        let wanted = Array(voice[at..<at + 80])
        let error = zip(gap, wanted).reduce(Float(0)) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
        let power = wanted.reduce(Float(0)) { $0 + $1 * $1 }
        #expect(error < power * 0.1, "error \(error) of \(power)")
        var late = [Float](repeating: 1, count: 480)
        var lateSpan = late.mutableSpan
        concealer.conceal(into: &lateSpan)
        #expect(late[430...].allSatisfy { $0 == 0 })
        var back = Array(voice[at..<at + 160])
        var backSpan = back.mutableSpan
        concealer.record(&backSpan)
        #expect(back[0].magnitude < 0.02 && back[100] == voice[at + 100])
    }
}

import MixKernels
import Testing

@Suite struct LimiterTests {
    @Test func nothingPassesTheCeilingAndNoEdgeHasAStep() {
        var limiter = Limiter(sampleRate: 16_000)
        var last: Float = 0
        var steepest: Float = 0
        for block in 0..<100 {
            let amplitude: Float = block % 10 < 5 ? 40 : 0.1
            var samples = (0..<320).map { sine(200, $0 + block * 320, 16_000) * amplitude }
            var span = samples.mutableSpan
            limiter.process(&span)
            for sample in samples {
                #expect(sample.magnitude <= 0.98)
                steepest = max(steepest, (sample - last).magnitude)
                last = sample
            }
        }
        // A 200 Hz tone at the ceiling moves 0.077 a sample; the onset of the loud part may add the ramp of one segment.
        #expect(steepest < 0.2, "steepest step \(steepest)")
    }

    @Test func whatIsNotTooLoudGoesThroughUnchangedOneMillisecondLater() {
        var limiter = Limiter(sampleRate: 48_000)
        let input = (0..<960).map { sine(440, $0, 48_000) * 0.9 }
        var output = input
        var span = output.mutableSpan
        limiter.process(&span)
        #expect(Array(output[48...]) == Array(input[..<912]))
    }

    @Test func aCopyGoesOnExactlyAsTheOriginal() {
        var original = Limiter(sampleRate: 16_000)
        var copy = Limiter(sampleRate: 16_000)
        for block in 0..<20 {
            var samples = (0..<320).map { sine(300, $0 + block * 320, 16_000) * (block == 8 ? 3 : 0.8) }
            var twin = samples
            if block == 10 { copy.copy(from: original) }
            var span = samples.mutableSpan
            original.process(&span)
            var twinSpan = twin.mutableSpan
            copy.process(&twinSpan)
            if block >= 10 { #expect(samples == twin) }
        }
    }
}

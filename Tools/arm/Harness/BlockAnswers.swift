import MixKernels

/// What is built from kernels and keeps state from block to block: limiter, resampler, time-stretch, concealment.
enum BlockAnswers {
    private static let blockFrames = 320
    private static let blocks = 25

    static func give(to answers: inout AnswerStream) {
        giveLimiter(to: &answers)
        for inputRate in [8_000, 16_000, 24_000, 48_000] {
            for outputRate in [8_000, 16_000, 24_000, 48_000] { giveResampler(inputRate, outputRate, to: &answers) }
        }
        giveStretch(to: &answers)
        giveConcealer(to: &answers)
    }

    private static func giveLimiter(to answers: inout AnswerStream) {
        answers.begin("block", "limiter")
        var limiter = Limiter(sampleRate: 16_000)
        // Loud enough that it works most of the time.
        let sound = TestSound.speech.samples(blocks * blockFrames, rate: 16_000).map { $0 * 6 }
        for block in 0..<blocks {
            var samples = Array(sound[(block * blockFrames)..<((block + 1) * blockFrames)])
            var span = samples.mutableSpan
            limiter.process(&span)
            answers.give(all: samples, samples.count)
        }
        answers.end()
    }

    private static func giveResampler(_ inputRate: Int, _ outputRate: Int, to answers: inout AnswerStream) {
        answers.begin("block", "resample \(inputRate) to \(outputRate)")
        let frames = inputRate / 50
        let sound = TestSound.speech.samples(blocks * frames, rate: inputRate)
        guard var resampler = PolyphaseResampler(inputRate: inputRate, outputRate: outputRate, maxInputFrames: frames) else {
            answers.require(false, otherwise: "cannot be made")
            return answers.end()
        }
        var output = [Float](repeating: 0, count: outputRate / 50 + 8)
        for block in 0..<blocks {
            var span = output.mutableSpan
            let written = resampler.process(sound[(block * frames)..<((block + 1) * frames)].span, into: &span)
            answers.give(written)
            answers.give(all: output, written)
        }
        answers.end()
    }

    private static func giveStretch(to answers: inout AnswerStream) {
        answers.begin("block", "accelerate and expand")
        var stretch = TimeStretch(sampleRate: 16_000)
        // 60 ms: what is left after the longest change is still more than a block.
        let frames = 3 * blockFrames
        let sound = TestSound.speech.samples(blocks * frames, rate: 16_000)
        var output = [Float](repeating: 0, count: 2 * frames)
        for block in 0..<blocks {
            let input = sound[(block * frames)..<((block + 1) * frames)].span
            var span = output.mutableSpan
            let written = block % 2 == 0 ? stretch.accelerate(input, into: &span) : stretch.expand(input, into: &span)
            answers.give(written)
            answers.give(all: output, written)
        }
        answers.end()
    }

    private static func giveConcealer(to answers: inout AnswerStream) {
        answers.begin("block", "conceal")
        var concealer = WaveformConcealer(sampleRate: 16_000)
        let sound = TestSound.speech.samples(blocks * blockFrames, rate: 16_000)
        for block in 0..<blocks {
            var samples = Array(sound[(block * blockFrames)..<((block + 1) * blockFrames)])
            var span = samples.mutableSpan
            // Gaps of one to three blocks.
            block % 7 > 3 ? concealer.conceal(into: &span) : concealer.record(&span)
            answers.give(all: samples, samples.count)
        }
        answers.end()
    }
}

extension AnswerStream {
    mutating func give(all samples: [Float], _ count: Int) {
        for i in 0..<min(count, samples.count) { give(samples[i]) }
    }
}

import MixKernels

/// Changes the rate of a whole recording: with our polyphase filter between 8, 16, 24 and 48 kHz, with speexdsp's resampler from any
/// other rate. The delay of the filter is taken out, so that what comes in at a time goes out at that time.
struct RateConverter: ~Copyable {
    /// Frames that are converted at a time.
    static var pieceFrames: Int { 4_096 }

    // At most one of the two.
    private var polyphase: PolyphaseResampler?
    private var arbitrary: ArbitraryResampler?
    private let inputRate: Int
    private let outputRate: Int
    /// Frames of delay still to be dropped.
    private var lead: Int
    private var taken = 0
    private var given = 0

    /// - Returns: nil when the output rate is none of 8000, 16000, 24000, 48000, or the input rate not positive
    init?(inputRate: Int, outputRate: Int) {
        let isServed = PolyphaseResampler(inputRate: outputRate, outputRate: outputRate, maxInputFrames: 1) != nil
        let isSame = inputRate == outputRate
        self.inputRate = inputRate
        self.outputRate = outputRate
        polyphase = isSame ? nil : PolyphaseResampler(inputRate: inputRate, outputRate: outputRate, maxInputFrames: Self.pieceFrames)
        lead = polyphase?.delayFrames ?? 0
        arbitrary =
            isSame || lead > 0 || inputRate <= 0 || !isServed ? nil : ArbitraryResampler(inputRate: inputRate, outputRate: outputRate)
        if !isServed || (!isSame && polyphase == nil && arbitrary == nil) { return nil }
    }

    /// Converts the next piece, at most `pieceFrames` long, and appends what comes out.
    mutating func convert(_ input: [Float], into output: inout [Float]) {
        taken += input.count
        push(input, into: &output)
    }

    /// Appends what is still inside the filter: then there is as much output as the input lasts.
    mutating func finish(into output: inout [Float]) {
        let wanted = (taken * outputRate + inputRate - 1) / inputRate
        let silence = [Float](repeating: 0, count: Self.pieceFrames)
        while given < wanted {
            let before = given
            push(silence, into: &output)
            if given == before, lead == 0 { break }
        }
        output.removeLast(max(given - wanted, 0))
        given = min(given, wanted)
    }

    private mutating func push(_ input: [Float], into output: inout [Float]) {
        guard !input.isEmpty else { return }
        var block = [Float](repeating: 0, count: (input.count * outputRate + inputRate - 1) / inputRate + 16)
        let count = fill(&block, from: input)
        let dropped = min(lead, count)
        lead -= dropped
        output.append(contentsOf: block[dropped..<count])
        given += count - dropped
    }

    private mutating func fill(_ block: inout [Float], from input: [Float]) -> Int {
        if polyphase != nil {
            var space = block.mutableSpan
            return polyphase?.process(input.span, into: &space) ?? 0
        }
        if arbitrary != nil { return arbitrary?.process(input, into: &block) ?? 0 }
        block.replaceSubrange(..<input.count, with: input)
        return input.count
    }
}

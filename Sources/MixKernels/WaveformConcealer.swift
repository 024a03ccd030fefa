/// Fills gaps for codecs without concealment of their own by repeating the last pitch period, then fading to silence.
/// It delays nothing: where ITU-T G.711 appendix I holds back 3.75 ms to fade into the gap, this fades the step at the border away instead.
/// - Shape: blocks of any length, mono Float
/// - Realtime: no allocation after init; one pitch search a gap
/// - Source: ITU-T G.711 appendix I, with the difference above
public struct WaveformConcealer: ~Copyable {
    private let sampleRate: Int
    private let pitch: PitchSearch
    /// The last `history.count` samples that were played.
    private let history: SampleMemory
    /// One period whose end leads into its start.
    private let cycle: SampleMemory
    private let scratch: SampleMemory
    private var period = 0
    private var position = 0
    private var concealedFrames = 0
    /// The step at the start of the gap that is still being faded away.
    private var step: Float = 0

    /// - Units: Hz
    public init(sampleRate: Int) {
        self.sampleRate = sampleRate
        pitch = PitchSearch(sampleRate: sampleRate, shortestTenths: 50, longestTenths: 150, windowTenths: 200)
        history = SampleMemory(count: pitch.span + pitch.longestLag / 4 + 1)
        cycle = SampleMemory(count: pitch.longestLag)
        scratch = SampleMemory(count: max(sampleRate / 200, 1))
    }

    /// Takes a good block. The first 5 ms after a gap are faded in from the synthetic signal.
    public mutating func record(_ block: inout MutableSpan<Float>) {
        if concealedFrames > 0 {
            let fade = min(scratch.count, block.count)
            var synthetic = scratch.buffer(0, fade).mutableSpan
            synthesize(&synthetic)
            block.withUnsafeMutableBufferPointer { block in
                guard let base = block.baseAddress, fade > 0 else { return }
                TimeStretch.crossFade(from: scratch.base, to: base, into: base, count: fade)
            }
            concealedFrames = 0
        }
        remember(block.span)
    }

    /// Writes what might have been there.
    public mutating func conceal(into output: inout MutableSpan<Float>) {
        if concealedFrames == 0 { startGap() }
        synthesize(&output)
        remember(output.span)
    }

    public mutating func reset() {
        history.clear()
        concealedFrames = 0
        period = 0
    }

    private mutating func startGap() {
        let end = history.base + history.count
        let match = pitch.best(end - pitch.span)
        // Without a pitch the longest period sounds least like a tone.
        period = match.correlation > 0.3 ? match.lag : pitch.longestLag
        let start = end - period
        cycle.base.copy(from: start, count: period)
        // The last quarter leads over to what came before the start, so the repetition has no step.
        let overlap = period / 4
        TimeStretch.crossFade(from: start + period - overlap, to: start - overlap, into: cycle.base + period - overlap, count: overlap)
        step = end[-1] - start[-1]
        position = 0
    }

    private mutating func synthesize(_ output: inout MutableSpan<Float>) {
        let fadeStart = sampleRate / 100
        let fadeEnd = sampleRate * 6 / 100
        let stepFrames = max(sampleRate / 500, 1)
        let slope = 1 / Float(fadeEnd - fadeStart)
        for i in 0..<output.count {
            var gain: Float = 1
            if concealedFrames > fadeStart { gain = max(0, 1 - Float(concealedFrames - fadeStart) * slope) }
            var sample = period > 0 ? cycle.base[position] : 0
            if concealedFrames < stepFrames { sample += step * (1 - Float(concealedFrames) / Float(stepFrames)) }
            output[unchecked: i] = sample * gain
            position = position + 1 < period ? position + 1 : 0
            concealedFrames = min(concealedFrames + 1, fadeEnd)
        }
    }

    private func remember(_ block: Span<Float>) {
        block.withUnsafeBufferPointer { block in
            guard let from = block.baseAddress, block.count > 0 else { return }
            let taken = min(block.count, history.count)
            let kept = history.count - taken
            history.base.copy(from: history.base + taken, count: kept)
            (history.base + kept).copy(from: from + block.count - taken, count: taken)
        }
    }
}

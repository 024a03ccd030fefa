/// Changes the sample rate between 8, 16, 24 and 48 kHz with a polyphase FIR filter: passband ripple below 0.1 dB up to 0.85 of the lower
/// Nyquist frequency, stopband below -70 dB from the lower Nyquist frequency on.
///
/// The rates are as outputs to inputs like L to M. Input is dealt out to M streams, so that for each of the L phases all outputs of a
/// block are sums over contiguous samples, and `Kernels.fir` can work on many at once; where two phases look at the same samples,
/// `Kernels.firPair` works on both. What comes out of the phases is woven together at the end.
/// - Realtime: no allocation after init; O(frames)
/// - Source: R. E. Crochiere, L. R. Rabiner, Multirate Digital Signal Processing, section 3.3
public struct PolyphaseResampler: ~Copyable {
    /// L: outputs per group.
    private let outputsPerGroup: Int
    /// M: inputs per group.
    private let inputsPerGroup: Int
    /// Taps of one phase that fall on one stream.
    private let tapsPerStream: Int
    private let maxGroups: Int
    /// Frames of one stream: history, then the groups of this call.
    private let streamFrames: Int
    /// [phase][stream][tapsPerStream], oldest sample first.
    private let taps: SampleMemory
    /// [stream][streamFrames]
    private let streams: SampleMemory
    /// Input that does not fill a group yet.
    private let pending: SampleMemory
    private var pendingCount = 0
    /// [phase][maxGroups]; none where there is one phase only.
    private let phaseOutputs: SampleMemory

    public let inputRate: Int
    public let outputRate: Int

    /// - Returns: nil for a rate that is none of 8000, 16000, 24000, 48000, or no input frames
    public init?(inputRate: Int, outputRate: Int, maxInputFrames: Int) {
        guard Self.isServed(inputRate), Self.isServed(outputRate), maxInputFrames > 0 else { return nil }
        self.inputRate = inputRate
        self.outputRate = outputRate
        var common = inputRate
        var rest = outputRate
        while rest != 0 { (common, rest) = (rest, common % rest) }
        let up = outputRate / common
        let down = inputRate / common
        outputsPerGroup = up
        inputsPerGroup = down
        let tapsPerPhase = inputRate == outputRate ? 1 : LowPassTable.periods * max(inputRate / common, up) / up
        tapsPerStream = tapsPerPhase / down
        maxGroups = (maxInputFrames + down - 1) / down
        streamFrames = tapsPerStream + maxGroups
        taps = SampleMemory(count: up * tapsPerPhase)
        streams = SampleMemory(count: down * streamFrames)
        pending = SampleMemory(count: down)
        phaseOutputs = SampleMemory(count: up > 1 ? up * maxGroups : 0)
        inputRate == outputRate ? (taps.base[0] = 1) : designTaps(tapsPerPhase)
    }

    private static func isServed(_ rate: Int) -> Bool { rate == 8_000 || rate == 16_000 || rate == 24_000 || rate == 48_000 }

    private func designTaps(_ tapsPerPhase: Int) {
        let up = outputsPerGroup
        let down = inputsPerGroup
        let length = up * tapsPerPhase
        // Seen at the common multiple of both rates.
        let half = LowPassTable.half(factor: max(up, down))
        for phase in 0..<up {
            let last = phase * down / up
            for k in 0..<tapsPerPhase {
                // Tap k of the phase meets input `last - k` of the group.
                let input = last - k
                let stream = ((input % down) + down) % down
                let offset = (input - stream) / down
                let at = phase * down % up + k * up
                let place = tapsPerStream - 1 + offset - newest(stream, phase)
                taps.base[(phase * down + stream) * tapsPerStream + place] = Float(half[min(at, length - 1 - at)] * Double(up))
            }
        }
    }

    /// The group offset of the newest sample of `stream` that `phase` may use: 0, or -1 where it lies in the future.
    private func newest(_ stream: Int, _ phase: Int) -> Int { stream <= phase * inputsPerGroup / outputsPerGroup ? 0 : -1 }

    /// How many frames `process` gives for so many input frames now.
    public func outputCount(forInput frameCount: Int) -> Int {
        (pendingCount + frameCount) / inputsPerGroup * outputsPerGroup
    }

    /// The delay of the filter.
    /// - Units: frames at the output rate
    public var delayFrames: Int { tapsPerStream * outputsPerGroup / 2 }

    /// Resamples; input that does not fill a group waits for the next call.
    /// - Returns: the frames written; 0, and nothing taken, when there is more input than was said or less room than `outputCount`
    public mutating func process(_ input: Span<Float>, into output: inout MutableSpan<Float>) -> Int {
        let up = outputsPerGroup
        let down = inputsPerGroup
        let groups = (pendingCount + input.count) / down
        guard groups <= maxGroups, output.count >= groups * up else { return 0 }
        input.withUnsafeBufferPointer { deal($0, groups: groups) }
        guard groups > 0 else { return 0 }
        output.withUnsafeMutableBufferPointer { output in
            guard let base = output.baseAddress else { return }
            if up == 1 { return filter(0, groups, into: UnsafeMutableBufferPointer(start: base, count: groups)) }
            for phase in 0..<up { phaseOutputs.buffer(phase * maxGroups, groups).update(repeating: 0) }
            var phase = 0
            while phase < up {
                let isPair = phase + 1 < up
                if isPair { filterPair(phase, groups) } else { filter(phase, groups, into: phaseOutputs.buffer(phase * maxGroups, groups)) }
                phase += isPair ? 2 : 1
            }
            weave(groups, into: base)
        }
        keepHistory(groups)
        return groups * up
    }

    /// What `phase` makes of one stream: the samples that its outputs are sums over.
    @inline(__always) private func window(_ stream: Int, _ phase: Int, _ groups: Int) -> UnsafeMutableBufferPointer<Float> {
        // The history holds tapsPerStream samples; the newest used sample of output 0 is at tapsPerStream + newest.
        streams.buffer(stream * streamFrames + 1 + newest(stream, phase), groups + tapsPerStream - 1)
    }

    @inline(__always) private func taps(_ stream: Int, _ phase: Int) -> UnsafeMutableBufferPointer<Float> {
        taps.buffer((phase * inputsPerGroup + stream) * tapsPerStream, tapsPerStream)
    }

    private func filter(_ phase: Int, _ groups: Int, into target: UnsafeMutableBufferPointer<Float>) {
        var sums = target.mutableSpan
        if outputsPerGroup == 1 { Kernels.clear(&sums) }
        for stream in 0..<inputsPerGroup {
            Kernels.fir(window(stream, phase, groups).span, taps: taps(stream, phase).span, into: &sums)
        }
    }

    /// `phase` and the one after it.
    private func filterPair(_ phase: Int, _ groups: Int) {
        var first = phaseOutputs.buffer(phase * maxGroups, groups).mutableSpan
        var second = phaseOutputs.buffer((phase + 1) * maxGroups, groups).mutableSpan
        for stream in 0..<inputsPerGroup {
            let samples = window(stream, phase, groups)
            let firstTaps = taps(stream, phase).span
            let secondTaps = taps(stream, phase + 1).span
            if newest(stream, phase) == newest(stream, phase + 1) {
                Kernels.firPair(samples.span, firstTaps: firstTaps, secondTaps: secondTaps, into: &first, &second)
            } else {
                Kernels.fir(samples.span, taps: firstTaps, into: &first)
                Kernels.fir(window(stream, phase + 1, groups).span, taps: secondTaps, into: &second)
            }
        }
    }

    /// Puts the outputs of all phases behind each other, group by group.
    private func weave(_ groups: Int, into output: UnsafeMutablePointer<Float>) {
        var phase = 0
        while phase < outputsPerGroup {
            let rows = UnsafePointer(phaseOutputs.base + phase * maxGroups)
            if outputsPerGroup == 3 {
                Lanes.weaveThree(rows, rowLength: maxGroups, count: groups, into: output)
                phase += 3
            } else {
                Lanes.weaveTwo(rows, rowLength: maxGroups, count: groups, into: output + phase, stride: outputsPerGroup)
                phase += 2
            }
        }
    }

    /// Deals pending and new input out to the streams.
    private mutating func deal(_ input: UnsafeBufferPointer<Float>, groups: Int) {
        let down = inputsPerGroup
        guard let from = input.baseAddress else { return }
        if down == 1 { return (streams.base + tapsPerStream).copy(from: from, count: input.count) }
        let used = groups * down
        for stream in 0..<down {
            let to = streams.base + stream * streamFrames + tapsPerStream
            // Only the first group can have samples that waited.
            let hasWaited = groups > 0 && stream < pendingCount
            if hasWaited { to[0] = pending.base[stream] }
            let first = hasWaited ? 1 : 0
            guard groups > first else { continue }
            Lanes.take(every: down, of: from + (first * down + stream - pendingCount), count: groups - first, into: to + first)
        }
        let total = pendingCount + input.count
        var left = 0
        for at in used..<total {
            pending.base[left] = at < pendingCount ? pending.base[at] : from[at - pendingCount]
            left += 1
        }
        pendingCount = left
    }

    private func keepHistory(_ groups: Int) {
        for stream in 0..<inputsPerGroup {
            let base = streams.base + stream * streamFrames
            base.copy(from: base + groups, count: tapsPerStream)
        }
    }

    /// Goes on exactly as `other` would. Both must have been made with the same arguments.
    public mutating func copy(from other: borrowing PolyphaseResampler) {
        streams.copy(from: other.streams)
        pending.copy(from: other.pending)
        pendingCount = other.pendingCount
    }

    public mutating func reset() {
        streams.clear()
        pendingCount = 0
    }
}

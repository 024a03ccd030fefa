import MediaTypes
import MixKernels
#if !hasFeature(Embedded)
import CSpanDSP
#endif

/// Decodes the codecs that code sample by sample: G.711, G.722, L16. They know no concealment of their own, so it is here, at the codec's
/// rate; then the audio goes to the mix rate.
/// - Realtime: no allocation after init
struct WaveformDecoder: ~Copyable {
    private let format: CodecFormat
    private let longestFrames: Int
    private let integers: UnsafeMutablePointer<Int16>
    private let samples: AudioBuffer
    private var concealer: WaveformConcealer
    private var resampler: PolyphaseResampler
    #if !hasFeature(Embedded)
    private var g722 = g722_decode_state_t()
    #endif

    init?(_ format: CodecFormat, outputRate: Int) {
        let frames = format.sampleRate * CodecFormat.longestPacketMs / 1_000
        guard let resampler = PolyphaseResampler(inputRate: format.sampleRate, outputRate: outputRate, maxInputFrames: frames) else { return nil }
        self.resampler = resampler
        self.format = format
        longestFrames = frames
        integers = .allocate(capacity: frames)
        integers.initialize(repeating: 0, count: frames)
        samples = AudioBuffer(count: frames)
        concealer = WaveformConcealer(sampleRate: format.sampleRate)
        startG722()
    }

    deinit { integers.deallocate() }

    var memoryBytes: Int { longestFrames * 8 }

    /// Frames at the codec's own rate.
    private func codecFrames(_ byteCount: Int) -> Int? {
        guard byteCount > 0, byteCount <= 2 * longestFrames else { return nil }
        switch format.kind {
        case .pcmu, .pcma: return byteCount <= longestFrames ? byteCount : nil
        case .g722: return byteCount * 2 <= longestFrames ? byteCount * 2 : nil
        case .l16: return byteCount % 2 == 0 ? byteCount / 2 : nil
        case .opus: return nil
        }
    }

    func frameCount(of payload: RawSpan) -> Int? {
        codecFrames(payload.byteCount).map { resampler.outputCount(forInput: $0) }
    }

    func clockTicks(of payload: RawSpan) -> Int? {
        codecFrames(payload.byteCount).map { $0 * format.clockRate / format.sampleRate }
    }

    mutating func decode(_ payload: RawSpan, into output: inout MutableSpan<Float>) -> Int {
        guard let frames = codecFrames(payload.byteCount) else { return 0 }
        let expanded = payload.withUnsafeBytes { expand($0, frames) }
        guard expanded == frames else { return 0 }
        var block = samples.mutableSamples(frames).mutableSpan
        Kernels.toFloat(UnsafeBufferPointer(start: integers, count: frames).span, into: &block)
        concealer.record(&block)
        return resample(frames, into: &output)
    }

    mutating func conceal(frameCount: Int, into output: inout MutableSpan<Float>) -> Int {
        let frames = min(frameCount * format.sampleRate / resampler.outputRate, longestFrames)
        guard frames > 0 else { return 0 }
        var block = samples.mutableSamples(frames).mutableSpan
        concealer.conceal(into: &block)
        return resample(frames, into: &output)
    }

    mutating func reset() {
        concealer.reset()
        resampler.reset()
        startG722()
    }

    private mutating func resample(_ frames: Int, into output: inout MutableSpan<Float>) -> Int {
        guard resampler.outputCount(forInput: frames) <= output.count else { return 0 }
        return resampler.process(samples.samples(frames).span, into: &output)
    }

    /// Fills `integers`.
    private mutating func expand(_ payload: UnsafeRawBufferPointer, _ frames: Int) -> Int {
        switch format.kind {
        case .pcmu: for i in 0..<frames { integers[i] = G711.muDecode(payload[i]) }
        case .pcma: for i in 0..<frames { integers[i] = G711.aDecode(payload[i]) }
        case .l16: for i in 0..<frames { integers[i] = Int16(truncatingIfNeeded: Int(payload[2 * i]) << 8 | Int(payload[2 * i + 1])) }
        case .g722:
            #if !hasFeature(Embedded)
            return Int(g722_decode(&g722, integers, payload.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(truncatingIfNeeded: payload.count)))
            #else
            return 0
            #endif
        case .opus: return 0
        }
        return frames
    }

    private mutating func startG722() {
        #if !hasFeature(Embedded)
        _ = g722_decode_init(&g722, 64_000, 0)
        #endif
    }
}

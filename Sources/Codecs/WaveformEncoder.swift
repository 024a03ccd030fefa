import MediaTypes
import MixKernels
#if !hasFeature(Embedded)
import CSpanDSP
#endif

/// Encodes to the codecs that code sample by sample: G.711, G.722, L16.
/// - Realtime: no allocation after init
struct WaveformEncoder: ~Copyable {
    private let format: CodecFormat
    private let longestFrames: Int
    private let integers: UnsafeMutablePointer<Int16>
    private let samples: AudioBuffer
    private var resampler: PolyphaseResampler
    #if !hasFeature(Embedded)
    private var g722 = g722_encode_state_t()
    #endif

    init?(_ format: CodecFormat, inputRate: Int) {
        let inputFrames = inputRate * CodecFormat.longestOpusPacketMs / 1_000
        guard let resampler = PolyphaseResampler(inputRate: inputRate, outputRate: format.sampleRate, maxInputFrames: inputFrames) else { return nil }
        self.resampler = resampler
        self.format = format
        // A resampler may hold a sample back and give it with the next packet.
        longestFrames = format.sampleRate * CodecFormat.longestOpusPacketMs / 1_000 + 8
        integers = .allocate(capacity: longestFrames)
        integers.initialize(repeating: 0, count: longestFrames)
        samples = AudioBuffer(count: longestFrames)
        reset()
    }

    deinit { integers.deallocate() }

    var memoryBytes: Int { longestFrames * 6 }

    mutating func copyState(from other: borrowing WaveformEncoder) {
        resampler.copy(from: other.resampler)
        #if !hasFeature(Embedded)
        g722 = other.g722
        #endif
    }

    mutating func reset() {
        resampler.reset()
        #if !hasFeature(Embedded)
        _ = g722_encode_init(&g722, 64_000, 0)
        #endif
    }

    mutating func encode(_ input: Span<Float>, into payload: inout MutableRawSpan) -> Int {
        guard resampler.outputCount(forInput: input.count) <= longestFrames else { return 0 }
        var block = samples.mutableSamples(longestFrames).mutableSpan
        let frames = resampler.process(input, into: &block)
        var rounded = UnsafeMutableBufferPointer(start: integers, count: frames).mutableSpan
        Kernels.toInt16(samples.samples(frames).span, into: &rounded)
        return payload.withUnsafeMutableBytes { compress(frames, $0) }
    }

    /// Writes what is in `integers`.
    private mutating func compress(_ frames: Int, _ payload: UnsafeMutableRawBufferPointer) -> Int {
        switch format.kind {
        case .pcmu, .pcma:
            guard payload.count >= frames else { return 0 }
            if format.kind == .pcmu {
                for i in 0..<frames { payload[i] = G711.muEncode(integers[i]) }
            } else {
                for i in 0..<frames { payload[i] = G711.aEncode(integers[i]) }
            }
            return frames
        case .l16:
            guard payload.count >= 2 * frames else { return 0 }
            for i in 0..<frames { payload.storeBytes(of: integers[i].bigEndian, toByteOffset: 2 * i, as: Int16.self) }
            return 2 * frames
        case .g722:
            #if !hasFeature(Embedded)
            guard payload.count >= frames / 2 else { return 0 }
            return Int(g722_encode(&g722, payload.baseAddress?.assumingMemoryBound(to: UInt8.self), integers, Int32(truncatingIfNeeded: frames)))
            #else
            return 0
            #endif
        case .opus: return 0
        }
    }
}

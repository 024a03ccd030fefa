#if !hasFeature(Embedded)
import CSpeexDSP
import MixKernels

/// Lowers steady noise behind speech with speexdsp's preprocessor.
/// - Shape: blocks of the length given at init, mono Float
/// - Realtime: no allocation after init
public struct Denoiser: ~Copyable {
    private let state: OpaquePointer
    private let integers: UnsafeMutablePointer<Int16>
    private let blockFrames: Int

    /// - Units: suppressionDB: the most that noise is lowered, negative, as in -15
    public init?(sampleRate: Int, blockFrames: Int, suppressionDB: Int) {
        guard blockFrames > 0, let state = speex_preprocess_state_init(Int32(truncatingIfNeeded: blockFrames), Int32(truncatingIfNeeded: sampleRate)) else { return nil }
        var on: Int32 = 1
        var suppression = Int32(truncatingIfNeeded: suppressionDB)
        speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_DENOISE, &on)
        speex_preprocess_ctl(state, SPEEX_PREPROCESS_SET_NOISE_SUPPRESS, &suppression)
        self.state = state
        self.blockFrames = blockFrames
        integers = .allocate(capacity: blockFrames)
        integers.initialize(repeating: 0, count: blockFrames)
    }

    deinit {
        speex_preprocess_state_destroy(state)
        integers.deallocate()
    }

    /// Leaves a block of another length as it is.
    public mutating func process(_ samples: inout MutableSpan<Float>) {
        guard samples.count == blockFrames else { return }
        let block = UnsafeMutableBufferPointer(start: integers, count: blockFrames)
        var rounded = block.mutableSpan
        Kernels.toInt16(samples.span, into: &rounded)
        _ = speex_preprocess_run(state, integers)
        Kernels.toFloat(UnsafeBufferPointer(block).span, into: &samples)
    }
}
#endif

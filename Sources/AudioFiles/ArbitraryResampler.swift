import CSpeexDSP

/// Changes between any two sample rates, with speexdsp.
@safe struct ArbitraryResampler: ~Copyable {
    /// 0 to 10: this one has 90 dB of stopband, and time does not matter for a file.
    private static var quality: Int32 { 8 }
    private let state: OpaquePointer

    /// - Units: Hz
    init?(inputRate: Int, outputRate: Int) {
        var status: Int32 = 0
        guard let state = unsafe speex_resampler_init(1, UInt32(inputRate), UInt32(outputRate), Self.quality, &status) else { return nil }
        unsafe self.state = unsafe state
        // Its delay is taken out at the start.
        unsafe speex_resampler_skip_zeros(state)
    }

    deinit { unsafe speex_resampler_destroy(state) }

    /// - Returns: the frames written to `output`, which has room for all that come
    mutating func process(_ input: [Float], into output: inout [Float]) -> Int {
        var inputCount = UInt32(input.count)
        var outputCount = UInt32(output.count)
        unsafe speex_resampler_process_float(state, 0, input, &inputCount, &output, &outputCount)
        return Int(outputCount)
    }
}

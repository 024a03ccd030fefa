import CLinux
import COpus
import MediaTypes

/// An Opus encoder whose state is one flat block, so that a copy goes on exactly as the original would have.
/// - Realtime: no allocation after init; memory is touched at first use
/// - Source: RFC 6716; opus_encoder_get_size in libopus' documentation, on copying
struct OpusEncoder: ~Copyable {
    private let memory: UnsafeMutableRawPointer
    private var state: OpaquePointer { OpaquePointer(memory) }

    static var memoryBytes: Int { Int(opus_encoder_get_size(1)) }

    /// Nothing is written yet: an encoder that is never used costs address space only.
    init() { memory = .allocate(byteCount: Self.memoryBytes, alignment: 16) }

    deinit { memory.deallocate() }

    /// Starts afresh.
    func start(_ settings: EncoderSettings) -> Bool {
        guard opus_encoder_init(state, Int32(truncatingIfNeeded: settings.inputRate), 1, OPUS_APPLICATION_VOIP) == OPUS_OK else { return false }
        // Speech: also where music is guessed, the band stays with the coder that knows in-band FEC.
        set(OPUS_SET_SIGNAL_REQUEST, OPUS_SIGNAL_VOICE)
        set(OPUS_SET_VBR_REQUEST, 1)
        set(OPUS_SET_VBR_CONSTRAINT_REQUEST, 1)
        set(OPUS_SET_BITRATE_REQUEST, settings.bitrate.bitsPerSecond)
        set(OPUS_SET_DTX_REQUEST, settings.dtx ? 1 : 0)
        set(OPUS_SET_MAX_BANDWIDTH_REQUEST, OPUS_BANDWIDTH_NARROWBAND + Int32(settings.maxBandwidth.rawValue))
        adjust(settings)
        return true
    }

    /// What may change while running.
    func adjust(_ settings: EncoderSettings) {
        set(OPUS_SET_BITRATE_REQUEST, settings.bitrate.bitsPerSecond)
        set(OPUS_SET_COMPLEXITY_REQUEST, Int32(truncatingIfNeeded: min(max(settings.complexity, 0), 10)))
        set(OPUS_SET_INBAND_FEC_REQUEST, settings.inbandFEC ? 1 : 0)
        set(OPUS_SET_PACKET_LOSS_PERC_REQUEST, Int32(truncatingIfNeeded: min(max(settings.expectedLossPercent, 0), 100)))
    }

    func copyState(from other: borrowing OpusEncoder) { clinux_copy(memory, other.memory, Self.memoryBytes) }

    func reset() { _ = copus_encoder_reset(state) }

    /// - Returns: bytes written, 0 on failure
    func encode(_ samples: Span<Float>, into payload: inout MutableRawSpan) -> Int {
        let written = samples.withUnsafeBufferPointer { samples -> Int32 in
            payload.withUnsafeMutableBytes { payload -> Int32 in
                guard let input = samples.baseAddress, let output = payload.baseAddress else { return 0 }
                return opus_encode_float(state, input, Int32(truncatingIfNeeded: samples.count),
                                         output.assumingMemoryBound(to: UInt8.self), Int32(truncatingIfNeeded: payload.count))
            }
        }
        return max(Int(written), 0)
    }

    private func set(_ request: Int32, _ value: Int32) { _ = copus_encoder_set(state, request, value) }
}

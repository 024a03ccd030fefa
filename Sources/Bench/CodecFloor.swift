import COpus
import CLinux
import MediaTypes

/// What libopus alone needs for a tick: the decodes and encodes that no mixer can do without, called directly and nothing else.
struct CodecFloor: ~Copyable {
    private let decoders: [OpaquePointer]
    private let encoders: [OpaquePointer]
    private let loops: [PacketLoop]
    private let input: [Float]
    private var round = 0
    private var output = [Float](repeating: 0, count: 5_760)
    private var payload = [UInt8](repeating: 0, count: 1_500)

    /// - Shape: loops: what each leg sends; encoderCount: talkers + 1
    init(loops: [PacketLoop], encoderCount: Int, bitrate: Bitrate, complexity: Int) {
        self.loops = loops
        decoders = Self.decoders(loops.count)
        encoders = Self.encoders(encoderCount, bitrate: bitrate, complexity: complexity)
        input = Self.voices(bitrate: bitrate)
    }

    static func decoders(_ count: Int) -> [OpaquePointer] {
        var code: Int32 = 0
        return (0..<count).compactMap { _ in opus_decoder_create(16_000, 1, &code) }
    }

    /// Set as the engine sets its own.
    static func encoders(_ count: Int, bitrate: Bitrate, complexity: Int) -> [OpaquePointer] {
        var code: Int32 = 0
        return (0..<count).compactMap { _ in
            guard let encoder = opus_encoder_create(16_000, 1, OPUS_APPLICATION_VOIP, &code) else { return nil }
            _ = copus_encoder_set(encoder, OPUS_SET_SIGNAL_REQUEST, OPUS_SIGNAL_VOICE)
            _ = copus_encoder_set(encoder, OPUS_SET_BITRATE_REQUEST, bitrate.bitsPerSecond)
            _ = copus_encoder_set(encoder, OPUS_SET_COMPLEXITY_REQUEST, Int32(complexity))
            _ = copus_encoder_set(encoder, OPUS_SET_VBR_CONSTRAINT_REQUEST, 1)
            _ = copus_encoder_set(encoder, OPUS_SET_MAX_BANDWIDTH_REQUEST, OPUS_BANDWIDTH_WIDEBAND)
            return encoder
        }
    }

    /// What the encoders get: three voices at once, as in the mix.
    /// - Shape: 2 s at 16 kHz
    static func voices(bitrate: Bitrate) -> [Float] {
        var code: Int32 = 0
        var voices = [Float](repeating: 0, count: 32_000)
        guard let decoder = opus_decoder_create(16_000, 1, &code) else { return voices }
        defer { opus_decoder_destroy(decoder) }
        for seed in 0..<3 {
            for (index, payload) in PacketLoop.speech(seed: seed, bitrate: bitrate).payloads.enumerated() where !payload.isEmpty {
                var block = [Float](repeating: 0, count: 320)
                guard opus_decode_float(decoder, payload, Int32(payload.count), &block, 320, 0) == 320 else { continue }
                for i in 0..<320 { voices[index * 320 + i] += block[i] }
            }
        }
        return voices
    }

    deinit {
        for decoder in decoders { opus_decoder_destroy(decoder) }
        for encoder in encoders { opus_encoder_destroy(encoder) }
    }

    mutating func decodeAll() {
        for (index, decoder) in decoders.enumerated() {
            let payloads = loops[index].payloads
            let payload = payloads[(round + index) % payloads.count]
            // DTX: nothing came, nothing is decoded.
            if !payload.isEmpty { _ = opus_decode_float(decoder, payload, Int32(payload.count), &output, 5_760, 0) }
        }
    }

    mutating func encodeAll() {
        let first = round % 100 * 320
        input.withUnsafeBufferPointer { input in
            guard let base = input.baseAddress else { return }
            for encoder in encoders { _ = opus_encode_float(encoder, base + first, 320, &payload, 1_500) }
        }
    }

    /// - Returns: CPU time of this thread for both, in nanoseconds
    mutating func tick() -> (decode: Int64, encode: Int64) {
        let start = clinux_thread_cpu_ns()
        decodeAll()
        let middle = clinux_thread_cpu_ns()
        encodeAll()
        let end = clinux_thread_cpu_ns()
        round += 1
        return (middle - start, end - middle)
    }
}

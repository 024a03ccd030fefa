import CLinux
import COpus
import MediaTypes
import MixKernels

/// An Opus decoder in memory of its own. Stereo is mixed down inside libopus; it decodes straight to any of our rates.
/// - Realtime: no allocation after init
/// - Source: RFC 6716
struct OpusDecoder: ~Copyable {
    private let state: OpaquePointer
    private let memory: UnsafeMutableRawPointer
    let outputRate: Int

    init?(outputRate: Int) {
        let byteCount = Int(opus_decoder_get_size(1))
        let memory = UnsafeMutableRawPointer.allocate(byteCount: byteCount, alignment: 16)
        let state = OpaquePointer(memory)
        guard opus_decoder_init(state, Int32(truncatingIfNeeded: outputRate), 1) == OPUS_OK else {
            memory.deallocate()
            return nil
        }
        self.memory = memory
        self.state = state
        self.outputRate = outputRate
    }

    deinit { memory.deallocate() }

    var memoryBytes: Int { Int(opus_decoder_get_size(1)) }

    static func frameCount(of payload: RawSpan, rate: Int) -> Int? {
        let count = payload.withUnsafeBytes { bytes -> Int32 in
            guard let base = bytes.baseAddress, bytes.count > 0 else { return 0 }
            return opus_packet_get_nb_samples(base.assumingMemoryBound(to: UInt8.self), Int32(truncatingIfNeeded: bytes.count), Int32(truncatingIfNeeded: rate))
        }
        return count > 0 && Int(count) <= rate * CodecFormat.longestOpusPacketMs / 1_000 ? Int(count) : nil
    }

    /// Whether the packet carries a low-bitrate copy of the one before it (RFC 6716 sections 4.2.3 and 4.2.4): in SILK and hybrid
    /// packets the first bits of the range coder are one voice flag a 20 ms frame and then the flag we look for, a channel at a time.
    static func carriesRecovery(_ payload: RawSpan) -> Bool {
        guard let toc = payload.byte(at: 0), toc & 0x80 == 0 else { return false }
        return payload.withUnsafeBytes { bytes -> Bool in
            guard let base = bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return false }
            var sizes: InlineArray<48, Int16> = .init(repeating: 0)
            var offset: Int32 = 0
            var sizeSpan = sizes.mutableSpan
            let count = sizeSpan.withUnsafeMutableBufferPointer { sizes -> Int32 in
                guard let sizes = sizes.baseAddress else { return 0 }
                return opus_packet_parse(base, Int32(truncatingIfNeeded: bytes.count), nil, nil, sizes, &offset)
            }
            guard count > 0, sizes[0] > 0, Int(offset) < bytes.count else { return false }
            let first = bytes[Int(offset)]
            let voiceFlags = max(opus_packet_get_samples_per_frame(base, 48_000) / 960, 1)
            let mono = first >> (7 - voiceFlags) & 1 == 1
            let side = toc & 4 != 0 && first >> (6 - 2 * voiceFlags) & 1 == 1
            return mono || side
        }
    }

    /// - Returns: frames written, 0 for a packet that cannot be decoded
    func decode(_ payload: RawSpan, into output: inout MutableSpan<Float>) -> Int {
        payload.byteCount > 0 ? run(payload, frameCount: output.count, fec: 0, into: &output) : 0
    }

    func recover(from payload: RawSpan, frameCount: Int, into output: inout MutableSpan<Float>) -> Int {
        payload.byteCount > 0 ? run(payload, frameCount: frameCount, fec: 1, into: &output) : 0
    }

    func conceal(frameCount: Int, into output: inout MutableSpan<Float>) -> Int {
        run(RawSpan(), frameCount: frameCount, fec: 0, into: &output)
    }

    func reset() { _ = copus_decoder_reset(state) }

    private func run(_ payload: RawSpan, frameCount: Int, fec: Int32, into output: inout MutableSpan<Float>) -> Int {
        // libopus conceals and recovers in steps of 2.5 ms.
        let step = outputRate / 400
        let frames = min(frameCount, output.count) / step * step
        guard frames > 0 else { return 0 }
        let written = payload.withUnsafeBytes { bytes -> Int32 in
            output.withUnsafeMutableBufferPointer { output -> Int32 in
                guard let output = output.baseAddress else { return Int32(0) }
                return opus_decode_float(state, bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), Int32(truncatingIfNeeded: bytes.count),
                                         output, Int32(truncatingIfNeeded: frames), fec)
            }
        }
        return max(Int(written), 0)
    }
}

import MediaTypes
import MixKernels

/// Decodes one stream to mono at the mix rate.
/// - Shape: output [frames], mono Float, finite, nominal +-1.0
/// - Realtime: no allocation after init; O(frames)
public struct AudioDecoder: ~Copyable {
    public let format: CodecFormat
    /// In Hz.
    public let outputRate: Int
    private let opus: UnsafeMutablePointer<OpusDecoder>?
    private let waveform: UnsafeMutablePointer<WaveformDecoder>?

    /// - Returns: nil when the codec is not there (G.722 in the ARM harness) or the rate is none of 8000, 16000, 24000, 48000
    public init?(_ format: CodecFormat, outputRate: Int) {
        guard let (opus, waveform) = Self.codec(for: format, outputRate) else { return nil }
        self.format = format
        self.outputRate = outputRate
        self.opus = opus
        self.waveform = waveform
    }

    private static func codec(for format: CodecFormat, _ outputRate: Int) -> (UnsafeMutablePointer<OpusDecoder>?, UnsafeMutablePointer<WaveformDecoder>?)? {
        #if hasFeature(Embedded)
        if format.kind == .g722 { return nil }
        #endif
        if format.kind == .opus {
            guard let decoder = OpusDecoder(outputRate: outputRate) else { return nil }
            let box = UnsafeMutablePointer<OpusDecoder>.allocate(capacity: 1)
            box.initialize(to: decoder)
            return (box, nil)
        }
        guard let decoder = WaveformDecoder(format, outputRate: outputRate) else { return nil }
        let box = UnsafeMutablePointer<WaveformDecoder>.allocate(capacity: 1)
        box.initialize(to: decoder)
        return (nil, box)
    }

    deinit {
        opus?.deinitialize(count: 1)
        opus?.deallocate()
        waveform?.deinitialize(count: 1)
        waveform?.deallocate()
    }

    /// Memory of the codec's state, in bytes.
    public var memoryBytes: Int { (opus?.pointee.memoryBytes ?? 0) + (waveform?.pointee.memoryBytes ?? 0) }

    /// How many frames the next `decode` of `payload` writes; nil for bytes that no sender of this codec makes.
    public func frameCount(of payload: RawSpan) -> Int? {
        if let waveform { return waveform.pointee.frameCount(of: payload) }
        return OpusDecoder.frameCount(of: payload, rate: outputRate)
    }

    /// How far `payload` moves the RTP timestamp; nil for bytes that no sender of this codec makes.
    public func clockTicks(of payload: RawSpan) -> Int? {
        if let waveform { return waveform.pointee.clockTicks(of: payload) }
        return OpusDecoder.frameCount(of: payload, rate: format.clockRate)
    }

    /// - Returns: frames written; 0 when the bytes cannot be decoded or `output` is too short
    public mutating func decode(_ payload: RawSpan, into output: inout MutableSpan<Float>) -> Int {
        let written = opus?.pointee.decode(payload, into: &output) ?? waveform?.pointee.decode(payload, into: &output) ?? 0
        // Floating-point codecs can be driven out of all bounds by hostile bits.
        if opus != nil, written > 0, Kernels.sanitize(&output) > 0 { reset() }
        return written
    }

    /// Whether `payload` carries a copy of the packet before it (Opus in-band FEC).
    public func carriesRecovery(_ payload: RawSpan) -> Bool { opus != nil && OpusDecoder.carriesRecovery(payload) }

    /// Decodes that copy. Only right before `decode` of the same payload.
    /// - Returns: frames written, 0 when there is none
    public mutating func recover(from payload: RawSpan, frameCount: Int, into output: inout MutableSpan<Float>) -> Int {
        let written = opus?.pointee.recover(from: payload, frameCount: frameCount, into: &output) ?? 0
        if written > 0, Kernels.sanitize(&output) > 0 { reset() }
        return written
    }

    /// Writes what might have been in a packet that is missing.
    /// - Returns: frames written; `frameCount` to the codec's step (2.5 ms for Opus)
    public mutating func conceal(frameCount: Int, into output: inout MutableSpan<Float>) -> Int {
        let written = opus?.pointee.conceal(frameCount: frameCount, into: &output)
            ?? waveform?.pointee.conceal(frameCount: frameCount, into: &output) ?? 0
        if opus != nil, written > 0, Kernels.sanitize(&output) > 0 { reset() }
        return written
    }

    /// Forgets the stream.
    public mutating func reset() {
        opus?.pointee.reset()
        waveform?.pointee.reset()
    }
}

import MediaTypes

/// How the samples of a WAV file are written: what its `fmt ` chunk says.
/// - Source: Microsoft, Multimedia Programming Interface and Data Specifications 1.0; mmreg.h for WAVE_FORMAT_EXTENSIBLE
struct WAVFormat: Equatable {
    enum Encoding: Equatable { case unsigned8, signed16, signed24, signed32, float32 }

    let encoding: Encoding
    let channelCount: Int
    /// In Hz.
    let sampleRate: Int

    var bytesPerSample: Int {
        switch encoding {
        case .unsigned8: 1
        case .signed16: 2
        case .signed24: 3
        case .signed32, .float32: 4
        }
    }
    var bytesPerFrame: Int { bytesPerSample * channelCount }

    /// The least and the most that a sound card has ever had.
    private static var rates: ClosedRange<Int> { 1_000...768_000 }
    private static var mostChannels: Int { 64 }

    /// Reads the body of a `fmt ` chunk.
    init(parsing chunk: RawSpan, file: String) throws(AudioFileError) {
        guard var tag = chunk.littleUInt16(at: 0), let channels = chunk.littleUInt16(at: 2), let rate = chunk.littleUInt32(at: 4),
            let bits = chunk.littleUInt16(at: 14)
        else { throw .damaged(file: file, reason: "its format chunk has \(chunk.byteCount) bytes and not at least 16") }
        // WAVE_FORMAT_EXTENSIBLE: the tag stands at the start of a GUID.
        if tag == 0xFFFE {
            guard let inner = chunk.littleUInt16(at: 24) else { throw .damaged(file: file, reason: "its format chunk ends too early") }
            tag = inner
        }
        guard Self.rates.contains(Int(rate)) else { throw .damaged(file: file, reason: "it claims \(rate) samples a second") }
        guard channels > 0, channels <= Self.mostChannels else { throw .damaged(file: file, reason: "it claims \(channels) channels") }
        switch (tag, bits) {
        case (1, 8): encoding = .unsigned8
        case (1, 16): encoding = .signed16
        case (1, 24): encoding = .signed24
        case (1, 32): encoding = .signed32
        case (3, 32): encoding = .float32
        default: throw .unsupported(file: file, what: Self.name(tag: tag, bits: bits))
        }
        channelCount = Int(channels)
        sampleRate = Int(rate)
    }

    private static func name(tag: UInt16, bits: UInt16) -> String {
        switch tag {
        case 1: "PCM of \(bits) bits"
        case 2, 0x11: "ADPCM"
        case 3: "float of \(bits) bits"
        case 6: "A-law"
        case 7: "mu-law"
        case 0x50, 0x55: "MPEG audio"
        default: "audio of kind \(tag)"
        }
    }

    /// Mixes frames down to mono: the mean of the channels.
    /// - Shape: bytes: whole frames; output: as many samples
    func expand(_ bytes: RawSpan, into output: inout [Float]) {
        let share = 1 / Float(channelCount)
        for frame in 0..<bytes.byteCount / bytesPerFrame {
            var sum: Float = 0
            for channel in 0..<channelCount { sum += sample(bytes, at: (frame * channelCount + channel) * bytesPerSample) }
            output.append(sum * share)
        }
    }

    private func sample(_ bytes: RawSpan, at offset: Int) -> Float {
        switch encoding {
        case .unsigned8: Float(Int(bytes.byte(at: offset) ?? 128) - 128) * 0x1p-7
        case .signed16: Float(Int16(truncatingIfNeeded: bytes.littleUInt16(at: offset) ?? 0)) * 0x1p-15
        case .signed24:
            // Into the upper three bytes of 32 bits, so that the sign is right.
            Float(
                Int32(truncatingIfNeeded: UInt32(bytes.littleUInt16(at: offset) ?? 0) << 8 | UInt32(bytes.byte(at: offset + 2) ?? 0) << 24))
                * 0x1p-31
        case .signed32: Float(Int32(truncatingIfNeeded: bytes.littleUInt32(at: offset) ?? 0)) * 0x1p-31
        case .float32: Self.bounded(Float(bitPattern: bytes.littleUInt32(at: offset) ?? 0))
        }
    }

    /// A float file can hold anything; 24 dB above full scale is more than any sound means.
    private static func bounded(_ value: Float) -> Float { value.isFinite ? min(max(value, -16), 16) : 0 }
}

/// Checked reads in the byte order of RIFF.
extension RawSpan {
    func littleUInt16(at offset: Int) -> UInt16? { uint16(at: offset)?.byteSwapped }
    func littleUInt32(at offset: Int) -> UInt32? { uint32(at: offset)?.byteSwapped }
}

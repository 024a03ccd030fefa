/// A recording in memory: mono, at one of our rates.
public struct AudioClip: Sendable {
    /// Longer files are refused: an hour at 48 kHz is 700 MB.
    public static var longestMinutes: Int { 60 }

    /// Nominal +-1.0.
    public var samples: [Float]
    /// In Hz.
    public let sampleRate: Int

    public init(samples: [Float], sampleRate: Int) {
        self.samples = samples
        self.sampleRate = sampleRate
    }

    public var seconds: Double { Double(samples.count) / Double(sampleRate) }

    /// Reads a WAV file, mixed down to mono and brought to `rate`.
    /// - Units: rate in Hz: 8000, 16000, 24000 or 48000
    public init(reading path: String, rate: Int) throws(AudioFileError) {
        var reader = try WAVReader(path)
        guard var converter = RateConverter(inputRate: reader.sampleRate, outputRate: rate) else {
            throw .unsupported(file: path, what: "\(reader.sampleRate) samples a second, which cannot be brought to \(rate)")
        }
        let longest = Self.longestMinutes * 60 * reader.sampleRate
        var frameCount = 0
        var converted: [Float] = []
        var piece: [Float] = []
        while true {
            piece.removeAll(keepingCapacity: true)
            let count = try reader.read(RateConverter.pieceFrames, into: &piece)
            frameCount += count
            guard frameCount <= longest else { throw .tooLong(file: path, limitMinutes: Self.longestMinutes) }
            converter.convert(piece, into: &converted)
            if count < RateConverter.pieceFrames { break }
        }
        guard frameCount > 0 else { throw .empty(file: path) }
        converter.finish(into: &converted)
        self.init(samples: converted, sampleRate: rate)
    }

    /// Writes a mono WAV file of 16 bits.
    public func write(to path: String) throws(AudioFileError) {
        let writer = try WAVWriter(path, sampleRate: sampleRate)
        try writer.append(samples)
        try writer.finish()
    }
}

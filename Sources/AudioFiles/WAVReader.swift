import MediaTypes

/// Reads a WAV file piece by piece, as mono Float at the file's own rate.
///
/// Sizes in the file are not believed: a `data` chunk that claims more than there is (a program was killed while it wrote, or wrote into a
/// pipe and could not know) ends where the file ends.
public struct WAVReader: ~Copyable {
    /// In Hz.
    public var sampleRate: Int { format.sampleRate }
    public var channelCount: Int { format.channelCount }

    private let file: InputFile
    private let format: WAVFormat
    /// Of the `data` chunk, not yet read.
    private var bytesLeft: Int

    /// A format chunk has 16 to 40 bytes.
    private static var longestFormatChunk: Int { 4_096 }
    /// Chunks before the audio: titles, cue points, a picture of the band.
    private static var mostChunks: Int { 1_000 }

    /// Opens a file and reads its headers.
    public init(_ path: String) throws(AudioFileError) {
        let file = try InputFile(path)
        try Self.checkRIFF(file)
        var format: WAVFormat?
        for _ in 0..<Self.mostChunks {
            let header = try file.read(8)
            guard header.count == 8, let size = unsafe header.span.bytes.littleUInt32(at: 4) else {
                throw .damaged(file: path, reason: "it ends before its audio begins")
            }
            switch String(decoding: header[..<4], as: UTF8.self) {
            case "fmt ":
                guard size <= Self.longestFormatChunk else { throw .damaged(file: path, reason: "its format chunk claims \(size) bytes") }
                // Chunks begin at even places.
                let body = try file.read(Int(size + size % 2))
                guard body.count >= Int(size) else { throw .damaged(file: path, reason: "it ends before its audio begins") }
                format = unsafe try WAVFormat(parsing: body.span.bytes, file: path)
            case "data":
                guard let format else { throw .damaged(file: path, reason: "its audio comes before the chunk that says how it is written") }
                self.file = file
                self.format = format
                bytesLeft = Int(size)
                return
            default: try file.skip(Int(size) + Int(size % 2))
            }
        }
        throw .damaged(file: path, reason: "its first \(Self.mostChunks) chunks hold no audio")
    }

    private static func checkRIFF(_ file: InputFile) throws(AudioFileError) {
        let head = try file.read(12)
        let kind = String(decoding: head.prefix(4), as: UTF8.self)
        if kind == "RF64" || kind == "BW64" { throw .unsupported(file: file.path, what: "audio in \(kind), the form for more than 4 GB") }
        guard kind == "RIFF" else { throw .notWAV(file: file.path, reason: head.isEmpty ? "it is empty" : "it does not begin with RIFF") }
        guard head.count == 12 else { throw .damaged(file: file.path, reason: "it ends before its audio begins") }
        guard String(decoding: head[8...], as: UTF8.self) == "WAVE" else {
            throw .notWAV(file: file.path, reason: "its RIFF is not of the kind WAVE")
        }
    }

    /// Appends the next frames to `samples`.
    /// - Returns: how many; fewer than asked for only at the end
    public mutating func read(_ frameCount: Int, into samples: inout [Float]) throws(AudioFileError) -> Int {
        let wanted = min(max(frameCount, 0) * format.bytesPerFrame, bytesLeft)
        let bytes = try file.read(wanted)
        bytesLeft = bytes.count < wanted ? 0 : bytesLeft - wanted
        unsafe format.expand(bytes.span.bytes, into: &samples)
        return bytes.count / format.bytesPerFrame
    }
}

import Glibc

@testable import AudioFiles

/// WAV files put together by hand, right ones and wrong ones.
struct WAVBytes {
    var tag = 1
    var channels = 1
    var rate = 16_000
    var bits = 16
    /// Behind the sixteen bytes of the format chunk.
    var formatExtra: [UInt8] = []
    /// Between format and audio.
    var chunksBefore: [UInt8] = []
    /// What the audio chunk claims; nil for the truth.
    var claimedBytes: Int?
    var audio: [UInt8]

    var bytes: [UInt8] {
        let frame = channels * bits / 8
        let format =
            little(tag, 2) + little(channels, 2) + little(rate, 4) + little(rate * frame, 4) + little(frame, 2) + little(bits, 2)
            + formatExtra
        let body =
            Array("WAVE".utf8) + Array("fmt ".utf8) + little(format.count, 4) + format + chunksBefore
            + Array("data".utf8) + little(claimedBytes ?? audio.count, 4) + audio
        return Array("RIFF".utf8) + little(body.count, 4) + body
    }
}

func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

/// A file that is there as long as the closure runs.
func withFile<Result>(_ bytes: [UInt8], _ body: (String) throws -> Result) throws -> Result {
    var template = Array("/tmp/partyline-audio-XXXXXX".utf8CString)
    let descriptor = mkstemp(&template)
    defer { unlink(template) }
    let written = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
    precondition(written == bytes.count)
    return try body(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
}

func read(_ bytes: [UInt8], rate: Int = 16_000) throws -> AudioClip { try withFile(bytes) { try AudioClip(reading: $0, rate: rate) } }

/// What is said about a file, with its path replaced by "it".
func complaint(about bytes: [UInt8]) throws -> String? {
    try withFile(bytes) { path in
        do {
            _ = try AudioClip(reading: path, rate: 16_000)
            return nil
        } catch {
            return "\(error)".split(separator: path, omittingEmptySubsequences: false).joined(separator: "it")
        }
    }
}

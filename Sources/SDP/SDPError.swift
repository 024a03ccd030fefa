/// What is wrong with a description. Each `description` is one line that says where, and what would be right; it holds at most a short
/// excerpt of what came, so that it can be shown to whoever sent it.
/// - Units: line counts from 1
public enum SDPError: Error, Sendable, Hashable {
    /// More bytes than anybody needs.
    case tooLong(limitBytes: Int)
    /// More lines than anybody needs.
    case tooManyLines(limit: Int)
    /// More m-lines than anybody needs; the line is the first beyond.
    case tooManyMedia(line: Int, limit: Int)
    /// A line, or a part of one, that should be something else.
    case wrong(line: Int, needs: String, found: String)
    /// What a description, or the m-line at `line`, needs and has not.
    case missing(line: Int, needs: String)
    /// There is no audio, or it is refused already.
    case noAudio
    /// No Opus among the formats of the audio at `line`.
    case noOpus(line: Int)
    /// No codec of telephones among the formats of the audio at `line`.
    case noTelephoneCodec(line: Int)
    /// The audio at `line` flows in other directions than this way in is for.
    case wrongDirection(line: Int, needs: String, found: String)
}

extension SDPError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong(let limit): "the description is longer than \(limit) bytes: an offer of audio needs about 3000"
        case .tooManyLines(let limit): "the description has more than \(limit) lines: an offer of audio needs about 60"
        case .tooManyMedia(let line, let limit): "line \(line): more than \(limit) m-lines: an offer of audio needs one"
        case .wrong(let line, let needs, let found): "line \(line): needs \(needs), found \(Self.excerpt(found))"
        case .missing(let line, let needs): "line \(line): needs \(needs), found none"
        case .noAudio: "there is no audio: needs an m=audio line with a port other than 0, or with a=bundle-only"
        case .noOpus(let line):
            "line \(line): the audio has no Opus: needs a format with a=rtpmap:<format> opus/48000/2, from 0 to 63 or from 96 to 127"
        case .noTelephoneCodec(let line): "line \(line): the audio has no codec in common with us: needs PCMA, PCMU, G722 or opus"
        case .wrongDirection(let line, let needs, let found): "line \(line): the audio is \(found): needs \(needs)"
        }
    }

    /// Short, in quotes, and without characters that would break a line or a terminal.
    private static func excerpt(_ text: String) -> String {
        guard !text.isEmpty else { return "nothing" }
        let start = text.unicodeScalars.prefix(Chosen.excerpt)
        let shown = String(String.UnicodeScalarView(start.map { 0x20..<0x7F ~= $0.value ? $0 : "?" }))
        return "\"\(shown)\"" + (start.count < text.unicodeScalars.count ? "…" : "")
    }
}

/// Why an audio file cannot be read or written, in words for whoever named the file.
public enum AudioFileError: Error, Sendable, Equatable, CustomStringConvertible {
    case missing(file: String)
    /// The system says no; `reason` in its words.
    case inaccessible(file: String, reason: String)
    /// The bytes are not what a WAV file begins with.
    case notWAV(file: String, reason: String)
    /// A WAV file, but a wrong or a torn one.
    case damaged(file: String, reason: String)
    /// A sound WAV file of a kind that is not read.
    case unsupported(file: String, what: String)
    case empty(file: String)
    case tooLong(file: String, limitMinutes: Int)

    public var description: String {
        switch self {
        case .missing(let file): "\(file) does not exist"
        case .inaccessible(let file, let reason): "\(file) \(reason)"
        case .notWAV(let file, let reason): "\(file) is not a WAV file: \(reason)"
        case .damaged(let file, let reason): "\(file) is a damaged WAV file: \(reason)"
        case .unsupported(let file, let what):
            "\(file) holds \(what); what can be read is PCM of 8, 16, 24 or 32 bits and 32-bit float (sox \(file) -b 16 new.wav converts)"
        case .empty(let file): "\(file) holds no audio"
        case .tooLong(let file, let limitMinutes): "\(file) is too long: at most \(limitMinutes) minutes can be read"
        }
    }
}

/// Why a prompt cannot be said or replaced. Each description is one line that also says what would be right.
public enum PromptError: Error, Sendable, Equatable {
    /// The folder of the prompts that came with Partyline is not there, or not whole.
    case notShipped(folder: String, why: String)
    /// A file that came with Partyline is not what was made.
    case damaged(file: String, why: String)
    /// `near` holds keys that look alike.
    case noSuchPrompt(String, near: [String])
    /// The prompt sounds the same in every language, or is spoken and has one.
    case badLanguage(key: String, languages: [String])
    case tooLong(file: String, seconds: Double)
    case tooShort(file: String, seconds: Double)
    /// - Units: dBFS of active speech
    case tooQuiet(file: String, level: Double)
    /// So many samples lie at full scale, several in a row.
    case clipped(file: String, samples: Int)
    /// The recording cannot be kept in the state directory.
    case notKept(file: String, why: String)
}

extension PromptError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notShipped(let folder, let why):
            "\(folder) does not hold the prompts that belong to this program: \(why); install Partyline anew"
        case .damaged(let file, let why): "\(file) is damaged: \(why); install Partyline anew, or put in a recording of your own"
        case .noSuchPrompt(let key, let near):
            "there is no prompt \"\(key)\"; "
                + (near.isEmpty ? "partyline prompts list shows all" : "there is: " + near.joined(separator: ", "))
        case .badLanguage(let key, let languages):
            languages.isEmpty
                ? "\(key) is the same in every language; leave out --language"
                : "\(key) is spoken in several languages; say which with --language: \(languages.joined(separator: " or "))"
        case .tooLong(let file, let seconds):
            "\(file) lasts \(Self.tenths(seconds)) s; a prompt lasts at most \(Int(RecordingRules.longestSeconds)) s"
        case .tooShort(let file, let seconds):
            "\(file) lasts \(Self.tenths(seconds)) s; a prompt lasts at least \(Self.tenths(RecordingRules.shortestSeconds)) s"
        case .tooQuiet(let file, let level):
            "\(file) is too quiet: \(Self.tenths(level)) dBFS where it is not silent; at least "
                + "\(Int(RecordingRules.quietest)) dBFS is right, about -23 dBFS is best"
        case .clipped(let file, let samples):
            "\(file) is clipped: \(samples) samples lie at full scale; record once more with the microphone turned down, "
                + "peaks below -3 dBFS"
        case .notKept(let file, let why): "\(file) \(why)"
        }
    }

    private static func tenths(_ value: Double) -> String {
        let scaled = Int((value.magnitude * 10).rounded())
        return "\(value < 0 ? "-" : "")\(scaled / 10).\(scaled % 10)"
    }
}

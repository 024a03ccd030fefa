import AudioFiles
import MediaTypes
import Profiles

/// All prompts, ready to be played: those that came with Partyline, and before them an admin's own recordings.
///
/// A prompt is read when it is first said, brought to the mix rate once, and kept while there is room.
/// - Threads: a value; whoever owns it calls it. It reads files: not on the media thread.
public struct PromptStore: Sendable {
    /// Where a prompt comes from.
    public enum Origin: String, Sendable, Codable {
        case shipped
        case own
    }

    /// A prompt as it lies on the disk.
    public struct Listing: Sendable, Equatable, Codable {
        public let key: String
        /// Nil for a sound, which is the same in every language.
        public let language: PromptLanguage?
        public let origin: Origin
        public let seconds: Double
        /// Of active speech, in dBFS.
        public let level: Double
        /// What the shipped prompt says, or the notes of a sound.
        public let text: String
        /// What is wrong with an own recording, instead of which the shipped one is said.
        public let problem: String?
    }

    private struct Name: Hashable {
        let key: String
        let language: PromptLanguage?
    }

    /// Of the audio that `samples` returns.
    /// - Units: Hz
    public let rate: Int
    private let shippedFolder: String
    private let own: OwnRecordings
    private let index: PromptIndex
    private var kept: [Name: [Int16]] = [:]
    private var keptSamples = 0

    /// Enough for all that one language says but the numbers; more is read again when it is said. 16-bit samples of two minutes at
    /// 16 kHz are 4 MB.
    private static var keptSeconds: Int { 120 }

    /// - Parameters:
    ///   - shipped: the folder of the prompts that came with Partyline
    ///   - own: the folder of the admin's recordings; it need not be there
    ///   - rate: the mix rate in Hz: 8000, 16000, 24000 or 48000
    /// - Throws: `notShipped` when a prompt that the program can say is missing
    public init(shippedIn shipped: String, ownIn own: String, rate: Int) throws(PromptError) {
        shippedFolder = shipped
        self.own = OwnRecordings(folder: own)
        self.rate = rate
        index = try PromptIndex(in: shipped)
    }

    /// A phrase as one piece of audio.
    /// - Parameter spokenName: at the mix rate; where there is none a name is passed over
    /// - Throws: `damaged` when a file that came with Partyline cannot be read
    /// - Shape: mono, at `rate`
    public mutating func samples(
        of phrase: Phrase, in language: PromptLanguage, spokenName: [Int16]? = nil
    ) throws(PromptError) -> [Int16] {
        var samples: [Int16] = []
        for part in phrase.parts {
            switch part {
            case .prompt(let key): samples += try self.samples(of: try entry(key, language))
            case .spokenName: samples += spokenName ?? []
            }
        }
        return samples
    }

    /// Every prompt, in the order of a call, and own recordings as they are heard.
    public func listings() -> [Listing] { index.entries.map(listing) }

    /// What a recording has to replace.
    /// - Throws: `noSuchPrompt`, `badLanguage` when the language is missing or too much
    public func find(_ key: String, _ language: PromptLanguage?) throws(PromptError) -> Listing { listing(try found(key, language)) }

    /// The sound of one prompt as it would be said.
    public func clip(_ key: String, _ language: PromptLanguage?) throws -> AudioClip { try load(try found(key, language)) }

    /// Puts an own recording in the place of a prompt.
    /// - Parameter file: a WAV file of any rate, 0.2 to 30 s, neither clipped nor near silence; it is brought to the level of the prompt
    /// - Throws: `PromptError`, `AudioFileError`: what is wrong with the recording and what would be right
    public mutating func replace(_ key: String, _ language: PromptLanguage?, with file: String) throws -> Listing {
        let entry = try found(key, language)
        _ = try own.replace(entry, with: file)
        forget(entry)
        return listing(entry)
    }

    /// Takes an own recording away.
    /// - Returns: false when there was none
    public mutating func reset(_ key: String, _ language: PromptLanguage?) throws(PromptError) -> Bool {
        let entry = try found(key, language)
        forget(entry)
        return try own.remove(entry)
    }

    // MARK: reading

    private mutating func samples(of entry: PromptIndex.Entry) throws(PromptError) -> [Int16] {
        let name = Name(key: entry.key, language: entry.language)
        if let samples = kept[name] { return samples }
        let samples = try load(entry).samples.map { Int16(clamping: Int(($0 * 32_768).rounded())) }
        if keptSamples + samples.count > Self.keptSeconds * rate {
            kept.removeAll()
            keptSamples = 0
        }
        kept[name] = samples
        keptSamples += samples.count
        return samples
    }

    /// An own recording that is no good is passed over: callers are to hear something.
    private func load(_ entry: PromptIndex.Entry) throws(PromptError) -> AudioClip {
        if own.has(entry), let clip = try? own.load(entry, rate: rate) { return clip }
        let path = "\(shippedFolder)/\(entry.language?.rawValue ?? "any")/\(entry.key).opus"
        guard let samples = try OggOpusFile(path).decode(rate: rate) else { throw .damaged(file: path, why: "it holds no Opus") }
        return AudioClip(samples: samples, sampleRate: rate)
    }

    private func listing(_ entry: PromptIndex.Entry) -> Listing {
        var seconds = Double(entry.milliseconds) / 1_000
        var level = Double(entry.level)
        var origin = Origin.shipped
        var problem: String?
        if own.has(entry) {
            do {
                let clip = try own.load(entry, rate: rate)
                seconds = clip.seconds
                level = Double(SpeechLevel(of: clip.samples, sampleRate: clip.sampleRate).active.value)
                origin = .own
            } catch {
                problem = "\(error)"
            }
        }
        return Listing(
            key: entry.key, language: entry.language, origin: origin, seconds: seconds, level: level, text: entry.text, problem: problem)
    }

    // MARK: names

    private mutating func forget(_ entry: PromptIndex.Entry) {
        keptSamples -= kept.removeValue(forKey: Name(key: entry.key, language: entry.language))?.count ?? 0
    }

    private func entry(_ key: String, _ language: PromptLanguage) throws(PromptError) -> PromptIndex.Entry {
        guard let entry = index.entry(key, language) else { throw unknown(key) }
        return entry
    }

    private func found(_ key: String, _ language: PromptLanguage?) throws(PromptError) -> PromptIndex.Entry {
        let all = index.entries.filter { $0.key == key }
        guard !all.isEmpty else { throw unknown(key) }
        if let entry = all.first(where: { $0.language == language }) { return entry }
        throw .badLanguage(key: key, languages: all.compactMap { $0.language?.rawValue })
    }

    private func unknown(_ key: String) -> PromptError {
        .noSuchPrompt(key, near: NearNames.to(key, among: Array(Set(index.entries.map(\.key)))))
    }
}

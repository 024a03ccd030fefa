import MediaLink
import Profiles
import Prompts

/// The prompts of all calls, as the media column plays them.
///
/// What needs no name is made once and shared: a hundred callers who hear the same music hear the same memory.
public actor PromptLibrary {
    private struct Key: Hashable {
        let phrase: Phrase
        let language: PromptLanguage
        let manner: AnnouncementManner
    }

    private var store: PromptStore
    private var made: [Key: Announcement] = [:]
    private var madeSamples = 0

    /// Half a minute of greeting and question in two languages and manners, and the music: 16-bit samples of two minutes at 16 kHz are 4 MB.
    private static let keptSeconds = 120

    public init(_ store: PromptStore) { self.store = store }

    /// - Parameter spokenName: at the mix rate
    /// - Returns: nil when a file that came with Partyline is damaged: a call goes on without words
    func announcement(
        _ phrase: Phrase, in language: PromptLanguage, _ manner: AnnouncementManner, spokenName: [Int16]? = nil
    ) -> Announcement? {
        let key = Key(phrase: phrase, language: language, manner: manner)
        if let kept = made[key] { return kept }
        guard let samples = try? store.samples(of: phrase, in: language, spokenName: spokenName), !samples.isEmpty else { return nil }
        let announcement = Announcement(samples: samples, manner: manner)
        // A name is for the time of its call.
        guard !phrase.parts.contains(.spokenName) else { return announcement }
        if madeSamples + samples.count > Self.keptSeconds * store.rate {
            made.removeAll()
            madeSamples = 0
        }
        made[key] = announcement
        madeSamples += samples.count
        return announcement
    }
}

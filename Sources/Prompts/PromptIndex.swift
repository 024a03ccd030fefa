import AudioFiles

/// What Tools/prompts has written about the prompts that it has made: index.tsv.
struct PromptIndex: Sendable {
    struct Entry: Sendable, Hashable {
        let key: String
        /// Nil for a sound, which is the same in every language.
        let language: PromptLanguage?
        let milliseconds: Int
        /// Of active speech, in dBFS.
        let level: Float
        /// What is said, or the notes of a sound.
        let text: String
    }

    /// In the order of prompts.yaml.
    let entries: [Entry]
    private let places: [Name: Int]

    private struct Name: Hashable {
        let key: String
        let language: PromptLanguage?
    }

    /// 346 lines have 30 KiB.
    private static var limitBytes: Int { 1 << 20 }

    init(in folder: String) throws(PromptError) {
        let path = "\(folder)/index.tsv"
        let bytes: [UInt8]
        do {
            bytes = try InputFile(path).read(Self.limitBytes)
        } catch {
            throw .notShipped(folder: folder, why: "\(error)")
        }
        var entries: [Entry] = []
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let entry = Self.entry(line) else {
                throw .notShipped(folder: folder, why: "index.tsv has a line that is none: \(line.prefix(40))")
            }
            entries.append(entry)
        }
        self.entries = entries
        places = Dictionary(entries.indices.map { (Name(key: entries[$0].key, language: entries[$0].language), $0) }) { first, _ in first }
        try checkComplete(folder)
    }

    /// The prompt of that key, in the language or in none.
    func entry(_ key: String, _ language: PromptLanguage?) -> Entry? {
        (places[Name(key: key, language: language)] ?? places[Name(key: key, language: nil)]).map { entries[$0] }
    }

    private static func entry(_ line: Substring) -> Entry? {
        let fields = line.split(separator: "\t", omittingEmptySubsequences: false)
        guard fields.count == 7, let milliseconds = Int(fields[4]), let level = Float(fields[5]) else { return nil }
        let language = PromptLanguage(rawValue: String(fields[1]))
        guard language != nil || fields[1] == "any" else { return nil }
        return Entry(key: String(fields[0]), language: language, milliseconds: milliseconds, level: level, text: String(fields[6]))
    }

    /// Nothing that the program can say is missing: better known at the start than in a call.
    private func checkComplete(_ folder: String) throws(PromptError) {
        let hundreds = stride(from: 100, to: 1_000, by: 100).flatMap { ["number.\($0)", "number.\($0).and"] }
        let numbers = (0..<100).map { "number.\($0)" } + hundreds
        for key in Saying.allCases.map(\.rawValue) + numbers {
            for language in PromptLanguage.allCases where places[Name(key: key, language: language)] == nil {
                throw .notShipped(folder: folder, why: "\(key) (\(language.rawValue)) is missing")
            }
        }
        for sound in Sound.allCases where places[Name(key: sound.rawValue, language: nil)] == nil {
            throw .notShipped(folder: folder, why: "\(sound.rawValue) is missing")
        }
    }
}

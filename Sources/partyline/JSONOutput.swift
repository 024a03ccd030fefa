import FoundationEssentials

/// Answers for scripts: JSON with sorted keys, so that two of them can be compared.
enum JSONOutput {
    static func say(_ value: some Encodable) throws {
        try say(value, formatting: [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted])
    }

    /// In one line, for a stream of them.
    static func sayLine(_ value: some Encodable) throws {
        try say(value, formatting: [.sortedKeys, .withoutEscapingSlashes])
    }

    private static func say(_ value: some Encodable, formatting: JSONEncoder.OutputFormatting) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = formatting
        Terminal.say(String(decoding: try encoder.encode(value), as: UTF8.self))
    }
}

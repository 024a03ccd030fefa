/// The name that somebody chose for the others to see: 1 to 40 characters in one line. Kept in memory only.
struct PersonName: Sendable, Hashable {
    /// Ours; in characters as people count them, and in bytes, since one character can hold any number of accents.
    static let limit = 40
    static let limitBytes = 200

    let text: String

    /// - Returns: nil for nothing but space, which is no name
    /// - Throws: `badPersonName`
    static func read(_ text: String?) throws(ConferenceError) -> PersonName? {
        guard let text else { return nil }
        // Before anything is counted: trimming and counting cost time by length.
        guard text.utf8.count <= 4 * limitBytes else { throw .badPersonName }
        let scalars = text.unicodeScalars
        guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return nil }
        let trimmed = String(scalars[first...last])
        guard trimmed.utf8.count <= limitBytes, trimmed.count <= limit, trimmed.unicodeScalars.allSatisfy(isVisible) else {
            throw .badPersonName
        }
        return PersonName(text: trimmed)
    }

    private init(text: String) { self.text = text }

    /// Not what breaks lines, turns the direction of the text around a name, or shows as nothing.
    private static func isVisible(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
        // Emoji and some scripts join characters with these two.
        case .format: scalar.value == 0x200C || scalar.value == 0x200D
        default: true
        }
    }
}

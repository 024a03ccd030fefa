/// The header fields of a message, in their order.
/// - Source: RFC 3261 section 7.3
public struct HeaderFields: Sendable, Hashable {
    /// One line, lines that continue it joined by a blank.
    public struct Field: Sendable, Hashable {
        public let name: HeaderName
        public let value: String
        /// Where it stood, from 1; 0 in a message of ours.
        public let line: Int
    }

    public private(set) var all: [Field] = []

    /// None.
    public init() {}

    /// The first of a name.
    public subscript(name: HeaderName) -> String? { all.first { $0.name == name }?.value }

    /// All of a name.
    public func fields(_ name: HeaderName) -> [Field] { all.filter { $0.name == name } }

    /// The values of a name, of all its fields, taken apart at their commas; what cannot be taken apart is left out.
    public func list(_ name: HeaderName) -> [String] { fields(name).flatMap { Text.elements($0.value) ?? [] } }

    /// The tokens of a list such as Supported, in lower case.
    public func tokens(_ name: HeaderName) -> [String] { list(name).map { Text.lowercased($0) } }

    /// A number of seconds or the like; nil when it is none, or more than 2^32 - 1.
    public func number(_ name: HeaderName) -> UInt32? {
        self[name].flatMap { text in
            let digits = text.utf8.prefix { Text.isDigit($0) }
            return Text.number(String(decoding: digits, as: UTF8.self), upTo: Specified.largestNumber).flatMap { UInt32(exactly: $0) }
        }
    }

    /// Adds a field at the end. What could begin a new line becomes a blank.
    public mutating func append(_ name: HeaderName, _ value: String, line: Int = 0) {
        let isBroken = value.utf8.contains { $0 == 0x0A || $0 == 0x0D }
        let safe = isBroken ? String(decoding: value.utf8.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }, as: UTF8.self) : value
        all.append(Field(name: name, value: safe, line: line))
    }

    /// Sets the only field of a name.
    public mutating func set(_ name: HeaderName, _ value: String) {
        remove(name)
        append(name, value)
    }

    /// Puts another value into the first field of a name, where it stands.
    mutating func replaceFirst(_ name: HeaderName, _ value: String) {
        guard let index = all.firstIndex(where: { $0.name == name }) else { return }
        all[index] = Field(name: name, value: value, line: all[index].line)
    }

    /// Takes all of a name away.
    public mutating func remove(_ name: HeaderName) { all.removeAll { $0.name == name } }
}

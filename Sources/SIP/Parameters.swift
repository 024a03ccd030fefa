/// Parameters behind semicolons, in their order. Names are the same in upper and lower case; of two of a name the first counts.
/// - Source: RFC 3261 sections 7.3.1, 19.1.1
public struct Parameters: Sendable, Hashable {
    /// One of them.
    public struct Parameter: Sendable, Hashable {
        public let name: String
        /// As it is written, with its quotes; nil for a parameter that is only there.
        public let text: String?
    }

    public private(set) var all: [Parameter] = []

    /// None.
    public init() {}

    /// Takes what stands behind the values of Via, From, Contact and the like: up to the end, or it is no list of parameters.
    init?(scanning scanner: inout TextScanner) {
        while scanner.takeSeparator(";") {
            guard let name = scanner.token() else { return nil }
            guard scanner.takeSeparator("=") else {
                all.append(Parameter(name: name, text: nil))
                continue
            }
            if scanner.next == UInt8(ascii: "\"") {
                guard let quoted = scanner.quotedString() else { return nil }
                all.append(Parameter(name: name, text: quoted))
            } else {
                // A token or a host, and what else is seen in the field: a bare IPv6 address, base64 with its equals signs.
                let value = scanner.take { $0 > 0x20 && $0 != 0x7F && !"\";,<>?".utf8.contains($0) }
                guard !value.isEmpty else { return nil }
                all.append(Parameter(name: name, text: value))
            }
        }
        scanner.skipBlanks()
        guard scanner.isAtEnd else { return nil }
    }

    /// Takes the parameters of a URI, the first semicolon left away.
    init?(ofURI text: some StringProtocol) {
        for part in text.utf8.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false) {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false).map {
                String(decoding: $0, as: UTF8.self)
            }
            guard let name = halves.first, !name.isEmpty, halves.allSatisfy({ Text.isEscaped($0, allowing: Self.isURIPart) }) else {
                return nil
            }
            guard halves.count == 1 || !halves[1].isEmpty else { return nil }
            all.append(Parameter(name: name, text: halves.count == 2 ? halves[1] : nil))
        }
    }

    /// paramchar: unreserved / "[" / "]" / "/" / ":" / "&" / "+" / "$"; escapes are looked at elsewhere.
    private static func isURIPart(_ byte: UInt8) -> Bool { Text.isUnreserved(byte) || "[]/:&+$".utf8.contains(byte) }

    /// The value without quotes and escapes; empty for a parameter that is only there; nil for one that is not.
    public subscript(name: String) -> String? {
        guard let parameter = all.first(where: { Text.areSame($0.name, name) }) else { return nil }
        return Self.unquoted(parameter.text ?? "")
    }

    /// Sets one, where it stands if it is there, else at the end. A value that is no token is put in quotes.
    public mutating func set(_ name: String, to value: String?) {
        let isPlain = value.map { !$0.isEmpty && $0.utf8.allSatisfy { Text.isToken($0) || "[]:/".utf8.contains($0) } } ?? true
        let parameter = Parameter(name: name, text: isPlain ? value : value.map(Self.quoted))
        if let index = all.firstIndex(where: { Text.areSame($0.name, name) }) {
            all[index] = parameter
        } else {
            all.append(parameter)
        }
    }

    /// Takes one away.
    public mutating func remove(_ name: String) { all.removeAll { Text.areSame($0.name, name) } }

    /// As they are written, each with its semicolon.
    public var text: String { all.map { ";\($0.name)" + ($0.text.map { "=\($0)" } ?? "") }.joined() }

    /// Without quotes and backslashes, if it has any.
    static func unquoted(_ text: String) -> String {
        guard text.utf8.count >= 2, text.utf8.first == UInt8(ascii: "\"") else { return text }
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in text.utf8.dropFirst().dropLast() {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                isEscaped = false
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// In quotes, without what would break a line.
    static func quoted(_ text: String) -> String {
        var bytes: [UInt8] = []
        for byte in text.utf8 where byte >= 0x20 && byte != 0x7F {
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { bytes.append(UInt8(ascii: "\\")) }
            bytes.append(byte)
        }
        return "\"" + String(decoding: bytes, as: UTF8.self) + "\""
    }
}

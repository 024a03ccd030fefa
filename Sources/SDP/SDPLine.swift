/// One line of a description: `type=value`, or `a=name:value` for an attribute.
/// - Source: RFC 8866 section 5
public struct SDPLine: Sendable, Hashable {
    /// One of the letters of RFC 8866.
    public let type: Unicode.Scalar
    /// An attribute's name; empty for other lines.
    public let name: String
    /// An attribute's value, nil for one that is only there; for other lines, everything after the `=`.
    public let value: String?
    /// Counts from 1.
    public let number: Int

    /// An attribute, or with an empty `name` another line.
    public init(type: Unicode.Scalar = "a", name: String = "", value: String?, number: Int) {
        self.type = type
        self.name = name
        self.value = value
        self.number = number
    }

    /// As it is written, without the line's end.
    public var text: String {
        guard type == "a" else { return "\(type)=\(value ?? "")" }
        return "a=\(name)" + (value.map { ":\($0)" } ?? "")
    }

    /// Takes a text apart. Lines end with CR LF or with LF alone.
    /// - Throws: when it is longer than the limits, or a line is not a known letter, `=` and text without control characters
    static func read(_ text: String) throws(SDPError) -> [SDPLine] {
        guard text.utf8.count <= Chosen.longestText else { throw .tooLong(limitBytes: Chosen.longestText) }
        let pieces = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard let last = pieces.lastIndex(where: { !$0.allSatisfy { $0 == UInt8(ascii: "\r") } }) else { return [] }
        guard last < Chosen.mostLines else { throw .tooManyLines(limit: Chosen.mostLines) }
        var lines: [SDPLine] = []
        for (index, piece) in pieces.prefix(last + 1).enumerated() {
            let withoutEnd = piece.last == UInt8(ascii: "\r") ? piece.dropLast() : piece
            lines.append(try SDPLine(parsing: Substring(withoutEnd), number: index + 1))
        }
        return lines
    }

    private init(parsing line: Substring, number: Int) throws(SDPError) {
        let bytes = line.utf8
        guard let letter = bytes.first, bytes.dropFirst().first == UInt8(ascii: "="),
            Specified.lineTypes.utf8.contains(letter)
        else {
            throw .wrong(line: number, needs: "one of the letters \(Specified.lineTypes) and then =", found: String(line))
        }
        let content = String(Substring(bytes.dropFirst(2)))
        // Tabs are seen in i= lines and hurt nobody.
        guard content.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
            throw .wrong(line: number, needs: "text without control characters", found: String(line))
        }
        let type = Unicode.Scalar(letter)
        guard type == "a" else {
            self.init(type: type, value: content, number: number)
            return
        }
        let (name, value) = Grammar.halves(content, at: ":").map { ($0.0, Optional($0.1)) } ?? (content, nil)
        guard Grammar.isToken(name) else {
            throw .wrong(line: number, needs: "a=name or a=name:value", found: String(line))
        }
        self.init(name: name, value: value, number: number)
    }
}

extension [SDPLine] {
    /// The first attribute of a name.
    func attribute(_ name: String) -> SDPLine? { first { $0.name == name && $0.type == "a" } }

    /// All attributes of a name, in their order.
    func attributes(_ name: String) -> [SDPLine] { filter { $0.name == name && $0.type == "a" } }
}

import Yams

/// The text of one YAML file, guarded against what YAML can do beyond our need: aliases that multiply, several documents,
/// other encodings. libYAML itself refuses more than 1000 levels.
struct YAMLSource {
    /// Far above any file of ours: base.yaml has 5 KiB.
    static let limitBytes = 65_536
    /// Aliases can nest: with n of them a file says at most about 3^(n/3) times what it holds. Yams compares keys before we
    /// see the tree, so this bound keeps an alias as a key cheap; then the first anchor is refused.
    private static let limitAliases = 12

    let file: String
    private let bytes: [UInt8]

    /// - Parameter file: as error lines are to name it
    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    /// Reads a file.
    init(path: String) throws(ProfileError) {
        self.init(file: path, bytes: try FileAccess.read(path, limitBytes: Self.limitBytes))
    }

    /// The tree of the file; nil when the file holds comments only.
    func root() throws(ProfileError) -> Node? {
        guard bytes.count <= Self.limitBytes else { throw .tooLarge(file: file, limitBytes: Self.limitBytes) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(firstInvalidByte()) }
        if let place = aliasTooMany() { throw .anchor(place) }
        do {
            // The parser is kept: anchors in its tree are weak references into it.
            let parser = try Parser(yaml: text, encoding: .utf8)
            return try withExtendedLifetime(parser) {
                let root = try parser.singleRoot()
                if let anchored = root.flatMap(Self.firstAnchor) { throw ProfileError.anchor(place(anchored)) }
                return root
            }
        } catch let error as ProfileError {
            throw error
        } catch let error as YamlError {
            throw translate(error, in: text)
        } catch {
            throw .syntax(Place(file: file, line: 1, column: 1), problem: String(describing: error))
        }
    }

    /// Where a node starts.
    func place(_ node: Node) -> Place { place(node.mark) }

    private func place(_ mark: Mark?) -> Place { Place(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1) }

    /// The first in the order of the file, so it is met before any alias that leads to it again.
    private static func firstAnchor(_ node: Node) -> Node? {
        switch node {
        case .scalar(let scalar): return scalar.anchor == nil ? nil : node
        case .sequence(let sequence): return sequence.anchor == nil ? sequence.lazy.compactMap(firstAnchor).first : node
        case .mapping(let mapping):
            return mapping.anchor == nil ? mapping.lazy.compactMap { firstAnchor($0.key) ?? firstAnchor($0.value) }.first : node
        case .alias: return node
        }
    }

    private func translate(_ error: YamlError, in text: String) -> ProfileError {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return .syntax(place(mark), problem: [context?.text, problem].compactMap(\.self).joined(separator: ": "))
        case .reader(let problem, let offset, _, _):
            return .syntax(place(afterCharacters: offset ?? 0, of: text), problem: problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            return .duplicateKey(place(context.mark), key: Excerpt.of(duplicates.first ?? ""))
        default:
            return .syntax(Place(file: file, line: 1, column: 1), problem: String(describing: error))
        }
    }

    private func place(afterCharacters count: Int, of text: String) -> Place {
        var line = 1
        var column = 1
        for character in text.prefix(count) {
            column += character.unicodeScalars.count
            if character.isNewline { (line, column) = (line + 1, 1) }
        }
        return Place(file: file, line: line, column: column)
    }

    private func firstInvalidByte() -> Place {
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var line = 1
        var column = 1
        while case .scalarValue(let scalar) = decoder.decode(&iterator) {
            column += 1
            if scalar == "\n" { (line, column) = (line + 1, 1) }
        }
        return Place(file: file, line: line, column: column)
    }

    /// The place of one alias more than we let Yams see. Reads bytes, not YAML: what looks like an alias counts as one.
    private func aliasTooMany() -> Place? {
        var count = 0
        var line = 1
        var lineStart = 0
        var before = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "*"), before <= UInt8(ascii: " ") || before >= 0x80 || Self.opensToken.contains(before),
                index + 1 < bytes.count, bytes[index + 1] > UInt8(ascii: " "), bytes[index + 1] != UInt8(ascii: "*")
            {
                count += 1
                if count > Self.limitAliases { return Place(file: file, line: line, column: index - lineStart + 1) }
            }
            if byte == UInt8(ascii: "\n") { (line, lineStart) = (line + 1, index + 1) }
            before = byte
        }
        return nil
    }

    /// After these bytes YAML can start a new token.
    private static let opensToken = Array("[{,:?-".utf8)
}

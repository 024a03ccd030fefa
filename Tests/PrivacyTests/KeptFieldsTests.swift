import Foundation
import Privacy
import Testing

/// The table of what is held, against the sources of the program.
@Suite struct KeptFieldsTests {
    private static let sources = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Sources")

    private static func storedProperties(of fields: KeptFields) throws -> [String] {
        let text = try String(contentsOf: sources.appending(path: fields.file), encoding: .utf8)
        return StoredProperties.of(fields.type, in: text)
    }

    @Test(arguments: KeptFields.all.map { "\($0.file) \($0.type)" }) func eachStoredPropertyStandsInTheTable(name: String) throws {
        let fields = try #require(KeptFields.all.first { "\($0.file) \($0.type)" == name })
        let stored = Set(try Self.storedProperties(of: fields))
        let listed = Set(fields.names.map(String.init))
        #expect(!stored.isEmpty, "\(fields.type) is not in Sources/\(fields.file) any more")
        #expect(stored.subtracting(listed) == [], "say in KeptFields what these hold of anybody")
        #expect(listed.subtracting(stored) == [], "these are gone; take them out of KeptFields")
    }

    /// A row that no property stands behind would be a guess. Sound lies in the buffers of the engine, which know nobody.
    @Test(arguments: KeptData.allCases.filter { $0.place == .memory && $0 != .sound }) func eachRowOfMemoryHasItsProperties(data: KeptData) {
        #expect(!KeptFields.holding(data).isEmpty)
    }

    @Test(arguments: KeptData.allCases.filter { $0.place == .nowhere }) func whatIsNowhereHasNone(data: KeptData) {
        #expect(KeptFields.holding(data).isEmpty)
    }

    @Test func theReaderOfSourcesFindsWhatIsStoredAndNothingElse() {
        let source = """
            struct Other { let no: Int }
            /// var no: Int
            final class Guest: Sendable {
                let handle: String
                private(set) var name: String?, nick = "{"
                var mutex = Mutex<[Int]>([:]) { didSet { let no = 1 } }
                static let no = 1
                var computed: Int { 1 }
                func f() { let no = 1 }
                lazy var late = 2
                struct Inner { let no: Int }
                nonisolated let box: Int
            }
            """
        #expect(StoredProperties.of("Guest", in: source) == ["handle", "name", "nick", "mutex", "late", "box"])
    }
}

/// Reads Swift as far as is needed to list the stored properties of a type.
private enum StoredProperties {
    static func of(_ type: String, in source: String) -> [String] {
        var found: [String] = []
        var depth = 0
        /// The depth of the type's body while we are in it.
        var body: Int?
        for line in source.split(separator: "\n") {
            let code = withoutTextAndComments(line)
            if body == nil, code.contains(" \(type)") || code.hasPrefix("\(type)"), code.contains("{"),
                code.firstMatch(of: /\b(?:struct|class|actor|enum)\s+(\w+)/)?.1 ?? "" == type {
                body = depth + 1
            } else if depth == body, code.contains("let ") || code.contains("var ") {
                found += names(in: code)
            }
            depth += code.count { $0 == "{" } - code.count { $0 == "}" }
            if let inside = body, depth < inside { body = nil }
        }
        return found
    }

    private static func withoutTextAndComments(_ line: Substring) -> String {
        var code = String(line)
        if code.contains("\"") { code = code.replacing(/"(?:\\.|[^"\\])*"/, with: "\"\"") }
        return code.firstRange(of: "//").map { String(code[..<$0.lowerBound]) } ?? code
    }

    /// What a line in a type's body stores.
    private static func names(in code: String) -> [String] {
        guard !code.contains(/\b(?:static|func|case)\b/),
            let property = code.prefixMatch(of: /\s*(?:[a-z]+(?:\([a-z]+\))?\s+)*?(?:let|var)\s+(\w+)(.*)/)
        else { return [] }
        let rest = String(property.2)
        // What is computed has its body where a value would be.
        if rest.contains("{"), !rest.prefix(while: { $0 != "{" }).contains("="), !rest.contains("didSet") { return [] }
        let outside = rest.replacing(/\([^()]*\)/, with: "")
        return [String(property.1)] + outside.matches(of: /,\s*(\w+)\s*[:=]/).map { String($0.1) }
    }
}

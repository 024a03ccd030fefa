import Foundation
import Testing

/// The rules of the house that a compiler does not check.
@Suite struct HouseRulesTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The Swift sources of a target.
    private static func sources(of target: String) throws -> [(file: String, text: String)] {
        let folder = root.appending(path: "Sources/\(target)")
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter { $0.pathExtension == "swift" }
        return try files.map { ("\(target)/\($0.lastPathComponent)", try String(contentsOf: $0, encoding: .utf8)) }
    }

    /// Line comments and block comments go; lines stay where they are.
    static func withoutComments(_ source: String) -> String {
        var result = ""
        var rest = Substring(source)
        var isInString = false
        var depth = 0
        while let character = rest.first {
            if depth == 0, !isInString, rest.hasPrefix("//") {
                rest = rest.drop { $0 != "\n" }
                continue
            }
            if !isInString, rest.hasPrefix("/*") { depth += 1 } else if depth > 0, rest.hasPrefix("*/") {
                depth -= 1
                rest = rest.dropFirst(2)
                continue
            }
            if depth == 0, isInString, rest.hasPrefix("\\"), rest.count > 1 {
                result += rest.prefix(2)
                rest = rest.dropFirst(2)
                continue
            }
            if depth == 0, character == "\"" { isInString.toggle() }
            if depth == 0 || character == "\n" { result.append(character) }
            rest = rest.dropFirst()
        }
        return result
    }

    /// The first forbidden word in a line of the media column.
    static func forbiddenWord(in line: String) -> String? {
        for word in ["async", "await", "Task", "actor", "any ", "Foundation", "\\(", "@escaping"] {
            var from = line.startIndex
            while let range = line.range(of: word, range: from..<line.endIndex) {
                let isWordBefore = range.lowerBound > line.startIndex && isWordPart(line[line.index(before: range.lowerBound)])
                let isWordAfter = word.last.map(isWordPart) == true && range.upperBound < line.endIndex && isWordPart(line[range.upperBound])
                if word == "\\(" || !isWordBefore && !isWordAfter { return word }
                from = range.upperBound
            }
        }
        return nil
    }

    private static func isWordPart(_ character: Character) -> Bool { character.isLetter || character.isNumber || character == "_" }

    @Test(arguments: ["MixKernels", "RTP", "SRTP", "Codecs", "MediaEngine", "MediaIO"])
    func theMediaColumnUsesNoForbiddenWord(target: String) throws {
        guard FileManager.default.fileExists(atPath: Self.root.appending(path: "Sources/\(target)").path()) else {
            // Not built yet; when it is, its sources are read.
            return
        }
        let sources = try Self.sources(of: target)
        #expect(!sources.isEmpty)
        for (file, text) in sources {
            for (number, line) in Self.withoutComments(text).components(separatedBy: "\n").enumerated() {
                let word = Self.forbiddenWord(in: line)
                #expect(word == nil, "\(file):\(number + 1): \(word ?? "")")
            }
        }
    }

    @Test func theSearchFindsWhatItLooksForAndNothingElse() {
        #expect(Self.forbiddenWord(in: "func send() async {") == "async")
        #expect(Self.forbiddenWord(in: "let port: any MediaPort") == "any ")
        #expect(Self.forbiddenWord(in: "print(\"\\(count)\")") == "\\(")
        #expect(Self.forbiddenWord(in: "let company = many + factor") == nil)
        #expect(Self.withoutComments("let a = 1 // async\n/* Task\n */let b = \"//\"") == "let a = 1 \n\nlet b = \"//\"")
    }

    /// Targets and their dependencies, as Package.swift says.
    private static func plan() throws -> [String: Set<String>] {
        let manifest = withoutComments(try String(contentsOf: root.appending(path: "Package.swift"), encoding: .utf8))
        var plan: [String: Set<String>] = [:]
        let target = /\.(target|executableTarget)\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/
        for match in manifest.matches(of: target) {
            let names = (match.3 ?? "").matches(of: /"(\w[\w-]*)"/).map { String($0.1) }
            plan[String(match.2)] = Set(names)
        }
        return plan
    }

    private static func imports(of target: String) throws -> Set<String> {
        var found: Set<String> = []
        let statement = /^\s*(?:@\w+ )*(?:public |package |internal |private )?import (?:\w+ )?(\w+)/
        for (_, text) in try sources(of: target) {
            for line in text.split(separator: "\n") where line.contains("import ") {
                if let match = line.firstMatch(of: statement) { found.insert(String(match.1)) }
            }
        }
        return found
    }

    /// DESIGN.md, "The house": each room of the media column, and the rooms below it that it may use.
    private static let house: [String: Set<String>] = [
        "MixKernels": [],
        "MediaTypes": ["CLinux", "Synchronization"],
        "RTP": ["MediaTypes"],
        "SRTP": ["MediaTypes", "COpenSSL"],
        "Codecs": ["MediaTypes", "MixKernels", "CLinux", "COpus", "CSpanDSP", "CSpeexDSP"],
        "MediaLink": ["MediaTypes", "Codecs", "SRTP", "Synchronization"],
        "MediaEngine": ["MediaTypes", "MixKernels", "RTP", "SRTP", "Codecs", "MediaLink", "CLinux", "Synchronization"],
    ]

    @Test(arguments: house.keys.sorted()) func aRoomOfTheMediaColumnImportsOnlyWhatIsBelowIt(target: String) throws {
        let allowed = try #require(Self.house[target])
        let imports = try Self.imports(of: target)
        #expect(imports.subtracting(allowed).isEmpty, "\(imports.subtracting(allowed).sorted())")
    }

    @Test func whatIsImportedStandsInThePlanOfTheHouse() throws {
        let plan = try Self.plan()
        #expect(plan.count >= 8)
        for (target, dependencies) in plan where FileManager.default.fileExists(atPath: Self.root.appending(path: "Sources/\(target)").path()) {
            // Only between our own targets: modules of packages go by other names than their products.
            let ours = try Self.imports(of: target).intersection(plan.keys)
            #expect(ours.subtracting(dependencies).isEmpty, "\(target) imports \(ours.subtracting(dependencies).sorted())")
        }
    }
}

import Foundation
import MediaTypes
import Profiles
import Testing

/// Files that no admin would write. Each must load or fail with lines that point into the file; none may crash.
@Suite struct ProfileFuzzTests {
    /// What YAML gives a meaning to, and what profiles do.
    private static let pieces = [
        "\n", "\n  ", "\n    ", " ", ": ", "- ", "? ", "[", "]", "{", "}", ", ", "&a ", "*a ", "!t ", "!!str ", "|\n", ">-\n", "\"", "'",
        "\\", "#", " # ",
        "---\n", "...\n", "%YAML 1.2\n", "<<: ", "~", "null", "\t", "\r", "\u{85}", "\u{2028}", "\u{FEFF}", "ü", "\0", "mix", "tick",
        "opus", "extends: ",
        "base", "fuzz", "20ms", "-26dBFS", "8%", "1e400", "-9223372036854775808", "9223372036.854775807s", "0x10", ".5", "mix.tick: ",
        "\"\\x00\"", "\"\\uD800\"", "trunks", "numbers", "numbers.", "+49", "200: ", "\"*\": ", "server: ", "password: ",
    ]

    private func expectOrderlyEnd(_ bytes: [UInt8], in folder: borrowing ScratchFolder, seed: UInt64) throws {
        try folder.write("fuzz.yaml", bytes: bytes)
        let lineCount = bytes.count + 1
        for problem in folder.store.problems(of: "fuzz") {
            let place = problem.place
            let isInside = place.map { (1...lineCount).contains($0.line) && (1...lineCount).contains($0.column) } ?? true
            #expect(isInside, "seed \(seed): \(problem) in \(bytes)")
            #expect(!problem.description.contains("\n"), "seed \(seed): \(problem) in \(bytes)")
        }
        _ = try? ServiceConfiguration.load(file: "\(folder.path)/fuzz.yaml", in: Surroundings(environment: ["HOME": "/"], isRoot: false))
        _ = try RoomStore(directory: folder.path).load()
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func tokensInAnyOrderNeverCrash(seed: UInt64) throws {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let folder = try ScratchFolder()
        for _ in 0..<400 {
            let text = (0..<Int.random(in: 1...40, using: &random)).map { _ in Self.pieces.randomElement(using: &random) ?? "" }.joined()
            try expectOrderlyEnd(Array(text.utf8), in: folder, seed: seed)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func randomBytesNeverCrash(seed: UInt64) throws {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let folder = try ScratchFolder()
        for _ in 0..<400 {
            let bytes = (0..<Int.random(in: 0...200, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            try expectOrderlyEnd(bytes, in: folder, seed: seed)
        }
    }

    @Test(arguments: [1, 2, 3, 4] as [UInt64]) func aDamagedProfileNeverCrashes(seed: UInt64) throws {
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let folder = try ScratchFolder()
        let whole = try Array(Data(contentsOf: URL(fileURLWithPath: "\(sourceRoot)/Profiles/base.yaml"))).filter { $0 < 0x80 }
        for _ in 0..<100 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let start = Int.random(in: 0..<bytes.count, using: &random)
                let end = min(bytes.count, start + Int.random(in: 0...60, using: &random))
                switch Int.random(in: 0...3, using: &random) {
                case 0 where bytes.count > 500: bytes.removeSubrange(start..<end)
                case 1: bytes.insert(contentsOf: bytes[start..<end], at: Int.random(in: 0...bytes.count, using: &random))
                case 2: bytes.insert(contentsOf: Array((Self.pieces.randomElement(using: &random) ?? "").utf8), at: start)
                default: bytes[start] = UInt8.random(in: 0...255, using: &random)
                }
            }
            try expectOrderlyEnd(bytes, in: folder, seed: seed)
        }
    }
}

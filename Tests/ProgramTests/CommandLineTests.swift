import ArgumentParser
import Foundation
import Testing

@testable import partyline

/// Walks all commands: their helps, the examples in them, and what they say to a wrong line. One after the other: some hundred programs at once
/// would keep the servers of other tests waiting.
@Suite(.serialized) struct CommandLineTests {
    /// A terminal window as most are opened, pulled to a screen's height.
    private static let (columns, rows) = (80, 50)
    /// Where any text is right: what people are called, files to write. What `privacy` says, it says without a server too.
    private static let freeText: Set = [
        "init --operator", "init --contact", "people rename --to", "calibrate --svg", "privacy --config", "privacy --socket",
    ]

    private static func help(of command: CommandTree.Typed) throws -> [String] {
        let outcome = try BuiltProgram.run(command.words + ["--help"], environment: ["COLUMNS": "\(columns)"])
        return String(decoding: outcome.output, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false).map(String.init).dropLast()
    }

    /// The block of examples, for a shell.
    private static func examples(in help: [String]) -> [String] {
        let start = help.firstIndex { $0.hasPrefix("EXAMPLES") } ?? help.endIndex
        return help[start...].dropFirst().prefix { !$0.hasPrefix("USAGE") && !$0.hasPrefix("EXIT") }.map { String($0.trimmingPrefix("  ")) }
    }

    @Test(.timeLimit(.minutes(2)), arguments: try CommandTree.ofBuiltProgram()) func aHelpFitsAScreenAndHasAnExample(_ command: CommandTree.Typed) throws {
        let help = try Self.help(of: command)
        // What is too wide is folded by the terminal.
        let height = help.reduce(0) { $0 + max(1, ($1.count + Self.columns - 1) / Self.columns) }
        #expect(height <= Self.rows, "\(height) lines")
        #expect(help.allSatisfy { $0.count <= 100 }, "\(help.filter { $0.count > 100 })")
        let line = command.testDescription
        #expect(Self.examples(in: help).contains { $0.hasPrefix(line) }, "no example begins with \(line)")
    }

    @Test(.timeLimit(.minutes(2)), arguments: try CommandTree.ofBuiltProgram()) func anExampleIsARightLine(_ command: CommandTree.Typed) throws {
        let folder = try ScratchFolder()
        try "".write(toFile: folder("number.txt"), atomically: true, encoding: .utf8)
        // A shell reads the lines; each call of the program is kept instead of made, its words ended by zeros.
        let stage = """
            cd "$1"
            partyline() { printf '%s\\0' "$@" >>calls; printf '\\n\\0' >>calls; }
            jq() { cat; }; gpg() { :; }; cp() { :; }; ssh() { shift; "$@"; }
            """
        let lines = Self.examples(in: try Self.help(of: command))
        #expect(lines.allSatisfy { $0.count <= Self.columns - 2 }, "\(lines)")
        #expect(try Shell.run(([stage] + lines).joined(separator: "\n"), folder.path) == "")
        let words = try String(contentsOfFile: folder("calls"), encoding: .utf8).split(separator: "\0", omittingEmptySubsequences: false).dropLast()
        for line in words.split(separator: "\n") {
            #expect(throws: Never.self, "\(line)") { _ = try Partyline.parseAsRoot(line.map(String.init)) }
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: try CommandTree.ofBuiltProgram()) func aWrongLineIsRefusedWithTheWayToTheHelp(_ command: CommandTree.Typed) throws {
        let outcome = try BuiltProgram.run(command.words + [command.isGroup ? "nonsense" : "--nonsense"])
        #expect(outcome.status == 64)
        #expect(outcome.complaint.hasPrefix("Error: "))
        #expect(outcome.complaint.contains("nonsense") || outcome.complaint.contains("Missing expected argument"), "\(outcome.complaint)")
        #expect(outcome.complaint.contains("--help"), "\(outcome.complaint)")
    }

    @Test(.timeLimit(.minutes(3)), arguments: try CommandTree.ofBuiltProgram().filter { !$0.isGroup })
    func aWrongValueIsNamedWithWhatWouldBeRight(_ command: CommandTree.Typed) throws {
        let folder = try ScratchFolder()
        for option in command.options where !Self.freeText.contains((command.words + [option]).joined(separator: " ")) {
            let given = command.needed.contains(option) ? Array(command.needed.prefix { $0 != option }) : command.needed
            // A socket at which nobody listens: no server on this machine is asked.
            let socket = command.options.contains("--socket") && option != "--socket" ? ["--socket", folder("no.sock")] : []
            let outcome = try BuiltProgram.run(
                command.words + given + socket + [option, "~wrong value~"], environment: ["HOME": folder.path], folder: folder.path)
            let line = "\(command.testDescription) \(option): \(outcome.complaint)"
            #expect([1, 2, 64].contains(outcome.status), "\(line)")
            switch outcome.status {
            case 64: #expect(outcome.complaint.contains("Help:") || outcome.complaint.contains("--"), "\(line)")
            case 2: #expect(outcome.complaint.contains("no server is running") && outcome.complaint.contains("partyline serve"), "\(line)")
            default: break
            }
            for inside in ["Optional(", "Swift.", "NIO", "Error Domain", "errno", "(error"] { #expect(!outcome.complaint.contains(inside), "\(line)") }
        }
    }
}

import Foundation
import Testing

/// Every command with its options, as the program itself tells: what tests walk.
struct CommandTree: Decodable {
    struct Command: Decodable {
        let commandName: String
        let subcommands: [Command]?
        let arguments: [Argument]?
    }

    struct Argument: Decodable {
        struct Name: Decodable { let name: String }
        enum Kind: String, Decodable { case positional, option, flag }

        let kind: Kind
        let isOptional: Bool
        let shouldDisplay: Bool
        let preferredName: Name?

        /// An option with a value.
        var option: String? { kind == .option ? preferredName.map { "--\($0.name)" } : nil }
    }

    /// One command as it is typed.
    struct Typed: CustomTestStringConvertible, Sendable {
        /// Without the program's own name.
        let words: [String]
        let isGroup: Bool
        /// Placeholders for the arguments and options that it does not do without.
        let needed: [String]
        let options: [String]

        var testDescription: String { (["partyline"] + words).joined(separator: " ") }
    }

    let command: Command

    /// The program's, from the top; without `help`, which the library adds.
    static func ofBuiltProgram() throws -> [Typed] {
        let tree = try JSONDecoder().decode(CommandTree.self, from: try BuiltProgram.run(["--experimental-dump-help"]).output)
        return walk(tree.command, to: [])
    }

    private static func walk(_ command: Command, to words: [String]) -> [Typed] {
        let children = (command.subcommands ?? []).filter { $0.commandName != "help" }
        let arguments = (command.arguments ?? []).filter(\.shouldDisplay)
        let needed = arguments.filter { !$0.isOptional }.flatMap { argument in argument.option.map { [$0, "x"] } ?? (argument.kind == .positional ? ["x"] : []) }
        let typed = Typed(words: words, isGroup: !children.isEmpty, needed: needed, options: arguments.compactMap(\.option))
        return [typed] + children.flatMap { walk($0, to: words + [$0.commandName]) }
    }
}

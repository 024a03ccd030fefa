import AdminAPI
import ArgumentParser
import Privacy
import Profiles

/// `partyline privacy`: what the box holds of people.
struct PrivacyCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "privacy",
        abstract: "Say what the box holds of people, and for how long.",
        discussion: """
            The same table stands on the page /privacy of the box, in English and German. Here there is also how many of each a running \
            server holds at this moment, and where on the disk the rest lies; without a server, what it would hold. Nothing is said of \
            anybody: these are counts.

            EXAMPLES
              partyline privacy
              partyline privacy --language de
              partyline privacy --json \\
                | jq '.rows[] | select(.place == "memory") | {data, now}'
            """)

    @Option(help: ArgumentHelp("The language: en or de.", valueName: "language")) var language = NoticeLanguage.english
    @Flag(help: "Answer in JSON, also with the properties of the program that hold each.") var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        let configuration = try ConfigurationFile.load(server.config)
        let answer: PrivacyQuery.Answer?
        do { answer = try server.ask(PrivacyQuery()) } catch AdminClientError.noServer { answer = nil }
        let table = PrivacyTable(configuration, file: server.config ?? ConfigurationFile.usual, answer: answer, language: language)
        if json { try JSONOutput.say(table) } else { table.lines().forEach(Terminal.say) }
    }
}

extension NoticeLanguage: ExpressibleByArgument {}

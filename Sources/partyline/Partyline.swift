import AdminAPI
import ArgumentParser

/// The one executable. What it can do stands in `subcommands`; each has its own file in Commands/.
@main
struct Partyline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "partyline",
        abstract: "An audio-mixing conference server for small boxes and poor connections.",
        discussion: """
            EXAMPLES: a server in one terminal, looked after from another

              partyline init
              partyline serve
              partyline status --watch

            EXIT CODES
              0   done
              1   refused or failed; one line says why and what would be right
              2   no server is running
              64  the command line is wrong
            """,
        subcommands: subcommands)

    static let subcommands: [any ParsableCommand.Type] = [
        InitCommand.self, ServeCommand.self, RoomCommand.self, PeopleCommand.self, StatusCommand.self, DoctorCommand.self, EventsCommand.self,
        MetricsCommand.self, PrivacyCommand.self, DiagnosticsCommand.self, TrunkCommand.self, LegCommand.self, ProfileCommand.self, CalibrateCommand.self,
        PromptsCommand.self, BackupCommand.self, RestoreCommand.self, CallCommand.self, MixCommand.self, BenchCommand.self,
    ]

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as AdminClientError {
            Terminal.complain(error)
            exit(withError: error.isAbsence ? ExitStatus.noServer : ExitStatus.failed)
        } catch {
            exit(withError: error)
        }
    }
}

/// What a command leaves behind for the script that called it; told in `partyline --help`.
enum ExitStatus {
    static let failed = ExitCode(1)
    static let noServer = ExitCode(2)
}

extension AdminClientError {
    fileprivate var isAbsence: Bool { if case .noServer = self { true } else { false } }
}

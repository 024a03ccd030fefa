import AdminAPI
import ArgumentParser
import Conference

/// `partyline diagnostics`: addresses of participants, for some minutes, and not behind their backs.
struct DiagnosticsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "diagnostics",
        abstract: "Show admins addresses for some minutes, announced.",
        discussion: """
            As a rule no answer holds an address of a participant. While diagnostics are on, people list, room show and status show where \
            the media of each goes, beside loss, jitter and round trip, and with --json also further addresses that have proved themselves. \
            Meanwhile the page says so to everybody, and until when, also to who comes later. Callers by telephone are not told: of them \
            the address that their telephone company has named is shown. Log, events and metrics hold no address even then. It ends by \
            itself after 10 minutes, or as --minutes says, and when the server stops.

            EXAMPLES
              partyline diagnostics on
              partyline diagnostics on --minutes 5 && partyline people list
              partyline people list --json | jq '.[] | {handle, localPort, route, media}'
              partyline diagnostics off
            """,
        subcommands: [On.self, Off.self, Status.self])

    struct On: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show admins addresses from now on, and tell everybody in a browser.",
            discussion: """
                Once more, it lasts from now on anew.

                EXAMPLES
                  partyline diagnostics on
                  partyline diagnostics on --minutes 5
                """)
        @Option(help: ArgumentHelp("For how long, 1 to 60.", valueName: "minutes")) var minutes = 10
        @OptionGroup var about: Diagnostics

        func validate() throws { if !(1...60).contains(minutes) { throw ValidationError("diagnostics last 1 to 60 minutes") } }
        func run() throws { try about.say(DiagnosticsSwitch(minutes: minutes)) }
    }

    struct Off: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show no address any more.",
            discussion: """
                EXAMPLES
                  partyline diagnostics off
                """)
        @OptionGroup var about: Diagnostics

        func run() throws { try about.say(DiagnosticsSwitch(minutes: 0)) }
    }

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say whether addresses are shown, and for how long still.",
            discussion: """
                EXAMPLES
                  partyline diagnostics status --json
                """)
        @OptionGroup var about: Diagnostics

        func run() throws { try about.say(DiagnosticsQuery()) }
    }

    /// What the three have in common.
    struct Diagnostics: ParsableArguments {
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func say<Operation: AdminOperation>(_ operation: Operation) throws where Operation.Answer == DiagnosticsState {
            let state = try server.ask(operation)
            if json { return try JSONOutput.say(state) }
            Terminal.say(
                state.isOn
                    ? "diagnostics are on for \(Figures.duration(state.secondsLeft)) more: "
                        + "partyline people list shows addresses, and the page says so to everybody"
                    : "diagnostics are off: nobody is shown an address")
        }
    }
}

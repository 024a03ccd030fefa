import AdminAPI
import ArgumentParser
import FoundationEssentials

/// `partyline status`: how the box fares.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the load, the rooms and everybody in them.",
        discussion: """
            BUFFER is the sound waiting in a participant's jitter buffer, AIM what the buffer holds on to. MADE UP is the share of \
            sound that had to be invented for lost packets. LOSS is that of what the participant sends, THEIR LOSS (with --watch: DOWN) \
            what it reports of what we send. CLASS is the shared encoder that serves the participant, or "own".

            With --watch, in a terminal: the load of the last minute, telephones, and the people of the chosen room. Arrows up and down or \
            the space bar choose a room, left and right scroll its people, q ends. NO_COLOR=1 leaves colours out.

            EXAMPLES
              partyline status
              partyline status --watch
              partyline status --json | jq .load.load
              partyline status --watch --json >> load.jsonl
            """)

    @Flag(help: "Draw anew every second, until q or Ctrl-C.") var watch = false
    @Flag(help: "Answer in JSON; with --watch one line a second.") var json = false
    @OptionGroup var server: ServerOptions

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        if watch, !json, Terminal.isWatched, TerminalStyle.canDraw(environment: environment) {
            return try await untilStopped { try await draw(in: TerminalStyle(environment: environment)) }
        }
        if watch { return try await untilStopped { try await everySecond() } }
        let box = try server.ask(AdminAPI.Status())
        if json { try JSONOutput.say(box) } else { StatusView(box: box).lines().forEach(Terminal.say) }
    }

    /// For a script, a file, or a terminal that cannot be drawn on: until cancelled or until the server goes away.
    private func everySecond() async throws {
        var client = try server.connect()
        while true {
            let box = try client.ask(AdminAPI.Status())
            if json { try JSONOutput.sayLine(box) } else { (StatusView(box: box).lines() + [""]).forEach(Terminal.say) }
            try await Task.sleep(for: .seconds(1))
        }
    }

    /// The dashboard, until q, cancelled, or until the server goes away.
    private func draw(in style: TerminalStyle) async throws {
        var client = try server.connect()
        var dashboard = Dashboard(style: style)
        let keyboard = Keyboard()
        var screen = LiveScreen()
        defer { screen.end() }
        var size = Terminal.size
        while true {
            dashboard.note(try client.ask(AdminAPI.Status()), trunks: try client.ask(AdminAPI.TrunkStatusQuery()))
            screen.draw(dashboard.lines(columns: size.columns, rows: size.rows))
            // Often enough that a key is answered at once.
            for _ in 0..<20 {
                try await Task.sleep(for: .milliseconds(50))
                let keys = keyboard?.take() ?? []
                for key in keys where !dashboard.press(key) { return }
                let isResized = Terminal.size != size
                if isResized {
                    size = Terminal.size
                    screen.forget()
                }
                if isResized || !keys.isEmpty { screen.draw(dashboard.lines(columns: size.columns, rows: size.rows)) }
            }
        }
    }
}

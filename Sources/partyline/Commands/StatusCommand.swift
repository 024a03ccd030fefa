import AdminAPI
import ArgumentParser

/// `partyline status`: how the box fares.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the load, the rooms and everybody in them.",
        discussion: """
            BUFFER is the sound waiting in a participant's jitter buffer, AIM what the buffer holds on to. MADE UP is the share of \
            sound that had to be invented for lost packets. THEIR LOSS is what the participant reports of what we send. CLASS is \
            the shared encoder that serves the participant, or "own".

            EXAMPLES
              partyline status
              partyline status --watch
              partyline status --json | jq .load.load
              partyline status --watch --json >> load.jsonl
            """)

    @Flag(help: "Draw anew every second, until Ctrl-C.") var watch = false
    @Flag(help: "Answer in JSON; with --watch one line a second.") var json = false
    @OptionGroup var server: ServerOptions

    func run() async throws {
        if watch { return try await untilStopped { try await everySecond() } }
        let box = try server.ask(AdminAPI.Status())
        if json { try JSONOutput.say(box) } else { StatusView(box: box).lines().forEach(Terminal.say) }
    }

    /// Shows the box now and then every second, until cancelled or until the server goes away.
    private func everySecond() async throws {
        var screen = !json && Terminal.isWatched ? LiveScreen() : nil
        defer { screen?.end() }
        var client = try server.connect()
        while true {
            let box = try client.ask(AdminAPI.Status())
            let lines = StatusView(box: box).lines()
            if json {
                try JSONOutput.sayLine(box)
            } else if screen != nil {
                screen?.draw(lines)
            } else {
                (lines + [""]).forEach(Terminal.say)
            }
            try await Task.sleep(for: .seconds(1))
        }
    }
}

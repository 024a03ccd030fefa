import AdminAPI
import ArgumentParser
import Conference

/// `partyline events`: what happens, while it happens.
struct EventsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "events",
        abstract: "Tell what happens in the running server, until Ctrl-C.",
        discussion: """
            Participants come, are let in, are heard and leave; rooms are opened, locked and closed; the box is overloaded and recovers. \
            People are told by their handles, as in partyline people list. Whoever reads too slowly is told how many events were dropped. \
            The exit code is 1 when the server stops. Without this command, webhooks in partyline.yaml tell other programs when a room begins, \
            ends, or has somebody in its lobby.

            EXAMPLES
              partyline events
              partyline events --room kitchen
              partyline events --json \\
                | jq -r 'select(.event == "participantCame").participant'
            """)

    @Option(help: ArgumentHelp("Only what happens in this room.", valueName: "name")) var room: String?
    @Flag(help: "Answer in JSON, one line for each event.") var json = false
    @OptionGroup var server: ServerOptions

    func run() throws {
        var client = try server.connect()
        try client.watch(AdminAPI.EventStream(room: room))
        while true {
            let event = try client.nextEvent()
            if json { try JSONOutput.sayLine(event) } else { Terminal.say(EventView.line(event)) }
        }
    }
}

/// An event as text: `kitchen  a participant has come: p-4f7a (web)`.
enum EventView {
    static func line(_ event: WatchedEvent) -> String {
        let place = event.room ?? "the box"
        return "\(place)  \(event.message)" + (detail(event).map { ": \($0)" } ?? "")
    }

    private static func detail(_ event: WatchedEvent) -> String? {
        if let talking = event.talking { return talking.isEmpty ? "nobody" : talking.joined(separator: ", ") }
        if let missed = event.missed { return "\(missed)" }
        guard let participant = event.participant else { return nil }
        let words = [event.kind?.rawValue, event.isInLobby == true ? "in the lobby" : nil].compactMap { $0 }
        return words.isEmpty ? participant : "\(participant) (\(words.joined(separator: ", ")))"
    }
}

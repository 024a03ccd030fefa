import AdminAPI
import ArgumentParser
import Conference

/// `partyline room`: rooms of the running server.
struct RoomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "room",
        abstract: "Add, list, show and remove rooms.",
        discussion: """
            A room outlives the server's run: it is a small file in the state directory.

            EXAMPLES
              partyline room add kitchen
              partyline room list --json
            """,
        subcommands: [Add.self, List.self, Show.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a room.",
            discussion: """
                A name is 1 to 32 of the characters a-z, 0-9 and "-".

                EXAMPLES
                  partyline room add kitchen
                  partyline room add monday-circle --json
                """)
        @Argument(help: "The room's name.") var name: String
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let room = try server.ask(AdminAPI.RoomAdd(room: name))
            if json { try JSONOutput.say(room) } else { Terminal.say("room \(room.room) is open") }
        }
    }

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all rooms.",
            discussion: """
                EXAMPLES
                  partyline room list
                  partyline room list --json | jq -r '.[].room'
                """)
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let rooms = try server.ask(AdminAPI.RoomList())
            if json { return try JSONOutput.say(rooms) }
            if rooms.isEmpty { return Terminal.say("There is no room. Add one with: partyline room add NAME") }
            var table = TextTable(("ROOM", .left), ("PARTICIPANTS", .right), ("TALKING", .right))
            for room in rooms { table.add(room.room, "\(room.participants)", "\(room.talkers)") }
            table.lines().forEach(Terminal.say)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a room and who is in it.",
            discussion: """
                EXAMPLES
                  partyline room show kitchen
                  partyline room show kitchen --json
                """)
        @Argument(help: "The room's name.") var name: String
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let shown = try server.ask(AdminAPI.RoomShow(room: name))
            if json { return try JSONOutput.say(shown) }
            RoomView(room: shown.room, participants: shown.participants).lines().forEach(Terminal.say)
        }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Close a room for good.",
            discussion: """
                A room with participants is only closed with --evict.

                EXAMPLES
                  partyline room remove kitchen
                  partyline room remove kitchen --evict
                """)
        @Argument(help: "The room's name.") var name: String
        @Flag(help: "Also remove who is in it.") var evict = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            _ = try server.ask(AdminAPI.RoomRemove(room: name, evict: evict))
            Terminal.say("room \(name) is closed")
        }
    }
}

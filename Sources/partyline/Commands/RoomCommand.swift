import AdminAPI
import ArgumentParser
import Conference
import Profiles

/// `partyline room`: rooms of the running server.
struct RoomCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "room",
        abstract: "Add, change, show, lock, end and remove rooms.",
        discussion: """
            A room outlives the server's run: it is a small file in the state directory. A temporary one is on no disk, and vanishes a \
            minute after the last one has left.

            EXAMPLES
              partyline room add kitchen --pin random --host-pin random
              partyline room add tonight --temporary --pin random
              partyline room invite kitchen
              partyline room list --json
            """,
        subcommands: [Add.self, Set.self, List.self, Show.self, Invite.self, Lock.self, Unlock.self, End.self, Remove.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Open a room.",
            usage: "partyline room add NAME [options]",
            discussion: """
                A name is 1 to 32 of the characters a-z, 0-9 and "-". Whoever comes by the web with the host PIN can mute, \
                remove, lock, admit and end. Ten wrong PINs within an hour pause the room for an hour. Who comes by telephone \
                enters the room's number, and its PIN if it has one.

                EXAMPLES
                  partyline room add kitchen
                  partyline room add tonight --temporary --pin random
                  partyline room add monday-circle --pin random --host-pin random --lobby yes
                  partyline room add plenum --talkers 5 --json
                  partyline room add choir --pin random --number 204 --entry name
                """)
        @Argument(help: "The room's name.") var name: String
        @OptionGroup var settings: RoomOptions
        @Flag(help: "Keep it nowhere; it vanishes a minute after the last one has left.") var temporary = false
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let room = try server.ask(AdminAPI.RoomAdd(room: name, settings: settings.settings, temporary: temporary))
            if json { return try JSONOutput.say(room) }
            (["room \(room.room) is open"] + RoomView.settingLines(room)).forEach(Terminal.say)
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change a room's PINs, its lobby, its talkers, or how callers find it.",
            usage: "partyline room set NAME [options]",
            discussion: """
                What is not named stays as it is. Who is in the room stays in it.

                EXAMPLES
                  partyline room set kitchen --pin random
                  partyline room set kitchen --pin none --lobby yes
                  partyline room set kitchen --number 204 --show-digits yes
                """)
        @Argument(help: "The room's name.") var name: String
        @OptionGroup var settings: RoomOptions
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func validate() throws {
            if settings.settings == RoomSettings() {
                throw ValidationError("nothing to change; name one of: --pin, --host-pin, --lobby, --talkers, --number, --entry, --show-digits, --link")
            }
        }

        func run() throws {
            let room = try server.ask(AdminAPI.RoomSet(room: name, settings: settings.settings))
            if json { return try JSONOutput.say(room) }
            (["room \(room.room) is changed"] + RoomView.settingLines(room)).forEach(Terminal.say)
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
            if rooms.isEmpty { return Terminal.say(RoomView.noRoom) }
            var table = TextTable(
                ("ROOM", .left), (rooms.contains { $0.number != nil } ? "NUMBER" : "", .left), ("PARTICIPANTS", .right), ("TALKING", .right),
                ("WAITING", .right), ("ENTRY", .left))
            for room in rooms {
                table.add(room.room, room.number ?? "", "\(room.participants)", "\(room.talkers)", "\(room.waiting)", RoomView.entry(room))
            }
            table.lines().forEach(Terminal.say)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a room with its PINs, and who is in it.",
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
            RoomView(room: shown.room, participants: shown.participants).lines(withSettings: true).forEach(Terminal.say)
        }
    }

    struct Invite: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Print an invitation: link, telephone, PIN, and a QR code of the link.",
            discussion: """
                The host in the link is web.name in partyline.yaml, or this machine's name. The PIN is not part of the link, and \
                the host PIN not of the invitation: partyline room show has it.

                EXAMPLES
                  partyline room invite kitchen
                  partyline room invite kitchen --json | jq -r .link
                """)
        @Argument(help: "The room's name.") var name: String
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let room = try server.ask(AdminAPI.RoomShow(room: name)).room
            let configuration = try ConfigurationFile.load(server.config)
            let invitation = Invitation(room, link: configuration.roomLink(room.room), dialled: configuration.numbers.compactMap { one in one.number.map { .init(number: $0.description, room: one.room) } })
            if json { return try JSONOutput.say(invitation) }
            invitation.lines(isColoured: Terminal.isWatched).forEach(Terminal.say)
        }
    }

    struct Lock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let whoever comes wait in the lobby, until somebody admits them.",
            discussion: """
                Whoever has the host PIN still comes in. A room that everybody has left is not locked any more.

                EXAMPLES
                  partyline room lock kitchen
                """)
        @OptionGroup var one: OneRoom

        func run() throws { try one.setLocked(true) }
    }

    struct Unlock: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let people in again.",
            discussion: """
                Who waits goes on waiting: see partyline people admit.

                EXAMPLES
                  partyline room unlock kitchen
                """)
        @OptionGroup var one: OneRoom

        func run() throws { try one.setLocked(false) }
    }

    struct End: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the meeting in a room: everybody is shown out, and the room stays.",
            discussion: """
                EXAMPLES
                  partyline room end kitchen
                  partyline room end kitchen --json | jq .removed
                """)
        @OptionGroup var one: OneRoom

        func run() throws {
            let ended = try one.server.ask(AdminAPI.RoomEnd(room: one.name))
            if one.json { return try JSONOutput.say(ended) }
            Terminal.say("room \(ended.room) is empty: \(Figures.count(ended.removed, "participant")) shown out")
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
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            _ = try server.ask(AdminAPI.RoomRemove(room: name, evict: evict))
            if json { return try JSONOutput.say(["room": name]) }
            Terminal.say("room \(name) is closed")
        }
    }
}

/// What commands about one room have in common.
struct OneRoom: ParsableArguments {
    @Argument(help: "The room's name.") var name: String
    @Flag(help: "Answer in JSON.") var json = false
    @OptionGroup var server: ServerOptions

    func setLocked(_ isLocked: Bool) throws {
        let room = try server.ask(AdminAPI.RoomLock(room: name, locked: isLocked))
        if json { return try JSONOutput.say(room) }
        Terminal.say("room \(room.room) is \(isLocked ? "locked: who comes waits in the lobby" : "not locked")")
    }
}

/// What can be said about a room.
struct RoomOptions: ParsableArguments {
    @Option(help: ArgumentHelp("What participants have to enter: 6 to 12 digits, \"random\" or \"none\".", valueName: "pin"))
    var pin: String?
    @Option(help: ArgumentHelp("What makes a participant a host: 6 to 12 digits, \"random\" or \"none\".", valueName: "pin"))
    var hostPin: String?
    @Option(help: ArgumentHelp("Whether guests wait until a host admits them: yes or no.", valueName: "yes|no"))
    var lobby: YesNo?
    @Option(help: ArgumentHelp("How many are heard at once, 1 to 50; 0 for what the profile says.", valueName: "n"))
    var talkers: Int?
    @Option(help: ArgumentHelp("What callers enter to find the room: 1 to 12 digits, or \"none\".", valueName: "digits"))
    var number: String?
    @Option(help: ArgumentHelp("How the room tells that a caller comes or goes: off, tone or name. Callers hear a tone for browsers too.", valueName: "off|tone|name"))
    var entry: RoomManner?
    @Option(help: ArgumentHelp("Whether hosts see the last two digits of a caller's number: yes or no.", valueName: "yes|no"))
    var showDigits: YesNo?
    @Option(help: ArgumentHelp("The link profile of those who come here, or \"none\" for that of the house.", valueName: "name"))
    var link: String?

    var settings: RoomSettings {
        RoomSettings(
            pin: pin, hostPIN: hostPin, lobby: lobby.map { $0 == .yes }, talkers: talkers, number: number, entry: entry,
            showDigits: showDigits.map { $0 == .yes }, link: link)
    }
}

enum YesNo: String, CaseIterable, ExpressibleByArgument { case yes, no }

extension RoomManner: ExpressibleByArgument {}

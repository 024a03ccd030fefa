import AdminAPI
import ArgumentParser
import Conference
import MediaTypes

/// `partyline people`: participants of the running server.
struct PeopleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "people",
        abstract: "List, mute, rename, admit, promote and remove people.",
        discussion: """
            Participants have handles such as p-4f7a, and a name where a person or a host gave one, for as long as the person is here. \
            Who came by telephone is called "Phone 3".

            EXAMPLES
              partyline people list --room kitchen
              partyline people mute p-4f7a
            """,
        subcommands: [List.self, Mute.self, Unmute.self, Gain.self, Rename.self, Host.self, Admit.self, Dial.self, Remove.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List participants.",
            discussion: """
                EXAMPLES
                  partyline people list
                  partyline people list --room kitchen --json | jq -r '.[].handle'
                """)
        @Option(help: "Only this room.") var room: String?
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let people = try server.ask(AdminAPI.PeopleList(room: room))
            if json { return try JSONOutput.say(people) }
            if people.isEmpty { return Terminal.say("Nobody is here. Add somebody with: partyline leg add --help") }
            ParticipantTable(people, namesRoom: true).lines().forEach(Terminal.say)
        }
    }

    struct Dial: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Call a telephone, and bring who answers into a room.",
            discussion: """
                Only numbers that phone.dial_out in partyline.yaml allows; by itself the box calls nobody. The number is kept nowhere. \
                With "-" it is read from the standard input, so that it stands in no list of processes.

                EXAMPLES
                  partyline people dial kitchen +493012345678
                  partyline people dial kitchen - < number.txt
                """)
        @Argument(help: "The room.") var room: String
        @Argument(help: "The telephone number, or - for the standard input.") var number: String
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let number = number == "-" ? readLine() ?? "" : number
            _ = try server.ask(AdminAPI.PeopleDial(room: room, number: number))
            if json { return try JSONOutput.say(["room": room]) }
            Terminal.say("calling; who answers stands in: partyline people list --room \(room)")
        }
    }

    struct Mute: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Silence a participant; it goes on hearing the room.",
            discussion: """
                EXAMPLES
                  partyline people mute p-4f7a
                """)
        @OptionGroup var one: OneParticipant

        func run() throws { try one.change(AdminAPI.PeopleMute(handle: one.handle, muted: true)) { _ in "is muted" } }
    }

    struct Unmute: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a participant be heard again.",
            discussion: """
                A person who has muted itself is only asked to unmute: nobody else opens its microphone.

                EXAMPLES
                  partyline people unmute p-4f7a
                """)
        @OptionGroup var one: OneParticipant

        func run() throws {
            try one.change(AdminAPI.PeopleMute(handle: one.handle, muted: false)) {
                $0.isMuted ? "has muted itself, and is asked to unmute" : "is heard again"
            }
        }
    }

    struct Gain: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a participant louder or softer for everybody.",
            discussion: """
                A gain lies between -60dB and 20dB; 0dB leaves the voice as it comes.

                EXAMPLES
                  partyline people gain p-4f7a --to -6dB
                  partyline people gain p-4f7a --to 0dB
                """)
        @OptionGroup var one: OneParticipant
        @Option(parsing: .unconditional, help: ArgumentHelp("The gain, with its unit.", valueName: "gain")) var to: Decibels

        func run() throws {
            // By its digits, so that 0.1 does not become 0.10000000149.
            let gainDB = Double("\(to.value)") ?? Double(to.value)
            try one.change(AdminAPI.PeopleGain(handle: one.handle, gainDB: gainDB)) { _ in "has a gain of \(gainDB) dB" }
        }
    }

    struct Rename: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Give a participant another name.",
            discussion: """
                Everybody in the room sees it. An empty name takes the name away.

                EXAMPLES
                  partyline people rename p-4f7a --to "Anna"
                  partyline people rename p-4f7a --to ""
                """)
        @OptionGroup var one: OneParticipant
        @Option(help: ArgumentHelp("The name: one line of at most 40 characters.", valueName: "name")) var to: String

        func run() throws {
            try one.change(AdminAPI.PeopleRename(handle: one.handle, name: to)) { $0.name.map { "is called \($0)" } ?? "has no name" }
        }
    }

    struct Host: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a participant a host, or a guest again.",
            discussion: """
                A host's page has the buttons to mute, remove, lock, admit and end. It lasts for as long as the person is here; who is to be \
                host each time is given the room's host PIN. Callers have the keys of a host by that PIN alone.

                EXAMPLES
                  partyline people host p-4f7a
                  partyline people host p-4f7a --off
                """)
        @OptionGroup var one: OneParticipant
        @Flag(help: "A guest again.") var off = false

        func run() throws {
            try one.change(AdminAPI.PeopleRole(handle: one.handle, role: off ? .guest : .host)) { $0.role == .host ? "is a host" : "is a guest" }
        }
    }

    struct Admit: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Let a participant in from the lobby.",
            discussion: """
                EXAMPLES
                  partyline people admit p-4f7a
                """)
        @OptionGroup var one: OneParticipant

        func run() throws { try one.change(AdminAPI.PeopleAdmit(handle: one.handle)) { _ in "is inside" } }
    }

    struct Remove: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show a participant the door.",
            discussion: """
                EXAMPLES
                  partyline people remove p-4f7a
                """)
        @Argument(help: "The participant's handle.") var handle: String
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            _ = try server.ask(AdminAPI.PeopleRemove(handle: handle))
            if json { return try JSONOutput.say(["handle": handle]) }
            Terminal.say("\(handle) is removed")
        }
    }
}

/// What commands about one participant have in common.
struct OneParticipant: ParsableArguments {
    @Argument(help: "The participant's handle.") var handle: String
    @Flag(help: "Answer in JSON.") var json = false
    @OptionGroup var server: ServerOptions

    /// - Parameter done: what is true of the participant now
    func change<Operation: AdminOperation>(
        _ operation: Operation, done: (ParticipantSnapshot) -> String
    ) throws where Operation.Answer == ParticipantSnapshot {
        let changed = try server.ask(operation)
        if json { try JSONOutput.say(changed) } else { Terminal.say("\(changed.handle) \(done(changed))") }
    }
}

import AdminAPI
import ArgumentParser
import Conference

/// `partyline trunk`: the running server's ways to the telephone network.
struct TrunkCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "trunk",
        abstract: "Show and try the trunks by which telephones call.",
        discussion: """
            Trunks stand in partyline.yaml, under trunks.

            EXAMPLES
              partyline trunk status
              partyline trunk test home
            """,
        subcommands: [Status.self, Test.self])

    struct Status: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say how each trunk stands, and what to do about it.",
            discussion: """
                EXAMPLES
                  partyline trunk status
                  partyline trunk status --json \\
                    | jq -r '.[] | select(.state != "registered").name'
                """)
        @Argument(help: "Only this trunk.") var name: String?
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let trunks = try server.ask(AdminAPI.TrunkStatusQuery(trunk: name))
            if json { return try JSONOutput.say(trunks) }
            if trunks.isEmpty { Terminal.say("There is no trunk. Add one under trunks in partyline.yaml.") }
            trunks.flatMap(TrunkView.lines).forEach(Terminal.say)
            // Strangers are no trunk's.
            if name == nil, let line = try TrunkView.strangerLine(server.ask(AdminAPI.Status()).telephones) { Terminal.say(line) }
        }
    }

    struct Test: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Try a trunk now: look its server up, and register.",
            discussion: """
                Takes up to 35 seconds when nobody answers. Calls go on meanwhile. The exit code is 1 when the trunk does not work.

                EXAMPLES
                  partyline trunk test home
                """)
        @Argument(help: "The trunk's name in partyline.yaml.") var name: String
        @Flag(help: "Answer in JSON.") var json = false
        @OptionGroup var server: ServerOptions

        func run() throws {
            let trunk = try server.ask(AdminAPI.TrunkTest(trunk: name))
            if json { try JSONOutput.say(trunk) } else { TrunkView.lines(trunk).forEach(Terminal.say) }
            if trunk.state == .failing || trunk.state == .trying { throw ExitStatus.failed }
        }
    }
}

/// A trunk as text: one line, and one for each piece of advice.
enum TrunkView {
    static func lines(_ trunk: TrunkSnapshot) -> [String] {
        let calls = trunk.calls == 0 ? "" : ", \(Figures.count(trunk.calls, "call"))"
        return ["\(trunk.name)  \(trunk.server) (\(trunk.transport))  \(state(trunk))\(calls)"] + trunk.advice.map { "  \($0)" }
    }

    /// For whoever wonders why a telephone hears nothing.
    static func strangerLine(_ telephones: TelephoneSnapshot?) -> String? {
        guard let count = telephones?.strangers, count > 0 else { return nil }
        return "\(Figures.count(count, "message")) from addresses that may not call got no answer; who may, beside the trunks, stands under "
            + "phone.allow in partyline.yaml"
    }

    private static func state(_ trunk: TrunkSnapshot) -> String {
        let next = trunk.nextSeconds.map(Figures.duration)
        return switch trunk.state {
        case .registered:
            "registered" + (trunk.registeredSeconds.map { " for \(Figures.duration($0))" } ?? "") + (next.map { ", again in \($0) at the latest" } ?? "")
        case .trying: "trying to register"
        case .failing: "NOT REGISTERED" + (next.map { ", tried again in \($0)" } ?? "")
        case .unregistered: "takes calls without registering"
        }
    }
}

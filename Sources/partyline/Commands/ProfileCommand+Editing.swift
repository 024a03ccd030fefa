import ArgumentParser
import FoundationEssentials
import Profiles

// The commands that write: each result is a file that could as well have been written with an editor.
extension ProfileCommand {
    struct New: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a profile of your own, which begins as another one is.",
            discussion: """
                The new file extends the other, so that it says only what you change.

                EXAMPLES
                  partyline profile new village-hall --from pi-4
                  partyline profile new links/our-dsl --from links/dsl-6000
                """)
        @Argument(help: "The new profile's name; links/NAME for that of a line.") var name: String
        @Option(help: ArgumentHelp("The profile that it begins as.", valueName: "name")) var from: String
        @OptionGroup var options: ProfileOptions

        func run() throws {
            let path = try ProfileEditor(options.store()).make(ProfileTitle(name), from: ProfileTitle(from))
            if options.json { return try JSONOutput.say(WrittenFile(file: path, running: nil)) }
            Terminal.say("\(path) is made; change it with: partyline profile set KEY=VALUE --profile \(name)")
        }
    }

    struct Set: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Change values in a profile's file. Its comments stay.",
            discussion: """
                All changes are made, or none: what would be wrong is told, and the file stays as it was. The values are written as in \
                the file, with their units. A running server takes the changes over at once, and nobody is dropped; what has to \
                wait is named.

                EXAMPLES
                  partyline profile set mix.talkers=4
                  partyline profile set opus.bitrate=16kbit/s packet.ptime=40ms \\
                    --profile village-hall
                  partyline profile set jitter.max=1s --profile links/our-dsl
                """)
        @Argument(help: ArgumentHelp("A key and its new value, as often as you like.", valueName: "key=value")) var changes: [String]
        @Option(help: ArgumentHelp("The profile, links/NAME for that of a line (default: as the configuration says).", valueName: "name"))
        var profile: String?
        @OptionGroup var options: ProfileOptions

        func validate() throws {
            if changes.isEmpty { throw ValidationError("nothing to change; name a key and its value, such as mix.talkers=4") }
            for change in changes where !change.contains("=") || change.hasPrefix("=") {
                throw ValidationError("\(change) is no key with a value; write KEY=VALUE, such as mix.talkers=4")
            }
        }

        func run() throws {
            let configuration = try ConfigurationFile.load(options.config)
            let editor = ProfileEditor(ProfileChoice.store(configuration), running: ProfileChoice.usual(configuration))
            let path = try editor.set(changes.map(ProfileEditor.Change.init), in: ProfileTitle(profile ?? configuration.profile))
            try WrittenFile.say(path, "is changed", options, ConfigurationFile.load(options.config))
        }
    }

    struct Use: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Name in partyline.yaml which profile is run, and what the line of the house carries.",
            discussion: """
                A running server takes it over at once, as after partyline profile set, unless it was started with --profile or --link.

                EXAMPLES
                  partyline profile use pi-4
                  partyline profile use village-hall --link dsl-6000
                  partyline profile use village-hall --link none
                """)
        @Argument(help: "The profile of the board.") var profile: String
        @Option(help: ArgumentHelp("The link profile of the house's line; none for what the profile says (default: as it is).", valueName: "name"))
        var link: String?
        @OptionGroup var options: ProfileOptions

        func run() throws {
            let surroundings = Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment)
            guard let path = options.config ?? surroundings.configurationFile else {
                throw ValidationError("nobody says where partyline.yaml is; name it with --config")
            }
            let change: ConfigurationEditor.LinkChange = switch link {
            case nil: .keep
            case "none": .none
            case let name?: .name(name)
            }
            let configuration = try ConfigurationEditor(file: path, in: surroundings)
                .use(profile, link: change, shippedIn: ConfigurationFile.shippedProfiles)
            let line = configuration.link.map { " with links/\($0)" } ?? ""
            try WrittenFile.say(path, "names \(configuration.profile)\(line)", options, configuration)
        }
    }

    struct Export: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Write a profile out as one file, every value with a comment that says where it comes from.",
            discussion: """
                EXAMPLES
                  partyline profile export pi-4 --link lte > whole.yaml
                  partyline profile export
                """)
        @Argument(help: "The profile's name or file (default: as the configuration says).") var profile: String?
        @OptionGroup var line: LineOption
        @Option(help: ArgumentHelp("The configuration file, which names the profile and the admin's own profiles.", valueName: "file"))
        var config: String?

        func run() throws {
            let text = try ProfileChoice.toShow(profile, link: line.link, ConfigurationFile.load(config)).exported()
            text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().forEach { Terminal.say(String($0)) }
        }
    }
}

/// The answer of a command that has written a file.
private struct WrittenFile: Codable {
    let file: String
    /// What has come of it in the running server; absent where none runs.
    let running: ProfileSwitch?

    /// Tells the running server first: the file is written either way.
    static func say(_ path: String, _ what: String, _ options: ProfileOptions, _ configuration: ServiceConfiguration) throws {
        let running: ProfileSwitch?
        do {
            running = try ProfileNotice.reload(configuration)
        } catch {
            Terminal.say("\(path) \(what)")
            throw error
        }
        if options.json { return try JSONOutput.say(WrittenFile(file: path, running: running)) }
        (["\(path) \(what)"] + (running.map { ProfileNotice.lines($0, configuration) } ?? [])).forEach(Terminal.say)
    }
}

extension ProfileEditor.Change {
    /// `KEY=VALUE`.
    fileprivate init(_ text: String) {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        self.init(key: parts[0], value: parts.count > 1 ? parts[1] : "")
    }
}

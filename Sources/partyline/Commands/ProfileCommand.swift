import ArgumentParser
import Profiles

/// `partyline profile`: what a box and its links can carry.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "List, show, check, compare, make and change profiles, and say what fits on a line. Needs no running server.",
        discussion: """
            The profile of a board is named, or given as a file: pi-4, or ./mine.yaml. A link profile, which says what a line \
            carries, is named links/NAME, as in links/lte; --link takes its name alone, and puts it over the board's. The admin's \
            own profiles are found before those that came with Partyline.

            EXAMPLES
              partyline profile list
              partyline profile diff pi-3 pi-4
              partyline profile new village-hall --from pi-4
              partyline profile set mix.talkers=4 --profile village-hall
              partyline profile use village-hall --link dsl-6000
            """,
        subcommands: [List.self, Show.self, Check.self, Diff.self, New.self, Set.self, Use.self, Export.self, Advise.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all profiles, broken ones too.",
            discussion: """
                EXAMPLES
                  partyline profile list
                  partyline profile list --json | jq -r '.[].name'
                """)
        @OptionGroup var options: ProfileOptions

        func run() throws {
            let summaries = try options.store().summaries()
            if options.json { return try JSONOutput.say(summaries) }
            var table = TextTable(
                ("PROFILE", .left), ("PARTICIPANTS", .right), ("ROOMS", .right), ("BITRATE", .right), ("PTIME", .right), ("EXTENDS", .left))
            for summary in summaries {
                let nothing = summary.problems.isEmpty ? "-" : "broken"
                let number: (Int?) -> String = { $0.map(String.init) ?? nothing }
                let ancestors = summary.lineage.dropFirst().joined(separator: " > ")
                table.add(
                    summary.name, number(summary.participants), number(summary.rooms), summary.bitrate ?? nothing, summary.ptime ?? nothing, ancestors)
            }
            table.lines().forEach(Terminal.say)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every value of a profile, and the file and line that it comes from.",
            discussion: """
                HOW is default (no file says anything), own (this profile says it), override (it says it over one that it extends), \
                inherited (one that it extends says it), or link (the line says it).

                EXAMPLES
                  partyline profile show pi-4
                  partyline profile show pi-4 --link dsl-6000
                  partyline profile show ./mine.yaml --json
                """)
        @Argument(help: "The profile's name or file (default: as the configuration says).") var profile: String?
        @OptionGroup var line: LineOption
        @OptionGroup var options: ProfileOptions

        func run() throws {
            let rows = try options.load(profile, line).rows()
            if options.json { return try JSONOutput.say(rows) }
            var table = TextTable(("KEY", .left), ("VALUE", .left), ("HOW", .left), ("FROM", .left), ("INSTEAD OF", .left))
            for row in rows { table.add(row.key, row.value, row.standing.rawValue, row.origin, row.insteadOf) }
            table.lines().forEach(Terminal.say)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that is wrong with a profile; the exit code is 1 if there is something.",
            discussion: """
                EXAMPLES
                  partyline profile check pi-4 --link lte
                  partyline profile check ./mine.yaml && cp mine.yaml /etc/partyline/profiles/
                """)
        @Argument(help: "The profile's name or file (default: as the configuration says).") var profile: String?
        @OptionGroup var line: LineOption
        @OptionGroup var options: ProfileOptions

        func run() throws {
            do {
                let loaded = try options.load(profile, line)
                if options.json { return try JSONOutput.say([String]()) }
                let admits = loaded.lineage.isEmpty ? "" : ": it admits \(Figures.limits(loaded.profile.limits))"
                Terminal.say("\(loaded.title) is right\(admits)")
            } catch let error as ProfileError where options.json {
                try JSONOutput.say(error.all.map(\.description))
                throw ExitStatus.failed
            }
        }
    }

    struct Diff: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show the values in which two profiles differ, and where each comes from.",
            discussion: """
                EXAMPLES
                  partyline profile diff pi-3 pi-4
                  partyline profile diff links/dsl-1000 links/dsl-6000
                  partyline profile diff base ./mine.yaml --json
                """)
        @Argument(help: "A profile's name or file.") var first: String
        @Argument(help: "Another profile's name or file.") var second: String
        @OptionGroup var options: ProfileOptions

        func run() throws {
            let one = try options.load(first)
            let other = try options.load(second)
            let differences = LoadedProfile.differences(between: one, and: other)
            if options.json { return try JSONOutput.say(differences) }
            if differences.isEmpty { return Terminal.say("\(one.name) and \(other.name) say the same") }
            var table = TextTable(("KEY", .left), (one.name, .left), ("FROM", .left), (other.name, .left), ("FROM", .left))
            for difference in differences {
                let (here, there) = (difference.first, difference.second)
                table.add(difference.key, here.value, here.origin, there.value, there.origin)
            }
            table.lines().forEach(Terminal.say)
        }
    }
}

/// What commands about profiles have in common.
struct ProfileOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file, which names the profile and the admin's own profiles.", valueName: "file"))
    var config: String?
    @Flag(help: "Answer in JSON.") var json = false

    func store() throws -> ProfileStore { ProfileChoice.store(try ConfigurationFile.load(config)) }
    func load(_ choice: String?, _ line: LineOption? = nil) throws -> LoadedProfile {
        try ProfileChoice.toShow(choice, link: line?.link, ConfigurationFile.load(config))
    }
}

/// The line that a board is looked at with.
struct LineOption: ParsableArguments {
    @Option(help: ArgumentHelp("A link profile to put over the board's, by its name or as a file.", valueName: "name"))
    var link: String?
}

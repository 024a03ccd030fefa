import ArgumentParser
import Profiles

/// `partyline profile`: what a box and its links can carry.
struct ProfileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "profile",
        abstract: "List, show, check and compare profiles. Needs no running server.",
        discussion: """
            A profile is named, or given as a file: pi-4, or ./mine.yaml. The admin's own profiles are found before those that \
            came with Partyline.

            EXAMPLES
              partyline profile list
              partyline profile diff pi-3 pi-4
            """,
        subcommands: [List.self, Show.self, Check.self, Diff.self])

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
            var table = TextTable(("PROFILE", .left), ("PARTICIPANTS", .right), ("ROOMS", .right), ("EXTENDS", .left))
            for summary in summaries {
                let number: (Int?) -> String = { $0.map(String.init) ?? "broken" }
                let ancestors = summary.lineage.dropFirst().joined(separator: " > ")
                table.add(summary.name, number(summary.participants), number(summary.rooms), ancestors)
            }
            table.lines().forEach(Terminal.say)
        }
    }

    struct Show: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show every value of a profile, and the file and line that it comes from.",
            discussion: """
                EXAMPLES
                  partyline profile show pi-4
                  partyline profile show ./mine.yaml --json
                """)
        @Argument(help: "The profile's name or file (default: as the configuration says).") var profile: String?
        @OptionGroup var options: ProfileOptions

        func run() throws {
            let rows = try options.load(profile).rows()
            if options.json { return try JSONOutput.say(rows) }
            var table = TextTable(("KEY", .left), ("VALUE", .left), ("FROM", .left))
            for row in rows { table.add(row.key, row.value, row.origin) }
            table.lines().forEach(Terminal.say)
        }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say everything that is wrong with a profile; the exit code is 1 if there is something.",
            discussion: """
                EXAMPLES
                  partyline profile check pi-4
                  partyline profile check ./mine.yaml && cp mine.yaml /etc/partyline/profiles/
                """)
        @Argument(help: "The profile's name or file (default: as the configuration says).") var profile: String?
        @OptionGroup var options: ProfileOptions

        func run() throws {
            do {
                let loaded = try options.load(profile)
                if options.json { return try JSONOutput.say([String]()) }
                Terminal.say("\(loaded.name) is right: it admits \(Figures.limits(loaded.profile.limits))")
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
    func load(_ choice: String?) throws -> LoadedProfile { try ProfileChoice.load(choice, ConfigurationFile.load(config)) }
}

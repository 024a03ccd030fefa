import ArgumentParser
import AudioFiles
import Profiles
import Prompts

/// `partyline prompts`: what callers on the telephone hear.
struct PromptsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prompts",
        abstract: "List and play what callers hear, and put in recordings of your own. Needs no running server.",
        discussion: """
            A prompt is named by its key, as in: ask.pin. Recordings of your own lie in the folder prompts of the state directory, or where \
            phone.prompts_directory says, and are said by the next start of the server.

            EXAMPLES
              partyline prompts list --language de
              partyline prompts replace greeting --language de welcome.wav
              partyline prompts reset greeting --language de
            """,
        subcommands: [List.self, Play.self, Replace.self, Reset.self])

    struct List: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List all prompts: how long, how loud, whose, and what they say.",
            discussion: """
                Levels are in dBFS, where somebody speaks. A recording of your own that cannot be used is named at the end; the \
                prompt that came with Partyline is said instead, and the exit code is 1.

                EXAMPLES
                  partyline prompts list
                  partyline prompts list --language de --json \\
                    | jq -r '.[] | select(.origin == "own").key'
                """)
        @Option(help: "Only those in this language, and the sounds.") var language: PromptLanguage?
        @OptionGroup var options: PromptsOptions

        func run() throws {
            let listings = try options.store().listings().filter { language == nil || $0.language == nil || $0.language == language }
            options.json ? try JSONOutput.say(listings) : say(listings)
            if listings.contains(where: { $0.problem != nil }) { throw ExitStatus.failed }
        }

        private func say(_ listings: [PromptStore.Listing]) {
            var table = TextTable(
                ("PROMPT", .left), ("LANGUAGE", .left), ("SECONDS", .right), ("LEVEL", .right), ("FROM", .left), ("TEXT", .left))
            for listing in listings {
                let (seconds, level) = (Figures.decimal(listing.seconds, 1), Figures.decimal(listing.level, 0) + " dB")
                table.add(listing.key, listing.language?.rawValue ?? "-", seconds, level, listing.origin.rawValue, listing.text)
            }
            table.lines().forEach(Terminal.say)
            listings.compactMap(\.problem).forEach { Terminal.say("not used: \($0)") }
        }
    }

    struct Play: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Play a prompt, or write it to a WAV file.",
            discussion: """
                Plays with aplay (Debian package alsa-utils).

                EXAMPLES
                  partyline prompts play greeting --language de
                  partyline prompts play sound.entered --out entered.wav
                """)
        @OptionGroup var choice: PromptChoice
        @Option(help: ArgumentHelp("Write to this WAV file and play nothing.", valueName: "wav")) var out: String?
        @OptionGroup var options: PromptsOptions

        func run() throws {
            let store = try options.store()
            let listing = try store.find(choice.key, choice.language)
            let clip = try store.clip(choice.key, choice.language)
            if let out { try clip.write(to: out) } else { try SoundPlayer.play(clip) }
            if options.json { return try JSONOutput.say(listing) }
            Terminal.say(listing.text)
        }
    }

    struct Replace: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a recording of your own in the place of a prompt.",
            discussion: """
                A WAV file of any rate, 0.2 to 30 s long, neither clipped nor near silence. It is brought to the level of the prompt. \
                The file itself is no longer needed afterwards.

                EXAMPLES
                  partyline prompts replace greeting --language de welcome.wav
                  partyline prompts replace sound.waiting music.wav
                """)
        @OptionGroup var choice: PromptChoice
        @Argument(help: ArgumentHelp("The recording.", valueName: "wav")) var recording: String
        @OptionGroup var options: PromptsOptions

        func run() throws {
            var store = try options.store()
            let listing = try store.replace(choice.key, choice.language, with: recording)
            if options.json { return try JSONOutput.say(listing) }
            let (seconds, level) = (Figures.decimal(listing.seconds, 1), Figures.decimal(listing.level, 0))
            Terminal.say("\(choice.spoken) is now your recording: \(seconds) s, at \(level) dBFS")
        }
    }

    struct Reset: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Remove a recording of your own: the prompt that came with Partyline is said again.",
            discussion: """
                EXAMPLES
                  partyline prompts reset greeting --language de
                """)
        @OptionGroup var choice: PromptChoice
        @OptionGroup var options: PromptsOptions

        func run() throws {
            var store = try options.store()
            let wasOwn = try store.reset(choice.key, choice.language)
            if options.json { return try JSONOutput.say(store.find(choice.key, choice.language)) }
            Terminal.say(wasOwn ? "\(choice.spoken) is as it came with Partyline" : "\(choice.spoken) was as it came with Partyline")
        }
    }
}

/// Which prompt.
struct PromptChoice: ParsableArguments {
    @Argument(help: "The prompt's key, as in ask.pin.") var key: String
    @Option(help: "Which language; sounds have none.") var language: PromptLanguage?

    var spoken: String { language.map { "\(key) (\($0.rawValue))" } ?? key }
}

/// What commands about prompts have in common.
struct PromptsOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration file, which names the folder.", valueName: "file")) var config: String?
    @Flag(help: "Answer in JSON.") var json = false

    /// At the highest rate, at which own recordings are kept.
    func store() throws -> PromptStore {
        let configuration = try ConfigurationFile.load(config)
        return try PromptStore(shippedIn: ConfigurationFile.shippedPrompts, ownIn: configuration.promptsDirectory, rate: 48_000)
    }
}

extension PromptLanguage: ExpressibleByArgument {}

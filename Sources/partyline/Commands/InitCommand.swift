import ArgumentParser
import CLinux
import FoundationEssentials
import Profiles

/// `partyline init`: the first configuration of a box, and its first room.
struct InitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Ask five questions, and write the configuration that a server starts with.",
        usage: "partyline init [options]",
        discussion: """
            Writes partyline.yaml with comments, and opens the first room, so that partyline serve needs nothing else. What an \
            option answers is not asked; with --defaults nothing is. A configuration that is there is never overwritten.

            EXAMPLES
              partyline init
              partyline init --defaults
              partyline init --defaults --room plenum --link dsl-6000 \\
                --operator "Hackspace Nord" --contact box@example.org
              partyline init --config /srv/partyline/partyline.yaml  # all else beside it
            """)

    @Flag(help: "Ask nothing: what no option says is guessed.") var defaults = false
    @Flag(help: "Replace a configuration that is there, and keep the old one beside it, as .bak.") var force = false
    @Option(help: ArgumentHelp("The first room.", valueName: "name")) var room: String?
    @Option(name: .customLong("operator"), help: ArgumentHelp("Who answers for this box: a person or a group; needed where everybody can come.", valueName: "text")) var operatorName: String?
    @Option(help: ArgumentHelp("How to reach them: an e-mail address, a telephone number, a page.", valueName: "text")) var contact: String?
    @Option(help: ArgumentHelp("The profile of the board (default: guessed).", valueName: "name")) var profile: String?
    @Option(help: ArgumentHelp("The link profile of the line; none for what the profile says.", valueName: "name")) var link: String?
    @Option(help: ArgumentHelp("The telephone provider's server, or the home router.", valueName: "host")) var trunkServer: String?
    @Option(help: ArgumentHelp("The account's name or number there.", valueName: "name")) var trunkUser: String?
    @Option(help: ArgumentHelp("The file that holds its password alone; others must not be able to read it.", valueName: "file")) var trunkPasswordFile: String?
    @Option(help: ArgumentHelp("Where the configuration goes, and all else beside it (default: the usual places).", valueName: "file")) var config: String?

    func validate() throws {
        guard (trunkServer == nil) == (trunkUser == nil), trunkServer != nil || trunkPasswordFile == nil else {
            throw ValidationError("a telephone account needs both --trunk-server and --trunk-user")
        }
    }

    func run() throws {
        let surroundings = Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment)
        guard let path = config ?? surroundings.configurationFile else {
            throw ValidationError("nobody says where partyline.yaml is to be; name it with --config")
        }
        let destination = FirstConfiguration.Destination(path: path, in: surroundings, shippedIn: ConfigurationFile.shippedProfiles)
        if !force { try destination.checkFree() }
        let guess = BoardGuess.ofThisMachine(coreCount: Int(clinux_usable_cores()))
        var first = given(guess)
        if !defaults { try ask(guess, &first, at: destination) }
        let isReplacing = force && FileManager.default.fileExists(atPath: path)
        let written = try first.write(to: destination, replacing: force)
        sayWhatIsNext(first, destination, isReplacing: isReplacing)
        do throws(ProfileError) {
            try written.checkOperator(file: path, own: ConfigurationFile.ownAddresses)
        } catch {
            Terminal.say("But before that:\n  \(error.message)")
        }
        if config == nil, surroundings.isRoot, case .file(let password)? = written.trunks.first?.passwordSource {
            Terminal.say("The server runs as the user partyline; so that it can read the password:\n  chown root:partyline \(password)\n  chmod 640 \(password)")
        }
    }

    /// What the options say, and for all else what is usual.
    private func given(_ guess: BoardGuess) -> FirstConfiguration {
        var first = FirstConfiguration()
        if let room { first.room = room }
        (first.operatorName, first.operatorContact) = (operatorName, contact)
        first.profile = profile ?? guess.profile
        first.link = link == "none" ? nil : link
        if let trunkServer, let trunkUser { first.trunk = .init(server: trunkServer, user: trunkUser, passwordFile: trunkPasswordFile) }
        first.isSelfContained = config != nil
        return first
    }

    private func ask(_ guess: BoardGuess, _ first: inout FirstConfiguration, at destination: FirstConfiguration.Destination) throws {
        // What is wrong with the options is told before the first question.
        try first.check(at: destination)
        let interview = Interview(destination: destination)
        if room == nil { try interview.ask("1. What is the first room called", usual: first.room, in: &first) { $1.room = $0 } }
        try askForOperator(interview, &first, at: destination, after: "2. ")
        if profile == nil { try interview.ask("3. Which profile (this is: \(guess.reason))", usual: guess.profile, in: &first) { $1.profile = $0 } }
        if link == nil { try askForLine(interview, &first) }
        if trunkServer == nil, try interview.askWhether("5. Is there a telephone account to be called by") { try askForAccount(interview, &first) }
        // By a telephone account, too, everybody can come.
        try askForOperator(interview, &first, at: destination, after: "   Once more, as everybody can call: ", isAgain: true)
    }

    /// Where everybody in the world can come, this needs an answer; else nobody has to be named. But who is named has to be reached.
    private func askForOperator(
        _ interview: Interview, _ first: inout FirstConfiguration, at destination: FirstConfiguration.Destination, after start: String,
        isAgain: Bool = false
    ) throws {
        let isNeeded = try first.check(at: destination).openDoor(own: ConfigurationFile.ownAddresses) != nil
        if isAgain, !isNeeded { return }
        if first.operatorName == nil {
            try interview.ask("\(start)Who answers for this box\(isNeeded ? "" : " (empty: nobody is named)")", isNeeded: isNeeded, in: &first) {
                $1.operatorName = $0
            }
        }
        if first.operatorContact == nil, first.operatorName != nil {
            try interview.ask("   How to reach them", isNeeded: true, in: &first) { $1.operatorContact = $0 }
        }
    }

    private func askForLine(_ interview: Interview, _ first: inout FirstConfiguration) throws {
        let names = try ProfileStore(directories: ConfigurationFile.shippedProfiles).names(.link).joined(separator: ", ")
        try interview.ask("4. What kind of line is there (\(names); none: as the profile says)", usual: "none", in: &first) {
            $1.link = $0 == "none" ? nil : $0
        }
    }

    private func askForAccount(_ interview: Interview, _ first: inout FirstConfiguration) throws {
        // A server alone is no account yet: it is tried out with a name that any may have.
        try interview.ask("   The provider's server or the home router", isNeeded: true, in: &first) { $1.trunk = .init(server: $0, user: "partyline") }
        try interview.ask("   The account's name or number", isNeeded: true, in: &first) { $1.trunk?.user = $0 }
        try interview.ask("   The file with its password (empty: there is none)", in: &first) { $1.trunk?.passwordFile = $0 }
    }

    private func sayWhatIsNext(_ first: FirstConfiguration, _ destination: FirstConfiguration.Destination, isReplacing: Bool) {
        let option = config.map { " --config \($0)" } ?? ""
        let isService = config == nil && FileManager.default.fileExists(atPath: "/run/systemd/system")
            && FileManager.default.fileExists(atPath: "/lib/systemd/system/partyline.service")
        Terminal.say("""
            \(destination.path) is written: profile \(first.profile)\(first.link.map { " with links/\($0)" } ?? ""), and room \(first.room) is open.\
            \(isReplacing ? "\nWhat was there before is \(destination.backup)." : "")
            Next:
              \(isService ? "systemctl enable --now partyline" : "partyline serve\(option)")
              partyline room invite \(first.room)\(option)
              partyline room set \(first.room) --pin random\(option)
            """)
    }
}

import ArgumentParser
import Backup
import FoundationEssentials
import Profiles

/// `partyline backup`: what makes this box this box, in one file.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Save configuration and rooms in one file.",
        discussion: """
            The file is a .tar.gz that its owner alone can read: the PINs of rooms are in it. Passwords and private keys are not, unless \
            --with-secrets is said; what else is left out is told. A file that is wrong is left out and told, and the exit code is 1. \
            Needs no running server. The way back is partyline restore.

            EXAMPLES
              partyline backup
              partyline backup /media/stick/box.tar.gz --force
              partyline backup --with-secrets - | gpg -c > box.tar.gz.gpg
              ssh root@box partyline backup - > box.tar.gz
            """)

    @Argument(help: "The file to write, or - for the standard output (default: partyline-DATE.tar.gz here).") var file: String?
    @Flag(help: "Also passwords and private keys.") var withSecrets = false
    @Flag(help: "Replace a file that is there.") var force = false
    @Flag(help: "Answer in JSON.") var json = false
    @Option(help: ArgumentHelp("The configuration file (default: partyline.yaml in the usual place).", valueName: "file")) var config: String?

    func validate() throws {
        if file == "-", json { throw ValidationError("- and --json both want the standard output; name a file") }
    }

    func run() throws {
        let surroundings = Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment)
        let usual = surroundings.configurationFile.flatMap { FileManager.default.fileExists(atPath: $0) ? $0 : nil }
        let source = Backup.Source(
            configurationFile: config ?? usual, try ConfigurationFile.load(config), shippedProfiles: ConfigurationFile.shippedProfiles,
            shippedPrompts: ConfigurationFile.shippedPrompts)
        let (backup, omissions) = try Backup.collect(from: source, withSecrets: withSecrets)
        let path = file ?? "partyline-\(Date.now.formatted(.iso8601.year().month().day())).tar.gz"
        if path == "-" { try Terminal.write(backup.bytes()) } else { try backup.write(to: path, replacing: force) }
        if json {
            try JSONOutput.say(Answer(file: path, holds: backup.files.map(\.entry.name), leavesOut: omissions))
        } else {
            let say = path == "-" ? Terminal.remark : Terminal.say
            lines(path, backup, omissions).forEach(say)
        }
        if omissions.contains(where: \.isProblem) { throw ExitStatus.failed }
    }

    private struct Answer: Encodable {
        let file: String
        let holds: [String]
        let leavesOut: [Backup.Omission]
    }

    private func lines(_ path: String, _ backup: Backup, _ omissions: [Backup.Omission]) -> [String] {
        var lines = [path == "-" ? "the backup holds:" : "\(path) is written, and holds:"]
        lines += backup.files.map { "  \($0.entry.name)" }
        let (wrong, chosen) = (omissions.filter(\.isProblem), omissions.filter { !$0.isProblem })
        if !chosen.isEmpty { lines += ["It does not hold:"] + chosen.map { "  \($0.file): \($0.why)" } }
        if !wrong.isEmpty {
            lines += ["LEFT OUT, since something is wrong; mend it and make another backup:"] + wrong.map { "  \($0.file): \($0.why)" }
        }
        let secrets = withSecrets ? "Passwords and private keys are in it" : "The PINs of rooms are in it"
        return lines + ["\(secrets): keep it where nobody else reads it."]
    }
}

import AdminAPI
import ArgumentParser
import Backup
import FoundationEssentials
import Glibc
import Profiles

/// `partyline restore`: a backup put in place.
struct RestoreCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Bring back what a backup has saved.",
        discussion: """
            Everything is checked first, as the server will read it; if something is wrong, it is told and nothing is changed. Where a \
            file would be replaced by another, nothing is done unless --force is said; then what was there is kept beside it, as .bak. \
            What is here and not in the backup stays. A running server takes profiles over at once, and all else when it starts again.

            EXAMPLES
              partyline restore box.tar.gz --dry-run
              partyline restore box.tar.gz
              partyline restore box.tar.gz --force
              gpg -d box.tar.gz.gpg | partyline restore -
            """)

    @Argument(help: "The file that partyline backup has written, or - for the standard input.") var file: String
    @Flag(help: "Only check, and say what would be done.") var dryRun = false
    @Flag(help: "Replace files that are there; they are kept beside the new ones, as .bak.") var force = false
    @Flag(help: "Also put files into folders that this box does not use so far.") var newFolders = false
    @Flag(help: "Answer in JSON.") var json = false
    @Option(help: ArgumentHelp("Where partyline.yaml is, or is to be (default: the usual place).", valueName: "file")) var config: String?

    func run() throws {
        let surroundings = Surroundings.ofProcess(environment: ProcessInfo.processInfo.environment)
        guard let path = config ?? surroundings.configurationFile else {
            throw ValidationError("nobody says where partyline.yaml is to be; name it with --config")
        }
        let name = file == "-" ? "the standard input" : file
        let backup = try Backup(reading: Backup.archive(file), archive: name)
        let target = Restoration.Target(
            configurationFile: path, in: surroundings, shippedProfiles: ConfigurationFile.shippedProfiles,
            shippedPrompts: ConfigurationFile.shippedPrompts)
        // Root acts as the server's user in the server's folders, and needs no group of its own for that.
        if surroundings.isRoot { setgroups(0, nil) }
        // A server that runs now is found by the configuration that it was started with.
        let before = try? ConfigurationFile.load(config)
        // A rehearsal tells what would be replaced, rather than that it must not be.
        let restoration = try Restoration(backup, archive: name, to: target, replacing: force || dryRun, elsewhere: newFolders)
        if !dryRun { try restoration.write() }
        let (running, complaint) = dryRun ? (nil, nil) : Self.tellServer(before ?? restoration.configuration)
        if json {
            return try JSONOutput.say(
                Answer(
                    isDone: !dryRun, files: restoration.steps, missing: restoration.missing.map(\.path),
                    isServerRunning: dryRun ? nil : running != nil,
                    running: running?.change))
        }
        lines(restoration, backup).forEach(Terminal.say)
        if let running, restoration.steps.contains(where: { $0.effect != .unchanged }) {
            Self.lines(running, restoration.configuration).forEach(Terminal.say)
        }
        if let complaint { Terminal.complain(complaint) }
    }

    private struct Answer: Encodable {
        let isDone: Bool
        let files: [Restoration.Step]
        let missing: [String]
        let isServerRunning: Bool?
        /// What has come of the profile in it.
        let running: ProfileSwitch?
    }

    private struct RunningServer {
        /// Nil where it has kept its profile.
        let change: ProfileSwitch?
    }

    private static func tellServer(_ configuration: ServiceConfiguration) -> (RunningServer?, (any Error)?) {
        do {
            return (try ProfileNotice.reload(configuration).map { RunningServer(change: $0) }, nil)
        } catch {
            return (RunningServer(change: nil), error)
        }
    }

    private func lines(_ restoration: Restoration, _ backup: Backup) -> [String] {
        let made = backup.manifest.made.formatted(.iso8601)
        let done = restoration.steps.map { step in
            switch (step.effect, dryRun) {
            case (.added, _): "  new       \(step.file)"
            case (.replaced, true): "  replaces  \(step.file)"
            case (.replaced, false): "  replaced  \(step.file)   (kept as .bak)"
            case (.unchanged, _): "  same      \(step.file)"
            }
        }
        var lines = [dryRun ? "This backup of \(made) is sound. It would bring:" : "The backup of \(made) is in place:"] + done
        if !restoration.missing.isEmpty {
            lines += ["Neither in the backup nor here, and needed by the server:"] + restoration.missing.map { "  \($0.path)   (\($0.key))" }
        }
        if dryRun, !force, restoration.steps.contains(where: { $0.effect == .replaced }) {
            lines.append("Something would be replaced: that needs --force.")
        }
        return lines
    }

    private static func lines(_ running: RunningServer, _ configuration: ServiceConfiguration) -> [String] {
        let restart =
            "A server is running. It reads rooms, recordings and all else in partyline.yaml when it is started again: \(ServiceUnit.restart)"
        return (running.change.map { ProfileNotice.lines($0, configuration) } ?? []) + [restart]
    }
}

/// How a server is started again.
private enum ServiceUnit {
    static var restart: String {
        let isService =
            FileManager.default.fileExists(atPath: "/run/systemd/system")
            && FileManager.default.fileExists(atPath: "/lib/systemd/system/partyline.service")
        return isService ? "systemctl restart partyline" : "stop it, and partyline serve"
    }
}

import Profiles

/// A backup that is about to be put in place: everything is checked first, and told, and only `write` changes anything. What is on the box
/// and not in the backup stays.
public struct Restoration: Sendable {
    /// The box that it is restored to.
    public struct Target: Sendable {
        let configurationFile: String
        let surroundings: Surroundings
        let shippedProfiles: [String]
        let shippedPrompts: String

        /// - Parameters:
        ///   - configurationFile: where partyline.yaml is, or is to be
        ///   - profiles, prompts: the folders with what came with Partyline
        public init(configurationFile: String, in surroundings: Surroundings, shippedProfiles: [String], shippedPrompts: String) {
            (self.configurationFile, self.surroundings) = (configurationFile, surroundings)
            (self.shippedProfiles, self.shippedPrompts) = (shippedProfiles, shippedPrompts)
        }
    }

    public enum Effect: String, Sendable, Codable {
        case added
        /// What was there is kept beside it, as `.bak`.
        case replaced
        case unchanged
    }

    /// What is done about one file.
    public struct Step: Sendable, Equatable, Codable {
        public let file: String
        public let effect: Effect
    }

    public let steps: [Step]
    /// What holds afterwards.
    public let configuration: ServiceConfiguration
    /// Files that the configuration names, and that are neither in the backup nor on this box.
    public let missing: [ServiceConfiguration.NamedFile]
    private let changes: [FileChange]

    /// Looks at everything as the server will when it starts.
    /// - Parameters:
    ///   - archive: its name, for error lines
    ///   - replacing: also where files are there already, and differ
    ///   - elsewhere: also where files go to folders that this box does not use so far
    /// - Throws: `unfit` with all that is wrong, `wouldReplace`, `notWritten` for what cannot be looked at; nothing is changed
    public init(_ backup: Backup, archive: String, to target: Target, replacing: Bool = false, elsewhere: Bool = false) throws(BackupError) {
        var check = try RestorationCheck(backup, archive: archive, target: target)
        let places = BackupPlaces(configurationFile: target.configurationFile, check.configuration)
        var changes: [FileChange] = []
        for file in backup.files {
            guard let path = check.destination(of: file, places) else { continue }
            do throws(ProfileError) { changes.append(try FileChange(file, path: path)) } catch { throw .notWritten(error) }
        }
        if !elsewhere { check.noteStrangeFolders(of: backup, places) }
        guard check.problems.isEmpty else { throw .unfit(archive: archive, problems: check.problems) }
        self.changes = changes.filter { $0.effect != .unchanged }
        steps = changes.map { Step(file: $0.path, effect: $0.effect) }
        configuration = check.configuration
        let brought = Set(changes.map(\.path))
        missing = check.configuration.namedFiles.filter { !brought.contains($0.path) && !FileAccess.exists($0.path) }
        let replaced = steps.filter { $0.effect == .replaced }.map(\.file)
        if !replacing, !replaced.isEmpty { throw .wouldReplace(files: replaced) }
    }

    /// Puts the files in place, all or none: each is written and synced beside its place, and only then they are renamed.
    public func write() throws(BackupError) {
        var prepared: [FileChange] = []
        do throws(ProfileError) {
            for change in changes {
                prepared.append(change)
                try change.prepare()
            }
        } catch {
            for change in prepared { change.abandon() }
            throw .notWritten(error)
        }
        var settled: [FileChange] = []
        do throws(ProfileError) {
            for change in changes {
                try change.settle()
                settled.append(change)
            }
        } catch {
            for change in settled { change.takeBack() }
            for change in changes { change.abandon() }
            throw .notWritten(error)
        }
    }
}

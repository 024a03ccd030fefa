import FoundationEssentials
import Glibc
import Profiles
import Prompts

extension Backup {
    /// What a backup does not hold, and what to do about it.
    public struct Omission: Sendable, Equatable, Codable {
        public let file: String
        public let why: String
        /// A file that is wrong, rather than one that is left out by choice.
        public let isProblem: Bool
    }

    /// Where a box keeps what is to be saved.
    public struct Source: Sendable {
        /// Nil where there is none.
        let configurationFile: String?
        let configuration: ServiceConfiguration
        let shippedProfiles: [String]
        let shippedPrompts: String

        /// - Parameters:
        ///   - configurationFile: nil where the box runs on defaults alone
        ///   - profiles, prompts: the folders with what came with Partyline
        public init(configurationFile: String?, _ configuration: ServiceConfiguration, shippedProfiles: [String], shippedPrompts: String) {
            (self.configurationFile, self.configuration) = (configurationFile, configuration)
            (self.shippedProfiles, self.shippedPrompts) = (shippedProfiles, shippedPrompts)
        }
    }

    /// Collects what a box keeps. A file that is wrong is left out and named, so that whatever is in a backup can be restored.
    /// - Parameters:
    ///   - withSecrets: also passwords and private keys
    ///   - now: when it is made
    /// - Throws: `nothingToKeep`, `tooLarge`, `notWritten` for what cannot be read
    public static func collect(
        from source: Source, withSecrets: Bool, now: Date = .now
    ) throws(BackupError) -> (backup: Backup, omissions: [Omission]) {
        var collector = Collector(source: source, withSecrets: withSecrets)
        do throws(ProfileError) { try collector.collect() } catch { throw .notWritten(error) }
        guard !collector.files.isEmpty else { throw .nothingToKeep(configuration: source.configurationFile ?? "partyline.yaml") }
        let total = collector.files.reduce(0) { $0 + $1.bytes.count }
        // A header and a last block for each.
        guard total + 1_024 * (collector.files.count + 3) <= BackupLimits.totalBytes, collector.files.count < BackupLimits.entries else {
            throw .tooLarge(what: "the files of this box together", limitBytes: BackupLimits.totalBytes)
        }
        return (Backup(BackupManifest(made: now, hasSecrets: withSecrets), collector.files), collector.omissions)
    }
}

private struct Collector {
    let source: Backup.Source
    let withSecrets: Bool
    var files: [Backup.File] = []
    var omissions: [Backup.Omission] = []

    private var configuration: ServiceConfiguration { source.configuration }

    mutating func collect() throws(ProfileError) {
        if let file = source.configurationFile { try keep(.configuration, file) }
        try collectRooms()
        try collectProfiles()
        try collectPrompts()
        try collectNamedFiles()
        try collectOwnCertificate()
    }

    private mutating func collectRooms() throws(ProfileError) {
        let contents = try RoomStore(directory: configuration.roomsDirectory).load()
        for room in contents.rooms { try keep(.room(room.name), "\(configuration.roomsDirectory)/\(room.name).yaml") }
        for problem in contents.problems { leaveOut("a room", problem.description, isProblem: true) }
    }

    private mutating func collectProfiles() throws(ProfileError) {
        let own = ProfileStore(directories: [configuration.profilesDirectory])
        let all = configuration.profileStore(shippedIn: source.shippedProfiles)
        for layer in ProfileLayer.allCases {
            for name in try own.names(layer) {
                let title = ProfileTitle(layer == .link ? "links/\(name)" : name)
                do throws(ProfileError) { _ = try all.load(title) } catch {
                    leaveOut("profile \(title)", error.description, isProblem: true)
                    continue
                }
                try keep(.profile(title), "\(configuration.profilesDirectory)/\(title).yaml")
            }
        }
    }

    private mutating func collectPrompts() throws(ProfileError) {
        let store: PromptStore
        do throws(PromptError) {
            store = try PromptStore(shippedIn: source.shippedPrompts, ownIn: configuration.promptsDirectory, rate: 48_000)
        } catch {
            return leaveOut("own recordings", error.description, isProblem: true)
        }
        for listing in store.listings() {
            let entry = BackupEntry.prompt(listing.key, listing.language)
            if let problem = listing.problem {
                leaveOut(entry.name, problem, isProblem: true)
            } else if listing.origin == .own {
                try keep(entry, configuration.promptsDirectory + entry.name.dropFirst("prompts".count))
            }
        }
    }

    private mutating func collectNamedFiles() throws(ProfileError) {
        let folders = BackupPlaces(configurationFile: source.configurationFile, configuration).foldersOfNamedFiles
        for file in configuration.namedFiles {
            if file.isSecret, !withSecrets {
                leaveOut(file.path, "a secret (\(file.key)): with --with-secrets it is in it")
            } else if !folders.contains(where: { BackupPlaces.isBeneath($0, file.path) }) {
                leaveOut(file.path, "lies elsewhere (\(file.key)): keep it as you keep what else is there")
            } else {
                try keepIfThere(.named(file.key), file.path, isSecret: file.isSecret)
            }
        }
    }

    /// Only where the server has made one, and uses it.
    private mutating func collectOwnCertificate() throws(ProfileError) {
        let key = "\(configuration.stateDirectory)/\(BackupEntry.OwnFile.key.rawValue)"
        guard configuration.webCertificate == nil, FileAccess.exists(key) else { return }
        guard withSecrets else {
            return leaveOut(key, "the box's own certificate and its key: without it, a new one is made and browsers warn again")
        }
        for file in BackupEntry.OwnFile.allCases {
            try keepIfThere(.own(file), "\(configuration.stateDirectory)/\(file.rawValue)", isSecret: file == .key)
        }
    }

    // MARK: one file

    private mutating func keep(_ entry: BackupEntry, _ path: String) throws(ProfileError) {
        files.append(Backup.File(entry: entry, bytes: try FileAccess.read(path, limitBytes: entry.limitBytes)))
    }

    private mutating func keepIfThere(_ entry: BackupEntry, _ path: String, isSecret: Bool) throws(ProfileError) {
        guard FileAccess.exists(path) else { return leaveOut(path, "is not there, though it is named", isProblem: true) }
        let bytes = try FileAccess.read(path, limitBytes: entry.limitBytes, isSecret: isSecret)
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { throw FileAccess.failure(path, "cannot be read") }
        // Root's files that the server may read are so by their group.
        let group = unsafe getgrgid(status.st_gid).map { unsafe String(cString: $0.pointee.gr_name) }
        files.append(Backup.File(entry: entry, bytes: bytes, mode: Int(status.st_mode & 0o777), group: group))
    }

    private mutating func leaveOut(_ file: String, _ why: String, isProblem: Bool = false) {
        omissions.append(Backup.Omission(file: file, why: why, isProblem: isProblem))
    }
}

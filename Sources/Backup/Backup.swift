import FoundationEssentials

/// What makes a box this box, in one file: its configuration, rooms, own profiles and own recordings. Passwords and private keys are in it
/// only when they were asked for.
///
/// 1. `Backup(of:…)` collects it (`Backup+Collecting`).
/// 2. `bytes` is the archive, `Backup(reading:…)` the way back; names, kinds and sizes are checked there.
/// 3. `Restoration` checks what the files say, and puts them in place.
public struct Backup: Sendable {
    public struct File: Sendable, Equatable {
        public let entry: BackupEntry
        public let bytes: [UInt8]
        var mode = 0o600
        /// Nil: whatever the folder's owner has.
        var group: String?
    }

    public let manifest: BackupManifest
    /// In the order in which they are restored.
    public let files: [File]

    init(_ manifest: BackupManifest, _ files: [File]) {
        self.manifest = manifest
        self.files = files
    }

    func file(_ entry: BackupEntry) -> File? { files.first { $0.entry == entry } }

    /// The archive: `tar xzf` reads it, too.
    public func bytes() -> [UInt8] {
        let head = TarArchive.Entry(name: BackupManifest.name, bytes: manifest.bytes())
        let rest = files.map { TarArchive.Entry(name: $0.entry.name, bytes: $0.bytes, mode: $0.mode, group: $0.group ?? "") }
        return Gzip.pack(TarArchive.write([head] + rest, time: Int(manifest.made.timeIntervalSince1970)))
    }

    /// Takes an archive apart. What the files say is not looked at yet.
    /// - Parameter archive: its name, for error lines
    public init(reading bytes: [UInt8], archive: String) throws(BackupError) {
        var entries = try Self.entries(bytes, archive)[...]
        guard let head = entries.popFirst(), head.name == BackupManifest.name else {
            throw .foreign(archive: archive, why: "its first file is not \(BackupManifest.name)")
        }
        manifest = try BackupManifest(reading: head.bytes, archive: archive)
        var files: [File] = []
        var seen: Set<BackupEntry> = []
        for one in entries {
            guard let entry = BackupEntry(name: one.name) else {
                throw .strangeEntry(archive: archive, name: Self.printable(one.name), why: "a name that no file of ours has")
            }
            guard seen.insert(entry).inserted else { throw .strangeEntry(archive: archive, name: one.name, why: "and holds it twice") }
            guard one.bytes.count <= entry.limitBytes else { throw .tooLarge(what: "\(archive): \(one.name)", limitBytes: entry.limitBytes) }
            files.append(File(entry: entry, bytes: one.bytes, mode: one.mode, group: one.group.isEmpty ? nil : one.group))
        }
        self.files = files
    }

    private static func entries(_ bytes: [UInt8], _ archive: String) throws(BackupError) -> [TarArchive.Entry] {
        let tar: [UInt8]
        do throws(Gzip.Failure) { tar = try Gzip.unpack(bytes, limitBytes: BackupLimits.totalBytes) } catch {
            switch error {
            case .noGzip: throw .foreign(archive: archive, why: "it is no .tar.gz")
            case .tooLarge: throw .damaged(archive: archive, why: "it says that it holds more than \(BackupLimits.totalBytes >> 20) MiB")
            case .damaged: throw .damaged(archive: archive, why: "its checksum is another")
            }
        }
        do throws(TarArchive.Failure) { return try TarArchive.read(tar) } catch {
            switch error {
            case .noArchive: throw .foreign(archive: archive, why: "it is no .tar.gz")
            case .damaged(let why): throw .damaged(archive: archive, why: why)
            case .strange(let name, let why): throw .strangeEntry(archive: archive, name: printable(name), why: why)
            }
        }
    }

    /// A name from outside is not to play with anybody's terminal.
    private static func printable(_ name: String) -> String {
        String(name.unicodeScalars.prefix(100).map { $0.properties.generalCategory == .control ? "?" : Character($0) })
    }
}

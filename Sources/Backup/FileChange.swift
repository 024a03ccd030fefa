import Glibc
import Profiles

/// One file that a restoration puts in place.
struct FileChange: Sendable {
    let path: String
    let effect: Restoration.Effect
    private let file: Backup.File
    private let old: [UInt8]?
    /// Nil for a file that is not there yet.
    private let oldStatus: (mode: mode_t, owner: uid_t, group: gid_t)?
    private let directory: String
    private let name: String

    /// Looks at what is there, and changes nothing.
    init(_ file: Backup.File, path: String) throws(ProfileError) {
        self.file = file
        self.path = path
        let place = try FolderOwner.acting(for: path) { () throws(ProfileError) -> (real: String, old: [UInt8]?, status: stat?) in
            guard FileAccess.exists(path) else { return (path, nil, nil) }
            // An admin may well have the configuration elsewhere, and a link to it in its place.
            let real = file.entry == .configuration ? FileAccess.realPath(path) : path
            var status = stat()
            guard unsafe stat(real, &status) == 0 else { throw FileAccess.failure(real, "cannot be read") }
            return (real, try FileAccess.read(real, limitBytes: file.entry.limitBytes), status)
        }
        old = place.old
        oldStatus = place.status.map { ($0.st_mode & 0o777, $0.st_uid, $0.st_gid) }
        effect = old == nil ? .added : old == file.bytes ? .unchanged : .replaced
        directory = BackupPlaces.folder(of: place.real)
        name = String(place.real.dropFirst(place.real.contains("/") ? directory.count + (directory == "/" ? 0 : 1) : 0))
    }

    private var draft: String { ".\(name).restored" }
    private var isConfidential: Bool {
        switch file.entry {
        case .configuration, .profile: false
        default: true
        }
    }

    /// Writes and syncs the file beside its place, and what it will replace as `.bak`.
    func prepare() throws(ProfileError) {
        try FolderOwner.acting(for: path) { () throws(ProfileError) in
            try FileAccess.makeDirectory(directory, mode: isConfidential ? 0o700 : 0o755)
            if let old, let oldStatus { try FileAccess.replace("\(name).bak", in: directory, with: old, mode: oldStatus.mode) }
            try FileAccess.replace(draft, in: directory, with: file.bytes, mode: oldStatus?.mode ?? newMode)
            let path = "\(directory)/\(draft)"
            guard geteuid() == 0 else { return }
            // Root's umask is not what decides who may read; nor does a file change hands.
            if let oldStatus {
                _ = unsafe chown(path, oldStatus.owner, oldStatus.group)
            } else if case .named = file.entry, let group = file.group, let id = Self.groupID(named: group) {
                _ = unsafe chown(path, uid_t.max, id)
            }
            _ = unsafe chmod(path, oldStatus?.mode ?? newMode)
        }
    }

    private static func groupID(named name: String) -> gid_t? {
        guard let group = unsafe getgrnam(name) else { return nil }
        return unsafe group.pointee.gr_gid
    }

    /// Whom a new file is open to.
    private var newMode: mode_t {
        switch file.entry {
        case .configuration, .profile: 0o644
        case .named: mode_t(file.mode) & 0o644
        case .room, .prompt, .own: 0o600
        }
    }

    /// The last step.
    func settle() throws(ProfileError) {
        try FolderOwner.acting(for: path) { () throws(ProfileError) in
            guard unsafe rename("\(directory)/\(draft)", "\(directory)/\(name)") == 0 else { throw FileAccess.failure(path, "cannot be replaced") }
            try FileAccess.sync(directory)
        }
    }

    /// Undoes `prepare`, as far as it came.
    func abandon() {
        try? FolderOwner.acting(for: path) { () throws(ProfileError) in _ = unsafe unlink("\(directory)/\(draft)") }
    }

    /// Undoes `settle`.
    func takeBack() {
        try? FolderOwner.acting(for: path) { () throws(ProfileError) in
            guard let old, let oldStatus else {
                _ = unsafe unlink("\(directory)/\(name)")
                return
            }
            try FileAccess.replace(name, in: directory, with: old, mode: oldStatus.mode)
            if geteuid() == 0 { _ = unsafe chown("\(directory)/\(name)", oldStatus.owner, oldStatus.group) }
        }
    }
}

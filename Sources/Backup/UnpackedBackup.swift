import Glibc
import Profiles

/// The rooms, profiles and recordings of a backup in a folder of their own, while they are looked at; the folder goes with this. Passwords
/// and keys are never put there.
final class UnpackedBackup {
    let folder: String

    init(_ backup: Backup) throws(ProfileError) {
        let parent = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
        var template = Array("\(parent)/partyline-restore-XXXXXX".utf8CString)
        guard let made = unsafe mkdtemp(&template) else { throw FileAccess.failure(parent, "a folder in it cannot be made") }
        folder = unsafe String(cString: made)
        for file in backup.files where Self.isLookedAt(file.entry) {
            // Names are of the closed list, so that none leads out of the folder.
            let path = "\(folder)/\(file.entry.name)"
            let parent = BackupPlaces.folder(of: path)
            try FileAccess.makeDirectory(parent)
            try FileAccess.replace(String(path.dropFirst(parent.count + 1)), in: parent, with: file.bytes)
        }
    }

    deinit { Self.remove(folder) }

    private static func isLookedAt(_ entry: BackupEntry) -> Bool {
        switch entry {
        case .room, .profile, .prompt: true
        case .configuration, .named, .own: false
        }
    }

    private static func remove(_ folder: String) {
        for name in (try? FileAccess.names(in: folder)) ?? [] where name != "." && name != ".." {
            let path = "\(folder)/\(name)"
            if unsafe unlink(path) != 0 { remove(path) }
        }
        unsafe rmdir(folder)
    }
}

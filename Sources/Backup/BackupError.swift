import Profiles

/// Why there is no backup, or why it is not restored. Each description says which file, what is wrong, and what would be right.
public enum BackupError: Error, Sendable, Equatable {
    /// No archive of ours: another program's, or no archive at all.
    case foreign(archive: String, why: String)
    /// Made by a version that knows more than this one.
    case newer(archive: String, format: Int)
    /// It was ours, and is cut short or altered.
    case damaged(archive: String, why: String)
    case tooLarge(what: String, limitBytes: Int)
    /// What has no business in a backup: another folder, a link, a name that no file of ours has.
    case strangeEntry(archive: String, name: String, why: String)
    /// All that is wrong with what the archive holds, a line each.
    case unfit(archive: String, problems: [String])
    /// Files that are there and differ; they are only replaced when that is asked for.
    case wouldReplace(files: [String])
    /// A file is there already where the backup was to go.
    case exists(file: String)
    /// There is nothing to keep yet.
    case nothingToKeep(configuration: String)
    /// The operating system refuses; what was changed before is as it was.
    case notWritten(ProfileError)
}

extension BackupError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .foreign(let archive, let why): "\(archive) is no backup of Partyline: \(why); name a file that partyline backup has written"
        case .newer(let archive, let format):
            "\(archive) was made by a newer Partyline (format \(format), this one reads up to \(BackupManifest.format)): install that version first"
        case .damaged(let archive, let why): "\(archive) is damaged or cut short: \(why); fetch it once more, or take an older one"
        case .tooLarge(let what, let limitBytes): "\(what): more than \(limitBytes / 1_024) KiB, which no backup holds"
        case .strangeEntry(let archive, let name, let why): "\(archive) holds \(name), \(why); nothing is restored from such an archive"
        case .unfit(let archive, let problems): "\(archive) cannot be restored, and nothing is changed:\n  " + problems.joined(separator: "\n  ")
        case .wouldReplace(let files):
            "\(files.count == 1 ? "this file is" : "these files are") there already and would be replaced; look with --dry-run, then say --force "
                + "(what is replaced is kept beside it, as .bak):\n  " + files.joined(separator: "\n  ")
        case .exists(let file): "\(file) is there already: name another file, or say --force"
        case .nothingToKeep(let configuration):
            "there is nothing to keep yet: no \(configuration), no rooms, no profiles; partyline init makes a configuration"
        case .notWritten(let error): "\(error); nothing is changed"
        }
    }
}

import Profiles
import Prompts

/// Reads what a backup holds with the same code that reads it when the server starts: the files lie for that time in a folder of their own.
struct RestorationCheck {
    private(set) var problems: [String]
    let configuration: ServiceConfiguration
    private let target: Restoration.Target
    private var destinations: Set<String> = []

    init(_ backup: Backup, archive: String, target: Restoration.Target) throws(BackupError) {
        self.target = target
        do throws(ProfileError) {
            let isThere = FileAccess.exists(target.configurationFile)
            let draft = backup.file(.configuration)?.bytes
            configuration = try ServiceConfiguration.load(
                file: isThere || draft != nil ? target.configurationFile : nil, in: target.surroundings, draft: draft)
        } catch {
            let folder = BackupPlaces.folder(of: target.configurationFile) + "/"
            throw .unfit(archive: archive, problems: error.all.map { $0.description.replacing(folder, with: "") })
        }
        let unpacked: UnpackedBackup
        do throws(ProfileError) { unpacked = try UnpackedBackup(backup) } catch { throw .notWritten(error) }
        let folder = unpacked.folder
        var found = Self.profileProblems(backup, configuration, target, folder)
        found += Self.roomProblems(configuration, folder)
        withExtendedLifetime(unpacked) { found += Self.promptProblems(backup, target, folder) }
        // As they are named in the archive.
        problems = found.map { $0.replacing("\(folder)/", with: "") }
    }

    /// Where a file goes; nil, and a problem, for one that may not.
    mutating func destination(of file: Backup.File, _ places: BackupPlaces) -> String? {
        guard let path = places.path(file.entry) else {
            problems.append("\(file.entry.name): its partyline.yaml names no such file")
            return nil
        }
        if case .named = file.entry, !places.foldersOfNamedFiles.contains(where: { BackupPlaces.isBeneath($0, path) }) {
            problems.append("\(file.entry.name) would go to \(path), which is neither beside partyline.yaml nor in the state directory")
            return nil
        }
        guard destinations.insert(path).inserted else {
            problems.append("\(file.entry.name) would go to \(path), where another of its files goes")
            return nil
        }
        return path
    }

    /// Whoever has written the archive could have its files put into any folder of the system.
    mutating func noteStrangeFolders(of backup: Backup, _ places: BackupPlaces) {
        let isThere = FileAccess.exists(target.configurationFile)
        let used = [isThere ? target.configurationFile : nil, nil].compactMap { try? ServiceConfiguration.load(file: $0, in: target.surroundings) }
        let known = used.flatMap { [$0.roomsDirectory, $0.profilesDirectory, $0.promptsDirectory, $0.stateDirectory] }
        let beside = BackupPlaces.folder(of: target.configurationFile)
        let folders = Set(backup.files.compactMap { places.path($0.entry) }.map(BackupPlaces.folder))
        for folder in folders.sorted() where folder != beside && !known.contains(folder) {
            if ([beside] + known).contains(where: { BackupPlaces.isBeneath($0, folder) }) { continue }
            problems.append("files would go to \(folder), which this box does not use so far: if that is right, say --new-folders")
        }
    }

    // MARK: what the files say

    private static func profileProblems(
        _ backup: Backup, _ configuration: ServiceConfiguration, _ target: Restoration.Target, _ scratch: String
    ) -> [String] {
        let store = ProfileStore(directories: ["\(scratch)/profiles", configuration.profilesDirectory] + target.shippedProfiles)
        var problems: [ProfileError] = []
        for case .profile(let title) in backup.files.map(\.entry) {
            do throws(ProfileError) { _ = try store.load(title) } catch { problems += error.all }
        }
        let board = ProfileReference.named(configuration.profile, askedForAt: configuration.places["profile"])
        let line = configuration.link.map { ProfileReference.named($0, askedForAt: configuration.places["link"]) }
        do throws(ProfileError) { _ = try store.load(board, link: line) } catch { problems += error.all }
        // What a profile says wrongly is told once, also when it is the one that is run.
        return problems.reduce(into: []) { lines, problem in if !lines.contains(problem.description) { lines.append(problem.description) } }
    }

    /// Rooms that stay have their numbers, too.
    private static func roomProblems(_ configuration: ServiceConfiguration, _ scratch: String) -> [String] {
        do throws(ProfileError) {
            let brought = try RoomStore(directory: "\(scratch)/rooms").load()
            let names = Set(brought.rooms.map(\.name))
            let staying = try RoomStore(directory: configuration.roomsDirectory).load().rooms.filter { !names.contains($0.name) }
            let clashes = brought.rooms.flatMap { room in
                staying.compactMap { other in (room.clash(with: other) ?? other.clash(with: room)).map { "rooms/\(room.name).yaml: \($0)" } }
            }
            return brought.problems.map(\.description) + clashes
        } catch {
            return [error.description]
        }
    }

    private static func promptProblems(_ backup: Backup, _ target: Restoration.Target, _ scratch: String) -> [String] {
        let wanted = backup.files.map(\.entry).filter { if case .prompt = $0 { true } else { false } }
        guard !wanted.isEmpty else { return [] }
        do throws(PromptError) {
            let listings = try PromptStore(shippedIn: target.shippedPrompts, ownIn: "\(scratch)/prompts", rate: 48_000).listings()
            let known = Dictionary(listings.map { (BackupEntry.prompt($0.key, $0.language), $0.problem) }, uniquingKeysWith: { first, _ in first })
            return wanted.compactMap { entry in
                guard let problem = known[entry] else { return "\(entry.name): this version says no such prompt" }
                return problem
            }
        } catch {
            return [error.description]
        }
    }
}

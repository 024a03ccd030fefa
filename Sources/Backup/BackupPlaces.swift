import Profiles

/// Where the files of a backup belong on a box.
struct BackupPlaces {
    /// Nil where the box runs on defaults alone.
    let configurationFile: String?
    let configuration: ServiceConfiguration

    init(configurationFile: String?, _ configuration: ServiceConfiguration) {
        self.configurationFile = configurationFile
        self.configuration = configuration
    }

    /// Passwords and certificates that belong to the box lie beside its configuration or its rooms; what lies elsewhere is somebody else's,
    /// and a backup neither reads nor writes it.
    var foldersOfNamedFiles: [String] { [configurationFile.map(Self.folder), configuration.stateDirectory].compactMap { $0 } }

    /// - Returns: nil for a file that the configuration does not name
    func path(_ entry: BackupEntry) -> String? {
        switch entry {
        case .configuration: configurationFile
        case .room(let name): "\(configuration.roomsDirectory)/\(name).yaml"
        case .profile(let title): "\(configuration.profilesDirectory)/\(title).yaml"
        case .prompt: configuration.promptsDirectory + entry.name.dropFirst("prompts".count)
        case .named(let key): configuration.namedFiles.first { $0.key == key }?.path
        case .own(let file): "\(configuration.stateDirectory)/\(file.rawValue)"
        }
    }

    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
    }

    /// By the text alone: a path with `..` is beneath nothing.
    static func isBeneath(_ folder: String, _ path: String) -> Bool {
        let (inner, outer) = (parts(path), parts(folder))
        return path.hasPrefix("/") == folder.hasPrefix("/") && inner.count > outer.count && inner.starts(with: outer) && !inner.contains("..")
    }

    private static func parts(_ path: String) -> [Substring] { path.split(separator: "/").filter { $0 != "." } }
}

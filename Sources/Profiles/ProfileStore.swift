/// The folders in which profiles lie: one `NAME.yaml` for each board, and one `links/NAME.yaml` for each kind of line.
///
/// Reading a profile:
/// 1. find its file, in the first folder that has it;
/// 2. read every key, and collect all that is wrong;
/// 3. do the same for the profile it extends, and so on;
/// 4. do the same for the link profile, if one is asked for;
/// 5. merge, the nearest last and the line over the board, and check that the values fit together.
public struct ProfileStore: Sendable {
    /// In the order in which they are searched; one that does not exist is passed over. The first is the admin's own.
    public let directories: [String]
    /// Texts that count instead of those of their files, by path: they are looked at before they are written.
    var drafts: [String: [UInt8]] = [:]

    public init(directories: [String]) { self.directories = directories }

    /// The names of all profiles of a layer, sorted.
    /// - Throws: `inaccessible` for a folder that is there and cannot be read
    public func names(_ layer: ProfileLayer = .board) throws(ProfileError) -> [String] {
        var found: Set<String> = []
        for directory in directories {
            for file in try FileAccess.names(in: layer.folder(in: directory)) ?? [] where file.hasSuffix(".yaml") {
                let name = String(file.dropLast(".yaml".count))
                if PlainName.isValid(name) { found.insert(name) }
            }
        }
        return found.sorted()
    }

    /// Loads the profile of a board by its name.
    /// - Parameter place: where a configuration file asks for it, for the error line
    /// - Throws: everything that is wrong in this profile and those it extends
    public func load(_ name: String, askedForAt place: Place? = nil) throws(ProfileError) -> LoadedProfile {
        try load(.named(name, askedForAt: place))
    }

    /// Loads the profile of a board from a file.
    public func load(file path: String) throws(ProfileError) -> LoadedProfile { try load(.file(path)) }

    /// Loads a board with a line over it.
    /// - Parameter board: nil for the defaults
    /// - Throws: everything that is wrong in both and those they extend, and what does not fit together
    public func load(_ board: ProfileReference?, link: ProfileReference? = nil) throws(ProfileError) -> LoadedProfile {
        var problems: [ProfileError] = []
        let boards = lineage(of: board, in: .board, &problems)
        let links = lineage(of: link, in: .link, &problems)
        let loaded = LoadedProfile(boards: boards, links: links)
        // Values that are wrong one by one would only be called wrong twice.
        if problems.isEmpty { problems = loaded.contradictions(in: links + boards) }
        if let error = ProfileError.joining(problems) { throw error }
        return loaded
    }

    /// A board with each line that fits it, by the line's name; for rooms and trunks that name their own.
    /// - Throws: what is wrong with the board
    public func linked(_ board: ProfileReference) throws(ProfileError) -> [String: Profile] {
        _ = try load(board)
        var found: [String: Profile] = [:]
        for name in try names(.link) {
            if let loaded = try? load(board, link: .named(name)) { found[name] = loaded.profile }
        }
        return found
    }

    /// The file of a profile, in the first folder that has it.
    func path(of name: String, in layer: ProfileLayer) throws(ProfileError) -> String? {
        for directory in directories {
            let folder = layer.folder(in: directory)
            if try FileAccess.names(in: folder)?.contains("\(name).yaml") == true { return "\(folder)/\(name).yaml" }
        }
        return nil
    }

    /// A profile and those it extends, the nearest first, as far as they can be found.
    private func lineage(of reference: ProfileReference?, in layer: ProfileLayer, _ problems: inout [ProfileError]) -> [ProfileFile] {
        guard let reference else { return [] }
        var files: [ProfileFile] = []
        do throws(ProfileError) {
            var next: (name: String, path: String)? = try find(reference, in: layer)
            while let (name, path) = next {
                next = nil
                let reading = ProfileDraft.table(of: layer).read(file: path, draft: drafts[path], blank: ProfileDraft())
                files.append(ProfileFile(name: layer.title(of: name), path: path, assignments: reading.assignments))
                problems += reading.problems
                guard let extends = reading.assignments.first(where: { $0.key == "extends" }) else { continue }
                next = (extends.text, try parent(extends, of: files, in: layer))
            }
        } catch {
            problems.append(error)
        }
        return files
    }

    private func find(_ reference: ProfileReference, in layer: ProfileLayer) throws(ProfileError) -> (name: String, path: String) {
        switch reference {
        case .named(let name, let place):
            guard PlainName.isValid(name) else { throw .badName(name) }
            guard let path = try path(of: name, in: layer) else { throw unknown(name, in: layer, at: place) }
            return (name, path)
        case .file(let path):
            let name = path.split(separator: "/").last.map(String.init) ?? path
            return (name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name, path)
        }
    }

    private func parent(
        _ extends: SettingTable<ProfileDraft>.Assignment, of files: [ProfileFile], in layer: ProfileLayer
    ) throws(ProfileError) -> String {
        guard let path = try path(of: extends.text, in: layer) else { throw unknown(extends.text, in: layer, at: extends.place) }
        let title = layer.title(of: extends.text)
        if files.contains(where: { $0.path == path || $0.name == title }) {
            throw .circle(extends.place, names: files.map(\.name) + [title])
        }
        return path
    }

    func unknown(_ name: String, in layer: ProfileLayer, at place: Place? = nil) -> ProfileError {
        let known = (try? names(layer)) ?? []
        return layer == .board ? .unknownProfile(name: name, at: place, known: known) : .unknownLink(name: name, at: place, known: known)
    }
}

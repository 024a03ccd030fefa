/// The folders in which profiles lie, one `NAME.yaml` each.
///
/// Reading a profile:
/// 1. find its file, in the first folder that has it;
/// 2. read every key, and collect all that is wrong;
/// 3. do the same for the profile it extends, and so on;
/// 4. merge, the nearest last, and check that the values fit together.
public struct ProfileStore: Sendable {
    /// In the order in which they are searched; one that does not exist is passed over.
    public let directories: [String]

    public init(directories: [String]) { self.directories = directories }

    /// The names of all profiles, sorted.
    /// - Throws: `inaccessible` for a folder that is there and cannot be read
    public func names() throws(ProfileError) -> [String] {
        var found: Set<String> = []
        for directory in directories {
            for file in try FileAccess.names(in: directory) ?? [] where file.hasSuffix(".yaml") {
                let name = String(file.dropLast(".yaml".count))
                if PlainName.isValid(name) { found.insert(name) }
            }
        }
        return found.sorted()
    }

    /// Loads a profile by its name.
    /// - Parameter place: where a configuration file asks for it, for the error line
    /// - Throws: everything that is wrong in this profile and those it extends
    public func load(_ name: String, askedForAt place: Place? = nil) throws(ProfileError) -> LoadedProfile {
        guard PlainName.isValid(name) else { throw .badName(name) }
        guard let path = try path(of: name) else { throw .unknownProfile(name: name, at: place, known: (try? names()) ?? []) }
        return try load(name: name, path: path)
    }

    /// Loads a profile from a file that need not lie in one of the folders; what it extends is found there.
    public func load(file path: String) throws(ProfileError) -> LoadedProfile {
        let name = path.split(separator: "/").last.map(String.init) ?? path
        return try load(name: name.hasSuffix(".yaml") ? String(name.dropLast(".yaml".count)) : name, path: path)
    }

    /// One file on the way from a profile to its furthest ancestor.
    private struct Layer {
        let name: String
        let path: String
        let assignments: [SettingTable<ProfileDraft>.Assignment]
    }

    private func load(name: String, path: String) throws(ProfileError) -> LoadedProfile {
        var layers: [Layer] = []
        var problems: [ProfileError] = []
        var next: (name: String, path: String)? = (name, path)
        while let (name, path) = next {
            next = nil
            let reading = ProfileDraft.table.read(file: path, blank: ProfileDraft())
            layers.append(Layer(name: name, path: path, assignments: reading.assignments))
            problems += reading.problems
            guard let extends = reading.assignments.first(where: { $0.key == "extends" }) else { continue }
            do {
                next = (extends.text, try parent(extends, of: layers))
            } catch {
                problems.append(error)
            }
        }
        let loaded = merge(layers)
        // Values that are wrong one by one would only be called wrong twice.
        if problems.isEmpty { problems = contradictions(in: loaded, layers) }
        if let error = ProfileError.joining(problems) { throw error }
        return loaded
    }

    private func path(of name: String) throws(ProfileError) -> String? {
        for directory in directories {
            if try FileAccess.names(in: directory)?.contains("\(name).yaml") == true { return "\(directory)/\(name).yaml" }
        }
        return nil
    }

    private func parent(_ extends: SettingTable<ProfileDraft>.Assignment, of layers: [Layer]) throws(ProfileError) -> String {
        guard let path = try path(of: extends.text) else {
            throw .unknownProfile(name: extends.text, at: extends.place, known: (try? names()) ?? [])
        }
        if layers.contains(where: { $0.path == path || $0.name == extends.text }) {
            throw .circle(extends.place, names: layers.map(\.name) + [extends.text])
        }
        return path
    }

    private func merge(_ layers: [Layer]) -> LoadedProfile {
        var draft = ProfileDraft()
        var origins = LoadedProfile.builtIn.origins
        for layer in layers.reversed() {
            ProfileDraft.table.apply(layer.assignments, to: &draft)
            for assignment in layer.assignments where assignment.key != "extends" {
                origins[assignment.key] = .file(assignment.place, profile: layer.name)
            }
        }
        return LoadedProfile(name: layers.first?.name ?? "", profile: draft.profile, origins: origins, lineage: layers.map(\.name))
    }

    /// Each contradiction at one of its keys: in the nearest profile that has one, as that is the file in hand.
    private func contradictions(in loaded: LoadedProfile, _ layers: [Layer]) -> [ProfileError] {
        loaded.profile.contradictions().map { contradiction in
            let places = layers.lazy.compactMap { layer in
                contradiction.keys.lazy.compactMap { key in
                    loaded.origins[key].flatMap { $0.profileName == layer.name ? $0.place : nil }
                }.first
            }
            let place = places.first ?? Place(file: layers.first?.path ?? "", line: 1, column: 1)
            return .contradiction(place, explanation: contradiction.explanation)
        }
    }
}

import Yams

/// All keys of one kind of file, and how such a file is read: every value checked, everything that is wrong collected.
struct SettingTable<Root: Sendable>: Sendable {
    let settings: [Setting<Root>]
    private let byKey: [String: Setting<Root>]
    /// The keys that hold other keys, each with the first of those.
    private let groups: [String: String]
    /// Nobody reads more, and a hostile file could ask for tens of thousands.
    private static var limitProblems: Int { 100 }

    init(_ settings: [Setting<Root>]) {
        self.settings = settings
        byKey = Dictionary(settings.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let grouped = settings.flatMap { setting in
            setting.key.indices.filter { setting.key[$0] == "." }.map { (String(setting.key[..<$0]), setting.key) }
        }
        groups = Dictionary(grouped, uniquingKeysWith: { first, _ in first })
    }

    /// What a file says.
    struct Reading {
        /// Values that are right one by one, in the order of the file.
        var assignments: [Assignment] = []
        var problems: [ProfileError] = []
    }

    struct Assignment {
        let key: String
        let text: String
        let place: Place
    }

    /// Reads a whole file, without touching any `Root` but a scratch copy of `blank`.
    func read(_ source: YAMLSource, blank: Root) -> Reading {
        var reading = Reading()
        do throws(ProfileError) {
            guard let root = try source.root(), !Self.isNothing(root) else { return reading }
            var scratch = blank
            guard case .mapping(let mapping) = root else {
                let place = source.place(root)
                return Reading(problems: [.notAGroup(place, key: "", example: settings.first?.key ?? "", found: Self.found(root))])
            }
            read(mapping, beneath: "", of: source, into: &reading, scratch: &scratch)
        } catch {
            reading.problems.append(error)
        }
        return reading
    }

    /// Reads a whole file from disk; one that cannot be read is a problem like any other.
    func read(file path: String, blank: Root) -> Reading {
        do throws(ProfileError) {
            return read(try YAMLSource(path: path), blank: blank)
        } catch {
            return Reading(problems: [error])
        }
    }

    /// Puts values that `read` has accepted into a root.
    func apply(_ assignments: [Assignment], to root: inout Root) {
        for assignment in assignments { _ = byKey[assignment.key]?.assign(assignment.text, &root) }
    }

    /// The value of a key as it would be written.
    func text(_ key: String, of root: Root) -> String? { byKey[key]?.text(root) }

    private func read(
        _ mapping: Node.Mapping, beneath group: String, of source: YAMLSource, into reading: inout Reading, scratch: inout Root
    ) {
        for (keyNode, value) in mapping where reading.problems.count < Self.limitProblems {
            guard case .scalar(let scalar) = keyNode else {
                reading.problems.append(.syntax(source.place(keyNode), problem: "a key is one word, found \(Self.found(keyNode))"))
                continue
            }
            let key = group.isEmpty ? scalar.string : "\(group).\(scalar.string)"
            if let setting = byKey[key] {
                if reading.assignments.contains(where: { $0.key == key }) {
                    reading.problems.append(.duplicateKey(source.place(keyNode), key: key))
                } else {
                    read(value, for: setting, at: source.place(value), of: source, into: &reading, scratch: &scratch)
                }
            } else if let example = groups[key] {
                switch value {
                case .mapping(let inner): read(inner, beneath: key, of: source, into: &reading, scratch: &scratch)
                case _ where Self.isNothing(value): break
                default: reading.problems.append(.notAGroup(source.place(value), key: key, example: example, found: Self.found(value)))
                }
            } else {
                let suggestion = Spelling.nearest(to: key, among: settings.map(\.key) + groups.keys.sorted())
                reading.problems.append(.unknownKey(source.place(keyNode), key: Excerpt.of(key), suggestion: suggestion))
            }
        }
    }

    private func read(
        _ value: Node, for setting: Setting<Root>, at place: Place, of source: YAMLSource, into reading: inout Reading, scratch: inout Root
    ) {
        let found = setting.isSecret ? "something else" : Self.found(value)
        if setting.isList, case .sequence(let items) = value {
            return read(items, for: setting, at: place, of: source, into: &reading, scratch: &scratch)
        }
        guard case .scalar(let scalar) = value else {
            reading.problems.append(.wrongValue(place, key: setting.key, needs: setting.needs, found: found))
            return
        }
        switch setting.assign(scalar.string, &scratch) {
        case .accepted: reading.assignments.append(Assignment(key: setting.key, text: scalar.string, place: place))
        case .malformed: reading.problems.append(.wrongValue(place, key: setting.key, needs: setting.needs, found: found))
        case .outOfRange: reading.problems.append(.outOfRange(place, key: setting.key, allowed: setting.allowed, found: found))
        }
    }

    /// Each item is looked at alone, so that an error line names the one that is wrong.
    private func read(
        _ items: Node.Sequence, for setting: Setting<Root>, at place: Place, of source: YAMLSource, into reading: inout Reading,
        scratch: inout Root
    ) {
        var texts: [String] = []
        for item in items where reading.problems.count < Self.limitProblems {
            // The items will be one text with a line each.
            if case .scalar(let scalar) = item, !scalar.string.contains("\n"), case .accepted = setting.assign(scalar.string, &scratch) {
                texts.append(scalar.string)
            } else {
                reading.problems.append(.wrongValue(source.place(item), key: setting.key, needs: setting.needs, found: Self.found(item)))
            }
        }
        // An empty list says what no list says.
        guard !texts.isEmpty else { return }
        reading.assignments.append(Assignment(key: setting.key, text: texts.joined(separator: "\n"), place: place))
    }

    /// Nothing but comments stands where the node would.
    private static func isNothing(_ node: Node) -> Bool { node.scalar.map { $0.string.isEmpty && $0.style == .plain } ?? false }

    private static func found(_ node: Node) -> String {
        switch node {
        case .scalar(let scalar): Excerpt.of(scalar.string)
        case .mapping: "keys"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}

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
            guard let root = try source.root(), !root.isNothing else { return reading }
            var scratch = blank
            guard case .mapping(let mapping) = root.content else {
                return Reading(problems: [.notAGroup(root.place, key: "", example: settings.first?.key ?? "", found: root.kind)])
            }
            read(mapping, beneath: "", into: &reading, scratch: &scratch)
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
        _ mapping: [(key: YAMLNode, value: YAMLNode)], beneath group: String, into reading: inout Reading, scratch: inout Root
    ) {
        for (keyNode, value) in mapping where reading.problems.count < Self.limitProblems {
            guard case .scalar(let name, _) = keyNode.content else {
                reading.problems.append(.syntax(keyNode.place, problem: "a key is one word, found \(keyNode.kind)"))
                continue
            }
            let key = group.isEmpty ? name : "\(group).\(name)"
            if let setting = byKey[key] {
                if reading.assignments.contains(where: { $0.key == key }) {
                    reading.problems.append(.duplicateKey(keyNode.place, key: key))
                } else {
                    read(value, for: setting, into: &reading, scratch: &scratch)
                }
            } else if let example = groups[key] {
                switch value.content {
                case .mapping(let inner): read(inner, beneath: key, into: &reading, scratch: &scratch)
                case _ where value.isNothing: break
                default: reading.problems.append(.notAGroup(value.place, key: key, example: example, found: value.kind))
                }
            } else {
                let suggestion = Spelling.nearest(to: key, among: settings.map(\.key) + groups.keys.sorted())
                reading.problems.append(.unknownKey(keyNode.place, key: Excerpt.of(key), suggestion: suggestion))
            }
        }
    }

    private func read(_ value: YAMLNode, for setting: Setting<Root>, into reading: inout Reading, scratch: inout Root) {
        let found = setting.isSecret ? "something else" : value.kind
        if setting.isList, case .sequence(let items) = value.content {
            return read(items, for: setting, at: value.place, into: &reading, scratch: &scratch)
        }
        guard case .scalar(let text, _) = value.content else {
            reading.problems.append(.wrongValue(value.place, key: setting.key, needs: setting.needs, found: found))
            return
        }
        switch setting.assign(text, &scratch) {
        case .accepted: reading.assignments.append(Assignment(key: setting.key, text: text, place: value.place))
        case .malformed: reading.problems.append(.wrongValue(value.place, key: setting.key, needs: setting.needs, found: found))
        case .outOfRange: reading.problems.append(.outOfRange(value.place, key: setting.key, allowed: setting.allowed, found: found))
        }
    }

    /// Each item is looked at alone, so that an error line names the one that is wrong.
    private func read(_ items: [YAMLNode], for setting: Setting<Root>, at place: Place, into reading: inout Reading, scratch: inout Root) {
        var texts: [String] = []
        for item in items where reading.problems.count < Self.limitProblems {
            // The items will be one text with a line each.
            if case .scalar(let text, _) = item.content, !text.utf8.contains(UInt8(ascii: "\n")), case .accepted = setting.assign(text, &scratch) {
                texts.append(text)
            } else {
                reading.problems.append(.wrongValue(item.place, key: setting.key, needs: setting.needs, found: item.kind))
            }
        }
        // An empty list says what no list says.
        guard !texts.isEmpty else { return }
        reading.assignments.append(Assignment(key: setting.key, text: texts.joined(separator: "\n"), place: place))
    }
}

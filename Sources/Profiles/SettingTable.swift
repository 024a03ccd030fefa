/// All keys of one kind of file, and how such a file is read: every value checked, everything that is wrong collected.
struct SettingTable<Root: Sendable>: Sendable {
    let settings: [Setting<Root>]
    private let families: [SettingFamily<Root>]
    private let byKey: [String: Setting<Root>]
    /// The keys that hold other keys, each with the first of those.
    private let groups: [String: String]
    /// Nobody reads more, and a hostile file could ask for tens of thousands.
    private static var limitProblems: Int { 100 }

    init(_ settings: [Setting<Root>], families: [SettingFamily<Root>] = []) {
        self.settings = settings
        self.families = families
        byKey = Dictionary(settings.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        let grouped = settings.flatMap { setting in
            setting.key.indices.filter { setting.key[$0] == "." }.map { (String(setting.key[..<$0]), setting.key) }
        }
        let named = families.flatMap { family in family.settings.prefix(1).map { (family.group, $0.key) } }
        groups = Dictionary(grouped + named, uniquingKeysWith: { first, _ in first })
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
    /// - Parameter draft: what is to be read instead of what is there
    func read(file path: String, draft: [UInt8]? = nil, blank: Root) -> Reading {
        do throws(ProfileError) {
            if let draft { return read(YAMLSource(file: path, bytes: draft), blank: blank) }
            return read(try YAMLSource(path: path), blank: blank)
        } catch {
            return Reading(problems: [error])
        }
    }

    /// Puts values that `read` has accepted into a root.
    func apply(_ assignments: [Assignment], to root: inout Root) {
        for assignment in assignments { _ = setting(assignment.key)?.assign(assignment.text, &root) }
    }

    private func setting(_ key: String) -> Setting<Root>? {
        if let setting = byKey[key] { return setting }
        guard let (family, name, rest) = family(of: key) else { return nil }
        return rest == nil ? family.entry(name) : family.settingsOf(name).first { $0.key == key }
    }

    private func family(of key: String) -> (family: SettingFamily<Root>, name: String, rest: String?)? {
        for family in families {
            if let (name, rest) = family.split(key) { return (family, name, rest) }
        }
        return nil
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
                read(value, for: setting, at: keyNode.place, into: &reading, scratch: &scratch)
            } else if let example = groups[key] {
                read(value, ofGroup: key, example: example, into: &reading, scratch: &scratch)
            } else if let (family, name, rest) = family(of: key) {
                read(value, of: family, name: name, rest: rest, at: keyNode.place, into: &reading, scratch: &scratch)
            } else {
                let candidates = settings.map(\.key) + groups.keys.sorted()
                reading.problems.append(
                    .unknownKey(keyNode.place, key: Excerpt.of(key), suggestion: Spelling.nearest(to: key, among: candidates)))
            }
        }
    }

    private func read(_ value: YAMLNode, ofGroup key: String, example: String, into reading: inout Reading, scratch: inout Root) {
        switch value.content {
        case .mapping(let inner): read(inner, beneath: key, into: &reading, scratch: &scratch)
        case _ where value.isNothing: break
        default: reading.problems.append(.notAGroup(value.place, key: key, example: example, found: value.kind))
        }
    }

    /// A name that the admin has chosen, or a key beneath one.
    private func read(
        _ value: YAMLNode, of family: SettingFamily<Root>, name written: String, rest: String?, at place: Place, into reading: inout Reading,
        scratch: inout Root
    ) {
        guard let name = family.name(written) else {
            reading.problems.append(.wrongValue(place, key: family.group, needs: family.needs, found: Excerpt.of(written)))
            return
        }
        let entry = "\(family.group).\(name)"
        if !reading.assignments.contains(where: { $0.key == entry }) {
            _ = family.entry(name).assign("", &scratch)
            reading.assignments.append(Assignment(key: entry, text: "", place: place))
        }
        let settings = family.settingsOf(name)
        guard let rest else {
            return read(value, ofGroup: entry, example: settings.first?.key ?? "", into: &reading, scratch: &scratch)
        }
        let key = "\(entry).\(rest)"
        if let setting = settings.first(where: { $0.key == key }) {
            read(value, for: setting, at: place, into: &reading, scratch: &scratch)
        } else {
            let candidates = settings.filter { $0.refusal == nil }.map(\.key)
            reading.problems.append(.unknownKey(place, key: Excerpt.of(key), suggestion: Spelling.nearest(to: key, among: candidates)))
        }
    }

    private func read(
        _ value: YAMLNode, for setting: Setting<Root>, at place: Place, into reading: inout Reading, scratch: inout Root
    ) {
        if let refusal = setting.refusal {
            reading.problems.append(.contradiction(place, explanation: "\(setting.key) \(refusal)"))
        } else if reading.assignments.contains(where: { $0.key == setting.key }) {
            reading.problems.append(.duplicateKey(place, key: setting.key))
        } else {
            read(value, for: setting, into: &reading, scratch: &scratch)
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

/// A group whose names the admin chooses: `trunks.NAME.server`. Each name has the same keys.
struct SettingFamily<Root: Sendable>: Sendable {
    /// `trunks`
    let group: String
    /// For an error line: "a name such as provider".
    let needs: String
    /// The keys with the placeholder, for the table of keys.
    let settings: [Setting<Root>]
    /// The one way to write a name; nil for what is none.
    let name: @Sendable (String) -> String?
    /// All keys of one name.
    let settingsOf: @Sendable (String) -> [Setting<Root>]
    /// The name itself, which is something also where nothing stands beneath it.
    let entry: @Sendable (String) -> Setting<Root>

    /// - Parameters:
    ///   - placeholder: what stands for the name in a table of keys: `NAME`
    ///   - name: reads a name, and gives the way in which it is kept
    ///   - load: the part of that name, new if there is none yet
    ///   - store: puts it back
    init<Part: Sendable>(
        _ group: String, placeholder: String, needs: String, of settings: [Setting<Part>], name: @escaping @Sendable (String) -> String?,
        load: @escaping @Sendable (String, Root) -> Part, store: @escaping @Sendable (String, Part, inout Root) -> Void
    ) {
        self.group = group
        self.needs = needs
        self.name = name
        settingsOf = { name in
            settings.map { part in
                Setting("\(group).\(name).\(part.key)", part, load: { load(name, $0) }, store: { store(name, $0, &$1) })
            }
        }
        self.settings = settingsOf(placeholder)
        entry = { name in Setting("\(group).\(name)", putting: { store(name, load(name, $0), &$0) }) }
    }

    /// A key of this group, cut behind the name as it is written; nil for keys of other groups.
    func split(_ key: String) -> (name: String, rest: String?)? {
        guard key.hasPrefix("\(group).") else { return nil }
        let parts = key.dropFirst(group.count + 1).split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        return parts.first.map { ($0, parts.count > 1 ? parts[1] : nil) }
    }
}

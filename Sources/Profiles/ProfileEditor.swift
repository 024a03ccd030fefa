/// Makes and changes the admin's own profiles, as with an editor, but so that nothing wrong is ever written: the new text is read and
/// checked as a whole before it takes the place of the old one.
public struct ProfileEditor: Sendable {
    /// The first of its folders is the admin's own, and the only one that is written to.
    private let store: ProfileStore
    /// What is run: a change must not make it wrong.
    private let running: (board: ProfileReference, link: ProfileReference?)?

    public init(_ store: ProfileStore, running: (board: ProfileReference, link: ProfileReference?)? = nil) {
        self.store = store
        self.running = running
    }

    /// Makes a profile that says nothing of its own yet, so that all that `origin` says holds.
    /// - Returns: the file
    /// - Throws: `exists` where there is a profile of that name, shipped ones too: it would hide them
    public func make(_ title: ProfileTitle, from origin: ProfileTitle) throws(ProfileError) -> String {
        guard PlainName.isValid(title.name) else { throw .badName(title.name) }
        guard title.layer == origin.layer else { throw .mixedLayers(title.description, origin.description) }
        _ = try store.load(origin)
        if let path = try store.path(of: title.name, in: title.layer) { throw .exists(file: path) }
        let path = try ownPath(title)
        let text = "# Made from \(origin): what stands here holds, and all else as it is there.\nextends: \(origin.name)\n"
        try FileAccess.makeDirectory(folder(of: path), mode: 0o755)
        try FileAccess.exchange(path, old: nil, for: Array(text.utf8))
        return path
    }

    /// Whether a whole profile could be written under that name.
    /// - Throws: as `write`, before any work is done for it
    public func checkFree(_ title: ProfileTitle, replacing: Bool) throws(ProfileError) {
        guard PlainName.isValid(title.name) else { throw .badName(title.name) }
        let path = try ownPath(title)
        // One that came with Partyline would be hidden.
        if let there = try store.path(of: title.name, in: title.layer), !(replacing && there == path) { throw .exists(file: there) }
    }

    /// Writes a whole profile; one of the admin's own that is replaced stays beside it, as .bak.
    /// - Returns: the file
    /// - Throws: `exists`, and all that would be wrong; then nothing has changed
    public func write(_ title: ProfileTitle, _ text: String, replacing: Bool) throws(ProfileError) -> String {
        try checkFree(title, replacing: replacing)
        let path = try ownPath(title)
        let new = Array(text.utf8)
        let old = FileAccess.exists(path) ? try FileAccess.read(path, limitBytes: YAMLSource.limitBytes) : nil
        if old != nil { try check(title, new, path) } else { try checkAlone(title, new, path) }
        try FileAccess.makeDirectory(folder(of: path), mode: 0o755)
        if let old { try FileAccess.replace("\(title.name).yaml.bak", in: folder(of: path), with: old, mode: 0o644) }
        try FileAccess.exchange(path, old: old, for: new)
        return path
    }

    /// One `KEY=VALUE`.
    public struct Change: Sendable, Hashable {
        public let key: String
        public let value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    /// Gives keys other values in a profile's file; comments and all else stay.
    /// - Returns: the file
    /// - Throws: all that would be wrong; the file is then as it was
    public func set(_ changes: [Change], in title: ProfileTitle) throws(ProfileError) -> String {
        guard PlainName.isValid(title.name) else { throw .badName(title.name) }
        guard let path = try store.path(of: title.name, in: title.layer) else { throw store.unknown(title.name, in: title.layer) }
        guard try path == ownPath(title) else { throw .notOwn(profile: title.description, file: path) }
        let old = try FileAccess.read(path, limitBytes: YAMLSource.limitBytes)
        var edit = YAMLEdit(try YAMLSource(file: path, bytes: old).text(), of: path)
        for change in changes { try edit.set(change.key, to: change.value) }
        let new = Array(edit.text.utf8)
        try check(title, new, path)
        try Self.verify(changes, from: old, to: new, of: path, ProfileDraft.table(of: title.layer))
        try FileAccess.exchange(path, old: old, for: new)
        return path
    }

    /// The profile alone, and what is run, if that was right before.
    private func check(_ title: ProfileTitle, _ new: [UInt8], _ path: String) throws(ProfileError) {
        var changed = store
        changed.drafts[path] = new
        do throws(ProfileError) { _ = try changed.load(title) } catch { throw .refused(file: path, error) }
        guard let running, (try? store.load(running.board, link: running.link)) != nil else { return }
        do throws(ProfileError) { _ = try changed.load(running.board, link: running.link) } catch { throw .refused(file: path, error) }
    }

    /// A profile that is not there yet, so that nobody runs it.
    private func checkAlone(_ title: ProfileTitle, _ new: [UInt8], _ path: String) throws(ProfileError) {
        var changed = store
        changed.drafts[path] = new
        do throws(ProfileError) {
            _ = try title.layer == .board ? changed.load(.file(path)) : changed.load(nil, link: .file(path))
        } catch { throw .refused(file: path, error) }
    }

    /// The new text says what the old one said, and the changes.
    private static func verify(
        _ changes: [Change], from old: [UInt8], to new: [UInt8], of path: String, _ table: SettingTable<ProfileDraft>
    ) throws(ProfileError) {
        var expected = said(old, path, table)
        for change in changes { expected[change.key] = change.value }
        guard said(new, path, table) != expected else { return }
        throw .notEditable(file: path, keys: changes.map(\.key))
    }

    private static func said(_ bytes: [UInt8], _ path: String, _ table: SettingTable<ProfileDraft>) -> [String: String] {
        let reading = table.read(YAMLSource(file: path, bytes: bytes), blank: ProfileDraft())
        return Dictionary(reading.assignments.map { ($0.key, $0.text) }, uniquingKeysWith: { first, _ in first })
    }

    private func ownPath(_ title: ProfileTitle) throws(ProfileError) -> String {
        guard let own = store.directories.first else {
            throw .noDirectory(key: "profiles_directory", reason: "there is no folder for profiles")
        }
        return "\(title.layer.folder(in: own))/\(title.name).yaml"
    }

    private func folder(of path: String) -> String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
}

extension ProfileStore {
    /// A profile alone: a board, or a line over the defaults.
    public func load(_ title: ProfileTitle) throws(ProfileError) -> LoadedProfile {
        switch title.layer {
        case .board: try load(.named(title.name))
        case .link: try load(nil, link: .named(title.name))
        }
    }
}

/// Changes which profile partyline.yaml names, and keeps all else in it.
public struct ConfigurationEditor: Sendable {
    private let path: String
    private let surroundings: Surroundings

    /// - Parameter path: of partyline.yaml; it is made if it is not there
    public init(file path: String, in surroundings: Surroundings) {
        self.path = path
        self.surroundings = surroundings
    }

    /// What is to be done about the line of the house.
    public enum LinkChange: Sendable, Hashable {
        case keep
        case name(String)
        /// The profile says it all.
        case none
    }

    /// Names another profile to run, and another line of the house.
    /// - Parameter shipped: the folders with the profiles that came with Partyline
    /// - Returns: what the file says now
    /// - Throws: what is wrong with the profiles, together too; the file is then as it was
    public func use(_ profile: String, link: LinkChange, shippedIn shipped: [String]) throws(ProfileError) -> ServiceConfiguration {
        let isThere = FileAccess.exists(path)
        let old = isThere ? try FileAccess.read(path, limitBytes: YAMLSource.limitBytes) : nil
        let before = try ServiceConfiguration.load(file: isThere ? path : nil, in: surroundings)
        let blank = Array("# Partyline: what the server needs to know.\n".utf8)
        var edit = YAMLEdit(try YAMLSource(file: path, bytes: old ?? blank).text(), of: path)
        try edit.set("profile", to: profile)
        var wanted = before.link
        switch link {
        case .keep: break
        case .name(let name):
            try edit.set("link", to: name)
            wanted = name
        case .none:
            try edit.remove("link")
            wanted = nil
        }
        let after = try ServiceConfiguration.load(file: path, in: surroundings, draft: Array(edit.text.utf8))
        // All else stays; the places move.
        var expected = before
        (expected.profile, expected.link, expected.places) = (profile, wanted, after.places)
        guard after == expected else { throw .notEditable(file: path, keys: ["profile", "link"]) }
        _ = try after.profileStore(shippedIn: shipped).load(.named(profile), link: wanted.map { .named($0) })
        if old == nil { try FileAccess.makeDirectory(path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ".", mode: 0o755) }
        try FileAccess.exchange(path, old: old, for: Array(edit.text.utf8))
        return after
    }
}

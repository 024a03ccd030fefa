import Glibc

/// The partyline.yaml that a box begins with: what somebody was asked, with comments for whoever edits it next.
public struct FirstConfiguration: Sendable, Hashable {
    /// The room that is there from the beginning; calls lead to it.
    public var room = "hall"
    public var operatorName: String?
    public var operatorContact: String?
    public var profile = "base"
    public var link: String?
    public var trunk: Trunk?
    /// Whether rooms and all else lie beside the file, and not in the folders of the system or the user.
    public var isSelfContained = false

    /// The account at a telephone provider.
    public struct Trunk: Sendable, Hashable {
        public var server: String
        public var user: String
        public var passwordFile: String?

        public init(server: String, user: String, passwordFile: String? = nil) {
            (self.server, self.user, self.passwordFile) = (server, user, passwordFile)
        }
    }

    /// Where the file is to lie, and what its meaning depends on.
    public struct Destination: Sendable {
        public let path: String
        let surroundings: Surroundings
        let shippedProfiles: [String]

        /// - Parameter shipped: the folders with the profiles that came with Partyline
        public init(path: String, in surroundings: Surroundings, shippedIn shipped: [String]) {
            (self.path, self.surroundings, self.shippedProfiles) = (path, surroundings, shipped)
        }

        var folder: String { path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "." }
        var name: String { path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path }
        /// Where a file that is replaced is kept.
        public var backup: String { "\(path).bak" }

        /// - Throws: `configured` if there is a file, for nothing is written over it
        public func checkFree() throws(ProfileError) {
            if FileAccess.exists(path) { throw .configured(file: path) }
        }
    }

    public init() {}

    /// Looks at everything as the server will when it starts, the password file too.
    /// - Returns: what the file will say
    /// - Throws: everything that is wrong
    @discardableResult public func check(at destination: Destination) throws(ProfileError) -> ServiceConfiguration {
        _ = try RoomFile(name: room)
        let configuration = try ServiceConfiguration.load(file: destination.path, in: destination.surroundings, draft: Array(text.utf8))
        let line = link.map { ProfileReference.named($0, askedForAt: configuration.places["link"]) }
        _ = try configuration.profileStore(shippedIn: destination.shippedProfiles)
            .load(.named(profile, askedForAt: configuration.places["profile"]), link: line)
        for trunk in configuration.trunks { _ = try trunk.password(environment: [:]) }
        return configuration
    }

    /// Writes the file, whole or not at all, and the room's file, unless there is one.
    /// - Parameter replacing: whether a file that is there is replaced, and kept as `backup`
    /// - Returns: what the file says
    public func write(to destination: Destination, replacing: Bool) throws(ProfileError) -> ServiceConfiguration {
        if !replacing { try destination.checkFree() }
        let configuration = try check(at: destination)
        let old = FileAccess.exists(destination.path) ? try FileAccess.read(destination.path, limitBytes: YAMLSource.limitBytes) : nil
        try FileAccess.makeDirectory(destination.folder, mode: 0o755)
        if let old { try FileAccess.replace("\(destination.name).bak", in: destination.folder, with: old, mode: 0o644) }
        try FileAccess.exchange(destination.path, old: old, for: Array(text.utf8))
        // The server of the system is not root, and reads it whatever umask root has. There is no secret in it.
        if destination.surroundings.isRoot { _ = unsafe chmod(destination.path, 0o644) }
        let rooms = RoomStore(directory: configuration.roomsDirectory)
        if !FileAccess.exists("\(rooms.directory)/\(RoomFile.fileName(room))") { try rooms.write(RoomFile(name: room)) }
        return configuration
    }
}

extension FirstConfiguration {
    /// The file's text.
    public var text: String {
        ([Self.head] + [owner, board, line, telephone, Self.page, isSelfContained ? Self.folders : nil].compactMap { $0 }).joined(separator: "\n")
    }

    private static let head = """
        # Partyline: what the server needs to know. Written by partyline init; edit it as you like, then start the server again.
        # All keys: Sources/Profiles/README.md, which Debian has as /usr/share/doc/partyline/profiles.md.

        """

    private var owner: String? {
        let lines = [("name", operatorName), ("contact", operatorContact)].compactMap { key, value in value.map { "  \(key): \(Self.quoted($0))\n" } }
        return lines.isEmpty ? nil : "# Who answers for this box, and how to reach them.\noperator:\n" + lines.joined()
    }

    private var board: String {
        "# What the board can carry. All profiles: partyline profile list\nprofile: \(Self.quoted(profile))\n"
    }

    private var line: String {
        let comment = "# What the line of the house carries. Without it, the profile says it all.\n"
        return comment + (link.map { "link: \(Self.quoted($0))\n" } ?? "# link: dsl-6000\n")
    }

    private var telephone: String? {
        guard let trunk else { return nil }
        var lines = [
            "# The account at the telephone provider. Its password stands alone in a file that others cannot read.", "trunks:", "  provider:",
            "    server: \(Self.quoted(trunk.server))", "    user: \(Self.quoted(trunk.user))",
        ]
        if let file = trunk.passwordFile { lines.append("    password_file: \(Self.quoted(file))") } else { lines.append("    register: off") }
        lines.append("    room: \(Self.quoted(room))   # where calls lead; without this line, callers are asked for a number or PIN")
        return lines.joined(separator: "\n") + "\n"
    }

    private static let page = """
        # The page. Without a certificate the box makes its own, and each browser warns once.
        # web:
        #   name: box.example.org
        #   certificate: /etc/ssl/certs/box.pem
        #   key: /etc/ssl/private/box.pem

        """

    private static let folders = """
        # Everything else lies beside this file.
        state_directory: state
        run_directory: run
        profiles_directory: profiles

        """

    /// As YAML reads it back, whatever it holds.
    private static func quoted(_ text: String) -> String {
        if PlainName.isValid(text) { return text }
        return "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("\n", with: "\\n") + "\""
    }
}

/// The two layers of a profile: what the box can do, and what a line carries.
public enum ProfileLayer: String, Sendable, Hashable, Codable, CaseIterable {
    /// What the box's processor and memory decide. Stands in the profile of a board only.
    case board
    /// What a line decides: that of the house, or that on which a room or a trunk is reached. Stands in a link profile; in the
    /// profile of a board it holds for lines of which no link profile says anything.
    case link

    /// The keys that a line decides, where a group with its dot stands for all its keys. All others are the board's.
    private static let decidedByLink = ["opus.dtx", "opus.bitrate", "opus.min_bitrate", "opus.max_bitrate", "packet.", "fec.", "jitter."]

    /// Which layer decides a key.
    static func deciding(_ key: String) -> ProfileLayer {
        decidedByLink.contains { $0.hasSuffix(".") ? key.hasPrefix($0) : key == $0 } ? .link : .board
    }

    /// A profile of this layer as commands name it: pi-4, links/lte.
    func title(of name: String) -> String { self == .link ? "links/\(name)" : name }

    /// Where the profiles of this layer lie.
    func folder(in directory: String) -> String { self == .link ? "\(directory)/links" : directory }
}

/// A profile that somebody asks for.
public enum ProfileReference: Sendable, Hashable {
    /// By its name in its layer. The place is where a configuration file asks for it, for the error line.
    case named(String, askedForAt: Place? = nil)
    /// As a file that need not lie in one of the folders; what it extends is found there.
    case file(String)
}

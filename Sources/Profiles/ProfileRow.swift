/// How a value has come to hold.
public enum ValueStanding: String, Codable, Sendable, Hashable {
    /// No file says anything.
    case `default`
    /// The profile itself says it, and none that it extends.
    case own
    /// The profile itself says it, over one that it extends.
    case override
    /// A profile says it that this one extends.
    case inherited
    /// The link profile says it, or one that it extends.
    case link
}

/// One line of `profile show`: a key, its value, and why it has that value.
public struct ProfileRow: Codable, Sendable, Hashable {
    public let key: String
    /// As it would be written in a file, with its unit.
    public let value: String
    /// The profile that says so; absent for a default.
    public let profile: String?
    /// Where it stands; absent for a default.
    public let place: Place?
    public let standing: ValueStanding
    /// What would hold without the nearest file; absent where one file at most says anything.
    public let instead: OverriddenValue?

    /// For a table: `built in`, or `base.yaml:12:9` with the folder left out.
    public var origin: String { place.map(Self.short) ?? "built in" }
    /// For a table: `24kbit/s (base.yaml:43:12)`, or nothing.
    public var insteadOf: String { instead.map { "\($0.value) (\(Self.short($0.place)))" } ?? "" }

    /// A line's file keeps its folder, by which it is told from a board's of the same name.
    private static func short(_ place: Place) -> String {
        let parts = place.file.split(separator: "/").map(String.init)
        let file = parts.suffix(parts.dropLast().last == "links" ? 2 : 1).joined(separator: "/")
        return "\(file):\(place.line):\(place.column)"
    }
}

/// One line of `profile diff`: a key for which two profiles hold different values.
public struct ProfileDifference: Codable, Sendable, Hashable {
    public let key: String
    public let first: ProfileRow
    public let second: ProfileRow
}

/// One line of `profile list`.
public struct ProfileSummary: Codable, Sendable, Hashable {
    public let name: String
    public let layer: ProfileLayer
    /// The profile and those it extends, the nearest first; empty if it cannot be loaded.
    public let lineage: [String]
    /// What it admits; absent if it cannot be loaded, and for lines.
    public let participants: Int?
    public let rooms: Int?
    /// What a new participant starts with; absent if it cannot be loaded.
    public let bitrate: String?
    public let ptime: String?
    /// What is wrong, one line each; empty for a good profile.
    public let problems: [String]
}

extension LoadedProfile {
    /// A row for every key, in the order of base.yaml: `profile show`. Of a link profile alone, the keys that a line decides.
    public func rows() -> [ProfileRow] {
        let keys = Profile.keys.filter { !lineage.isEmpty || linkLineage.isEmpty || $0.layer == .link }
        return keys.map { described in
            let origin = origins[described.key] ?? .builtIn
            return ProfileRow(
                key: described.key, value: profile.text(described.key) ?? "", profile: origin.profileName, place: origin.place,
                standing: standing(described.key), instead: overridden[described.key])
        }
    }

    private func standing(_ key: String) -> ValueStanding {
        guard let name = origins[key]?.profileName else { return .default }
        if linkLineage.contains(name) { return .link }
        guard name == lineage.first else { return .inherited }
        return overridden[key] == nil ? .own : .override
    }

    /// The keys for which two profiles hold different values, wherever those come from: `profile diff`.
    public static func differences(between first: LoadedProfile, and second: LoadedProfile) -> [ProfileDifference] {
        let others = Dictionary(uniqueKeysWithValues: second.rows().map { ($0.key, $0) })
        return first.rows().compactMap { row in
            guard let other = others[row.key], other.value != row.value else { return nil }
            return ProfileDifference(key: row.key, first: row, second: other)
        }
    }
}

extension ProfileStore {
    /// A row for every profile, the boards first, broken ones too: `profile list`.
    public func summaries() throws(ProfileError) -> [ProfileSummary] {
        try names(.board).map { summary(of: $0, in: .board) } + names(.link).map { summary(of: $0, in: .link) }
    }

    private func summary(of name: String, in layer: ProfileLayer) -> ProfileSummary {
        let title = layer.title(of: name)
        do throws(ProfileError) {
            let loaded = layer == .board ? try load(.named(name)) : try load(nil, link: .named(name))
            let limits = layer == .board ? loaded.profile.limits : nil
            return ProfileSummary(
                name: title, layer: layer, lineage: loaded.lineage + loaded.linkLineage, participants: limits?.participants, rooms: limits?.rooms,
                bitrate: loaded.profile.text("opus.bitrate"), ptime: loaded.profile.text("packet.ptime"), problems: [])
        } catch {
            return ProfileSummary(
                name: title, layer: layer, lineage: [], participants: nil, rooms: nil, bitrate: nil, ptime: nil,
                problems: error.all.map(\.description))
        }
    }

    /// All that is wrong with the profile of a board; empty for a good one: `profile check`.
    public func problems(of name: String) -> [ProfileError] {
        do {
            _ = try load(name)
            return []
        } catch {
            return error.all
        }
    }
}

/// One line of `profile show`: a key, its value, and why it has that value.
public struct ProfileRow: Codable, Sendable, Hashable {
    public let key: String
    /// As it would be written in a file, with its unit.
    public let value: String
    /// The profile that says so; absent for a default.
    public let profile: String?
    /// Where it stands; absent for a default.
    public let place: Place?

    /// For a table: `built in`, or `base.yaml:12:9` with the folder left out.
    public var origin: String {
        guard let place else { return "built in" }
        let file = place.file.split(separator: "/").last.map(String.init) ?? place.file
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
    /// The profile and those it extends, the nearest first; empty if it cannot be loaded.
    public let lineage: [String]
    /// What it admits; absent if it cannot be loaded.
    public let participants: Int?
    public let rooms: Int?
    /// What is wrong, one line each; empty for a good profile.
    public let problems: [String]
}

extension LoadedProfile {
    /// A row for every key, in the order of base.yaml: `profile show`.
    public func rows() -> [ProfileRow] {
        Profile.keys.map { described in
            let origin = origins[described.key] ?? .builtIn
            return ProfileRow(
                key: described.key, value: profile.text(described.key) ?? "", profile: origin.profileName, place: origin.place)
        }
    }

    /// The keys for which two profiles hold different values, wherever those come from: `profile diff`.
    public static func differences(between first: LoadedProfile, and second: LoadedProfile) -> [ProfileDifference] {
        zip(first.rows(), second.rows()).filter { $0.value != $1.value }.map { ProfileDifference(key: $0.key, first: $0, second: $1) }
    }
}

extension ProfileStore {
    /// A row for every profile, broken ones too: `profile list`.
    public func summaries() throws(ProfileError) -> [ProfileSummary] {
        try names().map { (name) -> ProfileSummary in
            do throws(ProfileError) {
                let loaded = try load(name)
                let limits = loaded.profile.limits
                return ProfileSummary(
                    name: name, lineage: loaded.lineage, participants: limits.participants, rooms: limits.rooms, problems: [])
            } catch {
                return ProfileSummary(name: name, lineage: [], participants: nil, rooms: nil, problems: error.all.map(\.description))
            }
        }
    }

    /// All that is wrong with a profile; empty for a good one: `profile check`.
    public func problems(of name: String) -> [ProfileError] {
        do {
            _ = try load(name)
            return []
        } catch {
            return error.all
        }
    }
}

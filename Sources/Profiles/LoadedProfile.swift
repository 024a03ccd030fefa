/// Where a value comes from.
public enum Origin: Sendable, Hashable {
    /// No file says anything: the default holds.
    case builtIn
    /// The value stands in the file of this profile.
    case file(Place, profile: String)

    /// Where it stands; nil for a default.
    public var place: Place? { if case .file(let place, _) = self { place } else { nil } }
    /// The profile that says it; nil for a default.
    public var profileName: String? { if case .file(_, let name) = self { name } else { nil } }
}

/// A profile with all that it extends merged in, checked, and with the origin of each value.
public struct LoadedProfile: Sendable, Hashable {
    /// The name it was asked for by.
    public let name: String
    /// The values that hold.
    public let profile: Profile
    /// One for every key of `Profile.keys`.
    public let origins: [String: Origin]
    /// This profile and those it extends, the nearest first.
    public let lineage: [String]

    /// The profile that holds without any file.
    public static var builtIn: LoadedProfile {
        LoadedProfile(
            name: "built-in", profile: Profile(), origins: Dictionary(uniqueKeysWithValues: Profile.keys.map { ($0.key, .builtIn) }),
            lineage: [])
    }
}

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

/// A profile with all that it extends merged in, the line's over the board's, checked, and with the origin of each value.
public struct LoadedProfile: Sendable, Hashable {
    /// The name it was asked for by; that of a link profile begins with `links/`.
    public let name: String
    /// The values that hold.
    public let profile: Profile
    /// One for every key of `Profile.keys`.
    public let origins: [String: Origin]
    /// Of each key that several files say: the value that would hold without the nearest of them.
    public let overridden: [String: OverriddenValue]
    /// This profile and those it extends, the nearest first.
    public let lineage: [String]
    /// The link profile and those it extends, the nearest first; empty where none was asked for.
    public let linkLineage: [String]

    /// The board, and the line over it: `pi-4 with links/lte`.
    public var title: String { lineage.isEmpty ? name : ([name] + linkLineage.prefix(1)).joined(separator: " with ") }

    /// The profile that holds without any file.
    public static var builtIn: LoadedProfile { LoadedProfile(boards: [], links: []) }
}

/// A value that holds no more, because a nearer file says another.
public struct OverriddenValue: Codable, Sendable, Hashable {
    /// As it would be written.
    public let value: String
    public let place: Place
}

/// One file on the way from a profile to its furthest ancestor.
struct ProfileFile {
    /// As commands name it.
    let name: String
    let path: String
    let assignments: [SettingTable<ProfileDraft>.Assignment]
}

extension LoadedProfile {
    /// Merges files, the nearest first in each layer.
    init(boards: [ProfileFile], links: [ProfileFile]) {
        var draft = ProfileDraft()
        var origins: [String: Origin] = Dictionary(uniqueKeysWithValues: Profile.keys.map { ($0.key, .builtIn) })
        var overridden: [String: OverriddenValue] = [:]
        for file in boards.reversed() + links.reversed() {
            for assignment in file.assignments where assignment.key != "extends" {
                if let place = origins[assignment.key]?.place, let value = draft.profile.text(assignment.key) {
                    overridden[assignment.key] = OverriddenValue(value: value, place: place)
                }
                origins[assignment.key] = .file(assignment.place, profile: file.name)
            }
            ProfileDraft.table.apply(file.assignments, to: &draft)
        }
        name = (boards.first ?? links.first)?.name ?? "built-in"
        profile = draft.profile
        self.origins = origins
        self.overridden = overridden
        lineage = boards.map(\.name)
        linkLineage = links.map(\.name)
    }

    /// Each contradiction at one of its keys: in the nearest file that has one, as that is the file in hand.
    func contradictions(in files: [ProfileFile]) -> [ProfileError] {
        profile.contradictions().map { contradiction in
            let places = files.lazy.compactMap { file in
                contradiction.keys.lazy.compactMap { key in origins[key]?.place.flatMap { $0.file == file.path ? $0 : nil } }.first
            }
            let place = places.first ?? Place(file: files.first?.path ?? "", line: 1, column: 1)
            return .contradiction(place, explanation: contradiction.explanation)
        }
    }
}

/// What somebody may have meant who wrote a name that does not exist.
public enum NearNames {
    /// The names that look like `wanted`, nearest first, at most five; when none does and there are few, all of them.
    public static func to(_ wanted: String, among names: [String]) -> [String] {
        // Longer words are no slip of the finger, and would cost time.
        guard wanted.utf8.count <= 64 else { return [] }
        let scored = names.map { (name: $0, distance: Spelling.distance(wanted, $0)) }
        let near = scored.filter { $0.distance <= 2 || $0.name.hasPrefix(wanted) }
        if near.isEmpty { return names.count <= 5 ? names.sorted() : [] }
        return near.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(5).map(\.name)
    }
}

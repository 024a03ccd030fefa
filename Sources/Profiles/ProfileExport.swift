extension LoadedProfile {
    /// The profile written out as one file that extends none: every value, and in a comment where it came from. Of a link profile alone,
    /// the keys of lines; else it is a board's, and loads as the same values.
    public func exported() -> String {
        let rows = rows()
        let widest = rows.map { $0.key.utf8.count + 2 + $0.value.utf8.count }.max() ?? 0
        let lines = rows.map { row in
            let text = "\(row.key): \(row.value)"
            let from = row.standing == .default ? "default" : "\(row.standing.rawValue), \(row.origin)"
            return text + String(repeating: " ", count: widest - text.utf8.count) + "  # \(from)"
        }
        return (["# \(title), written out. Behind each value: how it came to hold, and where it stands."] + lines).joined(separator: "\n") + "\n"
    }
}

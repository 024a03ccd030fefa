/// Finds what an admin meant.
enum Spelling {
    /// The candidate that takes the fewest changes to reach, if it is near enough to be meant. A right name in the wrong group
    /// is near.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        // Longer words are no slip of the finger, and would cost time.
        guard word.utf8.count <= 64 else { return nil }
        let scored = candidates.map { candidate in
            (candidate, min(distance(word, candidate), distance(lastPart(word), lastPart(candidate)) + 1))
        }
        let tolerance = max(2, lastPart(word).utf8.count / 3)
        guard let best = scored.min(by: { $0.1 < $1.1 }), best.1 <= tolerance else { return nil }
        return best.0
    }

    private static func lastPart(_ key: String) -> String {
        key.lastIndex(of: ".").map { String(key[key.index(after: $0)...]) } ?? key
    }

    /// The edit distance: how many bytes to insert, remove or replace.
    static func distance(_ a: String, _ b: String) -> Int {
        let from = Array(a.utf8)
        let to = Array(b.utf8)
        var row = Array(0...to.count)
        for (i, x) in from.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in to.enumerated() {
                let replaced = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, diagonal + 1, row[j] + 1)
            }
        }
        return row[to.count]
    }
}

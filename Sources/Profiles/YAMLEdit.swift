/// The text of a YAML file, of which single values are changed and all else stays as it is: comments, order, empty lines.
/// It knows keys of one or two parts, `link` and `opus.bitrate`; the second kind can stand in a group or in one line.
/// Whether the new text says what it should is for the caller to look at: some ways to write YAML cannot be changed so.
struct YAMLEdit {
    private let file: String
    private var scalars: [Unicode.Scalar]

    /// - Parameters:
    ///   - text: one that can be read as YAML
    ///   - file: as error lines are to name it
    init(_ text: String, of file: String) {
        self.file = file
        scalars = Array(text.unicodeScalars)
    }

    var text: String { String(String.UnicodeScalarView(scalars)) }

    private typealias Pair = (key: YAMLNode, value: YAMLNode)

    /// Gives a key another value, or adds it where its like stand.
    mutating func set(_ key: String, to value: String) throws(ProfileError) {
        guard let root = try tree(), !root.isNothing, case .mapping(let pairs) = root.content else { return append(key, value, margin: "") }
        let (group, leaf) = Self.parts(key)
        if let pair = Self.pair(key, in: pairs) { return replace(pair.value, with: value) }
        if let leaf, let owner = Self.pair(group, in: pairs) { return set(leaf, to: value, in: owner) }
        if leaf != nil, let neighbour = pairs.last(where: { Self.name($0.key).hasPrefix("\(group).") }), !isFlow(root) {
            return insertLine("\(key): \(value)", after: neighbour.value, margin: margin(neighbour.key))
        }
        if isFlow(root) { return insert(key, value, intoFlow: root, pairs) }
        append(key, value, margin: pairs.first.map { margin($0.key) } ?? "")
    }

    /// Takes out the line of a key that stands alone at the left; nothing happens where there is none.
    mutating func remove(_ key: String) throws(ProfileError) {
        guard let root = try tree(), case .mapping(let pairs) = root.content, let pair = Self.pair(key, in: pairs) else { return }
        scalars.removeSubrange(startOfLine(pair.key.extent.lowerBound)..<startOfNextLine(end(of: pair.value)))
    }

    private mutating func set(_ leaf: String, to value: String, in group: Pair) {
        guard case .mapping(let pairs) = group.value.content, let last = pairs.last else {
            if isFlow(group.value) { return insert(leaf, value, intoFlow: group.value, []) }
            return insertLine("\(leaf): \(value)", after: group.value, margin: margin(group.key) + "  ")
        }
        if let pair = Self.pair(leaf, in: pairs) { return replace(pair.value, with: value) }
        if isFlow(group.value) { return insert(leaf, value, intoFlow: group.value, pairs) }
        insertLine("\(leaf): \(value)", after: last.value, margin: margin(pairs[0].key))
    }

    // MARK: finding

    private func tree() throws(ProfileError) -> YAMLNode? { try YAMLSource(file: file, bytes: Array(text.utf8)).root() }

    private static func parts(_ key: String) -> (group: String, leaf: String?) {
        let parts = key.split(separator: ".", maxSplits: 1).map(String.init)
        return (parts.first ?? key, parts.count > 1 ? parts[1] : nil)
    }

    private static func name(_ node: YAMLNode) -> String { if case .scalar(let text, _) = node.content { text } else { "" } }

    private static func pair(_ key: String, in pairs: [Pair]) -> Pair? { pairs.first { name($0.key) == key } }

    /// Whether it is written with brackets.
    private func isFlow(_ node: YAMLNode) -> Bool {
        if case .scalar = node.content { return false }
        return scalars.indices.contains(node.extent.lowerBound) && ["{", "["].contains(scalars[node.extent.lowerBound])
    }

    /// Behind the last of what a node says. The extent of a group without brackets reaches into the comments behind it.
    private func end(of node: YAMLNode) -> Int {
        switch node.content {
        case .mapping(let pairs): isFlow(node) ? node.extent.upperBound : pairs.last.map { end(of: $0.value) } ?? node.extent.lowerBound
        case .sequence(let items): isFlow(node) ? node.extent.upperBound : items.last.map(end) ?? node.extent.lowerBound
        case .scalar: node.extent.upperBound
        }
    }

    /// The blanks before a key.
    private func margin(_ key: YAMLNode) -> String { String(repeating: " ", count: key.place.column - 1) }

    private static func isBreak(_ scalar: Unicode.Scalar) -> Bool { scalar == "\n" || scalar == "\r" }

    private func startOfLine(_ index: Int) -> Int { (scalars[..<index].lastIndex(where: Self.isBreak) ?? -1) + 1 }

    private func startOfNextLine(_ index: Int) -> Int {
        guard let end = scalars[index...].firstIndex(where: Self.isBreak) else { return scalars.count }
        let isPair = scalars[end] == "\r" && end + 1 < scalars.count && scalars[end + 1] == "\n"
        return end + (isPair ? 2 : 1)
    }

    /// As the file ends its lines.
    private var lineEnd: String { text.contains("\r\n") ? "\r\n" : "\n" }

    // MARK: changing

    private mutating func insert(_ piece: String, at index: Int) { scalars.insert(contentsOf: Array(piece.unicodeScalars), at: index) }

    private mutating func replace(_ node: YAMLNode, with value: String) {
        let extent = node.extent
        // Nothing stands there yet: the colon needs a blank behind it.
        let blank = extent.isEmpty && extent.lowerBound > 0 && scalars[extent.lowerBound - 1] != " " ? " " : ""
        scalars.replaceSubrange(extent, with: Array((blank + value).unicodeScalars))
    }

    private mutating func insert(_ key: String, _ value: String, intoFlow node: YAMLNode, _ pairs: [Pair]) {
        if let last = pairs.last { return insert(", \(key): \(value)", at: end(of: last.value)) }
        insert(" \(key): \(value) ", at: node.extent.lowerBound + 1)
    }

    private mutating func insertLine(_ line: String, after node: YAMLNode, margin: String) {
        let index = startOfNextLine(end(of: node))
        let isLast = index == scalars.count && !(scalars.last.map(Self.isBreak) ?? true)
        insert((isLast ? lineEnd : "") + margin + line + lineEnd, at: index)
    }

    /// At the end of the file; a group gets an empty line before it.
    private mutating func append(_ key: String, _ value: String, margin: String) {
        if let last = scalars.last, !Self.isBreak(last) { insert(lineEnd, at: scalars.count) }
        let (group, leaf) = Self.parts(key)
        guard let leaf else { return insert("\(margin)\(key): \(value)\(lineEnd)", at: scalars.count) }
        let gap = scalars.isEmpty ? "" : lineEnd
        insert("\(gap)\(margin)\(group):\(lineEnd)\(margin)  \(leaf): \(value)\(lineEnd)", at: scalars.count)
    }
}

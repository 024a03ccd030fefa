/// What stands at one place of a YAML file. There are no aliases: a file that has an anchor is refused before it becomes nodes.
struct YAMLNode {
    indirect enum Content {
        /// - isPlain: written without quotes
        case scalar(String, isPlain: Bool)
        case sequence([YAMLNode])
        /// In the order of the file; no scalar stands there twice as a key.
        case mapping([(key: YAMLNode, value: YAMLNode)])
    }

    let place: Place
    /// Where it stands, in Unicode scalars from the beginning of the file. That of a group without brackets reaches to what comes next.
    let extent: Range<Int>
    let content: Content

    /// Nothing but comments stands where the node would.
    var isNothing: Bool {
        if case .scalar("", isPlain: true) = content { true } else { false }
    }

    /// What it is, for an error line.
    var kind: String {
        switch content {
        case .scalar(let text, _): Excerpt.of(text)
        case .mapping: "keys"
        case .sequence: "a list"
        }
    }
}

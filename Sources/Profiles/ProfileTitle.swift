/// A profile as commands name it: `pi-4` for that of a board, `links/lte` for that of a line.
public struct ProfileTitle: Sendable, Hashable, CustomStringConvertible {
    public let layer: ProfileLayer
    public let name: String

    /// Whether the name can be one, is for those to say who look for it.
    public init(_ text: String) {
        let prefix = "links/"
        layer = text.hasPrefix(prefix) ? .link : .board
        name = layer == .link ? String(text.dropFirst(prefix.count)) : text
    }

    public var description: String { layer.title(of: name) }
}

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

    /// For the board itself: what the machine is called, as far as that can be a profile's name.
    public static func ofMachine(_ hostName: String) -> ProfileTitle {
        let letters = hostName.lowercased().utf8.prefix { $0 != UInt8(ascii: ".") }.map { byte in
            PlainName.isValid(String(decoding: [byte], as: UTF8.self)) ? byte : UInt8(ascii: "-")
        }
        let name = String(decoding: letters.drop { $0 == UInt8(ascii: "-") }.prefix(32), as: UTF8.self)
        return ProfileTitle(name.isEmpty || name == "localhost" ? "this-board" : name)
    }
}

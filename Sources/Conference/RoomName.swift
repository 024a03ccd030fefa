import Profiles

/// The name of a room: 1 to 32 of the characters a-z, 0-9 and "-". Safe in a path, a log and an address.
public struct RoomName: Sendable, Hashable, Comparable {
    public let text: String

    public init(_ text: String) throws(ConferenceError) {
        guard RoomFile.isValidName(text) else { throw .badName(text) }
        self.text = text
    }

    /// The name in a room file, which was checked when the file was read.
    init(of file: RoomFile) { text = file.name }

    public static func < (a: RoomName, b: RoomName) -> Bool { a.text < b.text }
}

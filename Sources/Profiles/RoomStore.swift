/// The folder in which rooms are kept, one `NAME.yaml` each, mode 0600. A file is replaced whole or not at all.
/// Meant for one process: the service.
public struct RoomStore: Sendable {
    /// Made, for its owner only, when the first room is written.
    public let directory: String

    public init(directory: String) { self.directory = directory }

    /// What the folder holds: the rooms, by name, and what is wrong with the files that hold none.
    public struct Contents: Sendable, Hashable {
        public let rooms: [RoomFile]
        public let problems: [ProfileError]

        public init(rooms: [RoomFile], problems: [ProfileError]) {
            self.rooms = rooms
            self.problems = problems
        }
    }

    /// Loads all rooms. A broken file is reported and passed over; it stays as it is for its owner to mend. So is one whose number is
    /// that of a room before it, or a PIN of any. Hidden files, such as drafts of a run that was killed, are none of ours.
    /// - Throws: `inaccessible` if the folder is there and cannot be read
    public func load() throws(ProfileError) -> Contents {
        var found: [(room: RoomFile, number: Place?)] = []
        var problems: [ProfileError] = []
        for file in try FileAccess.names(in: directory) ?? [] where file.hasSuffix(".yaml") && !file.hasPrefix(".") {
            let name = String(file.dropLast(".yaml".count))
            let path = "\(directory)/\(file)"
            do throws(ProfileError) {
                guard PlainName.isValid(name) else {
                    throw .inaccessible(file: path, reason: "is passed over: a room's name needs \(PlainName.needs)")
                }
                found.append(try RoomFile.read(name: name, path: path))
            } catch {
                problems += error.all
            }
        }
        let pins = Dictionary(
            found.flatMap { one in [one.room.pin, one.room.hostPIN].compactMap { $0 }.map { ($0, one.room) } }, uniquingKeysWith: { first, _ in first })
        var numbers: [String: RoomFile] = [:]
        var rooms: [RoomFile] = []
        for (room, place) in found {
            if let number = room.number, let place, let other = numbers[number] ?? pins[number], let clash = room.clash(with: other) {
                problems.append(.contradiction(place, explanation: clash))
                continue
            }
            if let number = room.number { numbers[number] = room }
            rooms.append(room)
        }
        return Contents(rooms: rooms, problems: problems)
    }

    /// Writes a room, new or not. When this returns, the room survives a power cut.
    public func write(_ room: RoomFile) throws(ProfileError) {
        try FileAccess.makeDirectory(directory)
        try FileAccess.replace(RoomFile.fileName(room.name), in: directory, with: Array(room.text.utf8))
    }

    /// Removes a room.
    /// - Throws: `unknownRoom` if there is none of that name
    public func remove(_ name: String) throws(ProfileError) {
        guard PlainName.isValid(name) else { throw .badName(name) }
        guard try FileAccess.remove(RoomFile.fileName(name), in: directory) else { throw .unknownRoom(name: name) }
    }
}

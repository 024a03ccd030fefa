import MediaLink
import MediaTypes
import Profiles

extension Conference {
    /// Opens a room, and keeps it for the next run.
    @discardableResult
    public func addRoom(_ text: String) throws(ConferenceError) -> RoomSnapshot {
        let name = try RoomName(text)
        guard rooms[name] == nil else { throw .roomExists(text) }
        guard rooms.count < profile.limits.rooms else { throw .tooManyRooms(limit: profile.limits.rooms) }
        if let store, let problem = broken["\(store.directory)/\(text).yaml"] {
            throw .storage("the room's file is there, but broken: \(problem); mend it and start again, or remove it")
        }
        // The file first: a room that would not outlive the run is not opened.
        do { try store?.write(RoomFile(name: text)) } catch { throw .storage(error.description) }
        rooms[name] = drawRoom()
        logger.record(.roomOpened)
        return snapshot(of: name)
    }

    /// Opens a room unless it is open.
    @discardableResult
    public func openRoom(_ text: String) throws(ConferenceError) -> RoomSnapshot {
        let name = try RoomName(text)
        return rooms[name] == nil ? try addRoom(text) : snapshot(of: name)
    }

    /// All rooms by name.
    public func listRooms() -> [RoomSnapshot] { rooms.keys.sorted().map(snapshot(of:)) }

    /// One room and who is in it.
    public func showRoom(_ text: String) throws(ConferenceError) -> (room: RoomSnapshot, participants: [ParticipantSnapshot]) {
        let name = try findRoom(text).name
        return (snapshot(of: name), occupants(of: name).map(ParticipantSnapshot.init))
    }

    /// Closes a room for good.
    /// - Parameter evict: also removes who is in it, each with a goodbye; without it an occupied room stays
    public func removeRoom(_ text: String, evict: Bool = false) throws(ConferenceError) {
        let name = try findRoom(text).name
        let occupants = occupants(of: name)
        guard evict || occupants.isEmpty else { throw .roomInUse(text, participants: occupants.count) }
        for occupant in occupants { try remove(occupant) }
        do {
            try store?.remove(text)
        } catch .unknownRoom {
            // Somebody has removed the file by hand, and it is gone: that is what was asked for.
        } catch {
            throw .storage(error.description)
        }
        rooms[name] = nil
        logger.record(.roomClosed)
    }

    func findRoom(_ text: String) throws(ConferenceError) -> (name: RoomName, id: RoomID) {
        let name = try RoomName(text)
        guard let id = rooms[name] else { throw .noSuchRoom(text, near: NearNames.to(text, among: rooms.keys.map(\.text))) }
        return (name, id)
    }

    func snapshot(of name: RoomName) -> RoomSnapshot {
        let occupants = participants.values.filter { $0.room == name }
        return RoomSnapshot(room: name.text, participants: occupants.count, talkers: occupants.count { $0.report?.isTalking == true })
    }

    /// Who is in a room, in the order in which they came.
    func occupants(of name: RoomName) -> [Participant] {
        participants.values.filter { $0.room == name }.sorted { $0.place.leg.value < $1.place.leg.value }
    }
}

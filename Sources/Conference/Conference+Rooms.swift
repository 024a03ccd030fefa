import MediaLink
import MediaTypes
import Profiles

extension Conference {
    /// Opens a room, and keeps it for the next run.
    /// - Parameter isTemporary: it is kept nowhere instead, and vanishes a minute after the last one has left
    /// - Throws: `badName`, `roomExists`, `tooManyRooms`, `badRoomSetting`, `storage`
    @discardableResult
    public func addRoom(
        _ text: String, _ settings: RoomSettings = RoomSettings(), isTemporary: Bool = false
    ) throws(ConferenceError) -> RoomSnapshot {
        let name = try RoomName(text)
        guard rooms[name] == nil else { throw .roomExists(text) }
        guard rooms.count < profile.limits.rooms else { throw .tooManyRooms(limit: profile.limits.rooms) }
        if let store, let problem = broken["\(store.directory)/\(text).yaml"] {
            throw .storage("the room's file is there, but broken: \(problem); mend it and start again, or remove it")
        }
        let file = try settings.applied(to: blankFile(name), besides: files(otherThan: name), links: Array(linked.keys), using: &random)
        // The file first: a room that would not outlive the run is not opened.
        if !isTemporary { try write(file) }
        var room = OpenRoom(id: drawRoom(), file: file, isTemporary: isTemporary)
        room.emptySince = clock()
        rooms[name] = room
        record(.roomOpened, in: name)
        return snapshot(of: name, withPINs: true)
    }

    /// Changes what was said about a room. Who is in it stays.
    /// - Throws: `noSuchRoom`, `badRoomSetting`, `storage`
    public func setRoom(_ text: String, _ settings: RoomSettings) throws(ConferenceError) -> RoomSnapshot {
        let (name, room) = try findRoom(text)
        let file = try settings.applied(to: room.file, besides: files(otherThan: name), links: Array(linked.keys), using: &random)
        if !room.isTemporary { try write(file) }
        rooms[name]?.file = file
        if !file.showDigits { forgetDigits(in: name) }
        return snapshot(of: name, withPINs: true)
    }

    private func blankFile(_ name: RoomName) throws(ConferenceError) -> RoomFile {
        do { return try RoomFile(name: name.text) } catch { throw .badName(name.text) }
    }

    private func files(otherThan name: RoomName) -> [RoomFile] { rooms.sorted { $0.key < $1.key }.filter { $0.key != name }.map(\.value.file) }

    /// What a room no longer shows is not kept either.
    private func forgetDigits(in name: RoomName) {
        for one in participants.values where one.room == name && one.lastDigits != nil { participants[one.handle]?.lastDigits = nil }
        tellSoon(name)
    }

    private func write(_ file: RoomFile) throws(ConferenceError) {
        do { try store?.write(file) } catch { throw .storage(error.description) }
    }

    /// Opens a room unless it is open.
    @discardableResult
    public func openRoom(_ text: String) throws(ConferenceError) -> RoomSnapshot {
        let name = try RoomName(text)
        return rooms[name] == nil ? try addRoom(text) : snapshot(of: name)
    }

    /// All rooms by name.
    public func listRooms() -> [RoomSnapshot] { rooms.keys.sorted().map { snapshot(of: $0) } }

    /// One room with its PINs, and who is in it.
    public func showRoom(_ text: String) throws(ConferenceError) -> (room: RoomSnapshot, participants: [ParticipantSnapshot]) {
        let name = try findRoom(text).name
        return (snapshot(of: name, withPINs: true), occupants(of: name).map { snapshot($0) })
    }

    /// Closes a room for good.
    /// - Parameter evict: also removes who is in it, each with a goodbye; without it an occupied room stays
    public func removeRoom(_ text: String, evict: Bool = false) throws(ConferenceError) {
        let (name, room) = try findRoom(text)
        let occupants = occupants(of: name)
        guard evict || occupants.isEmpty else { throw .roomInUse(text, participants: occupants.count) }
        for occupant in occupants { try dismiss(occupant.handle, because: .ended) }
        do {
            if !room.isTemporary { try store?.remove(text) }
        } catch .unknownRoom {
            // Somebody has removed the file by hand, and it is gone: that is what was asked for.
        } catch {
            throw .storage(error.description)
        }
        rooms.forget(name)
        record(.roomClosed, in: name)
    }

    /// Locks a room, so that who comes waits in the lobby, or unlocks it; in the place of a host.
    public func lockRoom(_ text: String, _ isLocked: Bool) throws(ConferenceError) -> RoomSnapshot {
        let name = try findRoom(text).name
        setLocked(name, isLocked)
        return snapshot(of: name, withPINs: true)
    }

    /// Ends the meeting, in the place of a host: removes everybody, who waits included. The room stays open, and is not locked.
    /// - Returns: how many were removed
    public func endMeeting(in text: String) throws(ConferenceError) -> Int {
        let name = try findRoom(text).name
        let occupants = occupants(of: name)
        for one in occupants { try dismiss(one.handle, because: .ended) }
        setLocked(name, false)
        return occupants.count
    }

    func findRoom(_ text: String) throws(ConferenceError) -> (name: RoomName, room: OpenRoom) {
        let name = try RoomName(text)
        guard let room = rooms[name] else { throw .noSuchRoom(text, near: NearNames.to(text, among: rooms.keys.map(\.text))) }
        return (name, room)
    }

    /// - Parameter withPINs: only in answers about one room, which an admin asked for: lists are shown to others
    func snapshot(of name: RoomName, withPINs: Bool = false) -> RoomSnapshot {
        let occupants = participants.values.filter { $0.room == name }
        let room = rooms[name]
        return RoomSnapshot(
            room: name.text, participants: occupants.count { !$0.isInLobby }, talkers: occupants.count { $0.isTalking },
            waiting: occupants.count { $0.isInLobby }, needsPIN: room?.file.pin != nil, lobby: room?.file.lobby ?? false,
            isLocked: room?.isLocked ?? false, pin: withPINs ? room?.file.pin : nil, hostPIN: withPINs ? room?.file.hostPIN : nil,
            talkerLimit: room?.file.talkers, number: room?.file.number, entry: room?.file.entry ?? .tone, showDigits: room?.file.showDigits ?? false,
            link: room?.file.link, isTemporary: room?.isTemporary ?? false)
    }

    /// Who is in a room, in the order in which they came, who waits included.
    func occupants(of name: RoomName) -> [Participant] {
        participants.values.filter { $0.room == name }.sorted { $0.number < $1.number }
    }
}

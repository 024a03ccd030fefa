import MediaTypes

// Rooms that somebody makes for one conversation. They are on no disk, and vanish by themselves.
extension Conference {
    /// A temporary room vanishes so long after the last one has left: time enough to come again after a broken line.
    static let temporaryPatience = MediaTime.seconds(60)
    /// Ours: and so long after it was opened, if nobody has come.
    static let invitationPatience = MediaTime.seconds(3_600)

    /// Somebody has given up the last seat of a room, perhaps.
    func noteEmptiness(of room: RoomName) {
        guard rooms[room]?.isTemporary == true, !participants.values.contains(where: { $0.room == room }) else { return }
        rooms[room]?.wasUsed = true
        rooms[room]?.emptySince = clock()
        sweep(in: Conference.temporaryPatience)
    }

    /// Closes the temporary rooms whose time is over.
    func closeEmptyRooms() {
        let now = clock()
        for (name, room) in rooms where room.isTemporary {
            guard let since = room.emptySince, !participants.values.contains(where: { $0.room == name }) else { continue }
            guard now - since >= (room.wasUsed ? Conference.temporaryPatience : Conference.invitationPatience) else { continue }
            rooms[name] = nil
            record(.roomClosed, in: name)
        }
    }
}

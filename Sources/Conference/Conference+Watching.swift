// What is told of the box: to its log, and to admins who watch.
extension Conference {
    /// Logs an event of the box, and tells it to those who watch.
    public nonisolated func record(_ event: BoxEvent) {
        log.record(event)
        board.post(WatchedEvent(event))
    }

    /// The same for what happens in a room, which the log does not name.
    nonisolated func record(_ event: BoxEvent, in room: RoomName, of participant: Participant? = nil) {
        log.record(event)
        board.post(WatchedEvent(event, in: room, of: participant))
    }

    /// Tells when a room begins, ends, or has somebody in its lobby. Due whenever somebody has come, was let in, or has left.
    func noteOccupancy(of room: RoomName) {
        guard let before = rooms[room] else { return }
        let occupants = participants.values.filter { $0.room == room }
        let waiting = occupants.count { $0.isInLobby }
        let inside = occupants.count - waiting
        rooms[room]?.inside = inside
        rooms[room]?.waiting = waiting
        var happenings: [RoomHappening] = []
        if before.inside == 0, inside > 0 { happenings.append(.roomStarted) }
        if before.inside > 0, inside == 0 { happenings.append(.roomEnded) }
        if before.waiting == 0, waiting > 0 { happenings.append(.lobbyOccupied) }
        for happening in happenings { board.post(.occupancy(happening, in: room, participants: inside, waiting: waiting)) }
    }

    /// All events from now on, until `end` is called.
    /// - Parameter text: only those of this room; nil for all
    /// - Throws: `badName`, `noSuchRoom`
    public func watch(room text: String? = nil) throws(ConferenceError) -> EventWatch {
        if let text { _ = try findRoom(text) }
        return board.watch(room: text)
    }
}

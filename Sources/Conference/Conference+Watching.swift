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

    /// All events from now on, until `end` is called.
    /// - Parameter text: only those of this room; nil for all
    /// - Throws: `badName`, `noSuchRoom`
    public func watch(room text: String? = nil) throws(ConferenceError) -> EventWatch {
        if let text { _ = try findRoom(text) }
        return board.watch(room: text)
    }
}

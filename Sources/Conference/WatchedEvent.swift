/// What has happened, as it is told to an admin who watches. As in the log there are no names, addresses or numbers of people; unlike
/// there, it says in which room, and to whom, by handle.
public struct WatchedEvent: Sendable, Codable, Equatable {
    /// A short word for scripts; it stays the same when the sentence gets better.
    public var event: String
    /// One line for people.
    public var message: String
    /// Nil for what is no room's.
    public var room: String?
    /// The handle of who has come, left, or was let in.
    public var participant: String?
    public var kind: ParticipantKind?
    public var isInLobby: Bool?
    /// Who is heard from now on, by handle.
    public var talking: [String]?
    /// How many are inside, where that has begun or ended.
    public var participants: Int?
    /// How many wait in the lobby, likewise.
    public var waiting: Int?
    /// How many events were dropped.
    public var missed: Int?

    init(_ event: BoxEvent, in room: RoomName? = nil, of participant: Participant? = nil) {
        self.init("\(event)", event.rawValue, in: room, of: participant)
    }

    init(_ event: RoomHappening, in room: RoomName?, of participant: Participant? = nil) {
        self.init("\(event)", event.rawValue, in: room, of: participant)
    }

    private init(_ event: String, _ message: String, in room: RoomName?, of participant: Participant?) {
        self.event = event
        self.message = message
        self.room = room?.text
        self.participant = participant?.handle.text
        kind = participant?.kind
        isInLobby = participant?.isInLobby
    }

    static func talking(_ handles: [ParticipantHandle], in room: RoomName) -> WatchedEvent {
        var event = WatchedEvent(RoomHappening.talking, in: room)
        event.talking = handles.map(\.text)
        return event
    }

    static func occupancy(_ happening: RoomHappening, in room: RoomName, participants: Int, waiting: Int) -> WatchedEvent {
        var event = WatchedEvent(happening, in: room)
        (event.participants, event.waiting) = (participants, waiting)
        return event
    }

    static func missed(_ count: Int) -> WatchedEvent {
        var event = WatchedEvent(RoomHappening.eventsMissed, in: nil)
        event.missed = count
        return event
    }
}

/// What is told of a room beyond what the log tells.
enum RoomHappening: String, CaseIterable {
    case roomStarted = "somebody is in the room, which was empty"
    case roomEnded = "the last participant has left the room"
    case lobbyOccupied = "somebody waits in the lobby, where nobody was"
    case talking = "others are heard than before"
    case participantAdmitted = "a participant was let in from the lobby"
    case roomLocked = "a host has locked the room"
    case roomUnlocked = "the room is not locked any more"
    case eventsMissed = "events were dropped, as they were fetched too slowly"
}

import MediaLink
import MediaTypes

// What is told to those in a room.
extension Conference {
    /// Ours: at most so often everybody is told who is here. A hundred people who come within seconds would else cost a hundred
    /// times a hundred lists.
    static let tellingInterval = MediaTime.milliseconds(250)

    /// Somebody has begun or ceased to be heard; told on at once.
    public func noteTalking(_ leg: LegID, _ isTalking: Bool) {
        guard let handle = handles[leg], let participant = participants[handle], participant.isTalking != isTalking else { return }
        participants[handle]?.leg?.isTalking = isTalking
        tellTalking(participant.room)
    }

    func tellTalking(_ room: RoomName) {
        let talking = talking(in: room)
        board.post(.talking(talking, in: room))
        for one in participants.values where one.room == room && !one.isInLobby { one.mailbox?.put(.talking(talking)) }
    }

    func talking(in room: RoomName) -> [ParticipantHandle] { occupants(of: room).filter(\.isTalking).map(\.handle) }

    /// Tells everybody in a room who is here: now, or when the interval since the last time is over.
    func tellSoon(_ room: RoomName) {
        guard let open = rooms[room], !open.isTellingDue else { return }
        guard let last = open.toldAt, clock() - last < Conference.tellingInterval else { return tellPeople(room) }
        rooms[room]?.isTellingDue = true
        Task { [weak self] in
            try? await Task.sleep(for: .nanoseconds(Conference.tellingInterval.nanoseconds))
            await self?.tellPeople(room)
        }
    }

    private func tellPeople(_ room: RoomName) {
        rooms[room]?.isTellingDue = false
        rooms[room]?.toldAt = clock()
        let occupants = occupants(of: room)
        guard occupants.contains(where: { $0.mailbox != nil }) else { return }
        let view = view(of: room, occupants)
        for one in occupants { one.mailbox?.put(.people(view.state(for: one))) }
    }

    func peopleState(for participant: Participant) -> PeopleState {
        view(of: participant.room, occupants(of: participant.room)).state(for: participant)
    }

    private func view(of room: RoomName, _ occupants: [Participant]) -> WholeRoom {
        WholeRoom(room: room.text, isLocked: rooms[room]?.isLocked ?? false, diagnosticsSeconds: diagnosticsSecondsLeft, occupants)
    }
}

/// A room's people as hosts see them, from which everybody gets the part that is theirs to see.
private struct WholeRoom {
    let room: String
    let isLocked: Bool
    let diagnosticsSeconds: Int?
    let people: [PeopleState.Person]
    /// The same without what only hosts see.
    let peopleForGuests: [PeopleState.Person]
    let lobby: [PeopleState.Waiting]

    init(room: String, isLocked: Bool, diagnosticsSeconds: Int?, _ occupants: [Participant]) {
        self.room = room
        self.isLocked = isLocked
        self.diagnosticsSeconds = diagnosticsSeconds
        people = occupants.filter { !$0.isInLobby }.map {
            PeopleState.Person(
                handle: $0.handle, name: $0.name?.text, kind: $0.kind, role: $0.role, muted: $0.isSilenced, hand: $0.hasHandUp,
                talking: $0.isTalking, quality: $0.leg?.line.quality, connection: $0.connection, phone: $0.phone, lastDigits: $0.lastDigits)
        }
        peopleForGuests = !people.contains { $0.lastDigits != nil } ? people : people.map {
            var person = $0
            person.lastDigits = nil
            return person
        }
        lobby = occupants.filter(\.isInLobby).map {
            PeopleState.Waiting(handle: $0.handle, name: $0.name?.text, phone: $0.phone, lastDigits: $0.lastDigits)
        }
    }

    func state(for one: Participant) -> PeopleState {
        // Whoever waits in the lobby is no host yet.
        let isHost = one.role == .host && !one.isInLobby
        return PeopleState(
            room: room, you: one.handle, locked: isLocked, people: one.isInLobby ? [] : isHost ? people : peopleForGuests,
            lobby: isHost ? lobby : [], diagnosticsSeconds: diagnosticsSeconds)
    }
}

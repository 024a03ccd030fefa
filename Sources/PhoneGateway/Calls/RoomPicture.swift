import Conference

/// What a caller's menu is told of the room: it makes news of the whole states that everybody in a room gets.
struct RoomPicture {
    private let you: ParticipantHandle
    private var people: [ParticipantHandle: Speaker] = [:]
    private var talking: [ParticipantHandle] = []
    /// What was told last.
    private var count = -1
    private var waiting = 0
    private var isLocked = false
    private var speakers: [Speaker] = []

    init(of you: ParticipantHandle) { self.you = you }

    mutating func note(_ event: RoomEvent) -> [RoomNews] {
        switch event {
        case .people(let state): return note(state)
        case .talking(let handles):
            talking = handles
            return newSpeakers()
        case .moderation(let action): return note(action)
        case .advice: return []
        }
    }

    private mutating func note(_ state: PeopleState) -> [RoomNews] {
        people = Dictionary(state.people.map { ($0.handle, speaker($0)) }) { first, _ in first }
        var news: [RoomNews] = []
        if state.people.count != count {
            count = state.people.count
            // Nobody is there for who waits in the lobby.
            if count > 0 { news.append(.people(count)) }
        }
        if state.lobby.count != waiting {
            waiting = state.lobby.count
            news.append(.waiting(waiting))
        }
        if state.locked != isLocked {
            isLocked = state.locked
            news.append(.locked(isLocked))
        }
        return news + newSpeakers()
    }

    private func speaker(_ person: PeopleState.Person) -> Speaker {
        if person.handle == you { return .you }
        return person.phone.map(Speaker.phone) ?? .web
    }

    private mutating func newSpeakers() -> [RoomNews] {
        let newest = talking.compactMap { people[$0] }
        guard newest != speakers else { return [] }
        speakers = newest
        return [.speakers(newest)]
    }

    private func note(_ action: Moderation) -> [RoomNews] {
        switch action {
        case .mutedByHost: [.mutedByHost]
        case .unmuteAsked: [.unmuteAsked]
        case .removed: [.removed]
        case .ended: [.conferenceEnded]
        // Let in from the lobby is a verdict, not news; locked stands in the state as well.
        case .admitted, .locked, .unlocked: []
        }
    }
}

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
    /// Who has come by browser and is heard, as far as was told; nil before the room has told who is there, and in the lobby.
    private var browsers: Set<ParticipantHandle>?

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
        return news + newBrowsers(state.people) + newSpeakers()
    }

    /// Who comes is told when its media does, and who goes when its seat does: a connection that is lost and found again is no news.
    private mutating func newBrowsers(_ people: [PeopleState.Person]) -> [RoomNews] {
        guard !people.isEmpty else {
            browsers = nil
            return []
        }
        let here = people.filter { $0.kind == .web }
        let heard = Set(here.filter { $0.connection == .connected }.map(\.handle))
        let before = browsers ?? heard
        let stayed = before.intersection(here.map(\.handle))
        browsers = stayed.union(heard)
        return (heard.isSubset(of: before) ? [] : [.browserCame]) + (stayed == before ? [] : [.browserLeft])
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

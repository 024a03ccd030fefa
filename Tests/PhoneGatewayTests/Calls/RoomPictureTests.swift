import Testing

@testable import Conference
@testable import PhoneGateway

@Suite("What a caller's menu is told of the room")
struct RoomPictureTests {
    private let me = ParticipantHandle("p-0001")

    private func person(_ handle: String, phone: Int? = nil) -> PeopleState.Person {
        PeopleState.Person(
            handle: ParticipantHandle(handle), name: nil, kind: phone == nil ? .web : .phone, role: .guest, muted: false, hand: false,
            talking: false, quality: nil, connection: .connected, phone: phone)
    }

    private func state(_ people: [PeopleState.Person], lobby: Int = 0, locked: Bool = false) -> RoomEvent {
        let waiting = (0..<lobby).map { PeopleState.Waiting(handle: ParticipantHandle("p-9\($0)"), name: nil) }
        return .people(PeopleState(room: "hall", you: me, locked: locked, people: people, lobby: waiting))
    }

    @Test("The number of people is told when it changes")
    func count() {
        var picture = RoomPicture(of: me)
        #expect(picture.note(state([person("p-0001", phone: 1)])) == [.people(1)])
        #expect(picture.note(state([person("p-0001", phone: 1)])) == [])
        #expect(picture.note(state([person("p-0001", phone: 1), person("p-0002")])) == [.people(2)])
    }

    @Test("In the lobby nobody is counted")
    func lobby() {
        var picture = RoomPicture(of: me)
        #expect(picture.note(state([])) == [])
    }

    @Test("Speakers are told as they can be said: oneself, a telephone's number, the web")
    func speakers() {
        var picture = RoomPicture(of: me)
        _ = picture.note(state([person("p-0001", phone: 1), person("p-0002", phone: 3), person("p-0003")]))
        let talking = ["p-0001", "p-0002", "p-0003", "p-gone"].map(ParticipantHandle.init)
        #expect(picture.note(.talking(talking)) == [.speakers([.you, .phone(3), .web])])
        #expect(picture.note(.talking(talking)) == [])
        #expect(picture.note(.talking([])) == [.speakers([])])
    }

    @Test("Who waits, and whether the room is locked, is told when it changes")
    func hosts() {
        var picture = RoomPicture(of: me)
        _ = picture.note(state([person("p-0001", phone: 1)]))
        #expect(picture.note(state([person("p-0001", phone: 1)], lobby: 2, locked: true)) == [.waiting(2), .locked(true)])
    }

    @Test("What hosts do is told", arguments: [
        (Moderation.mutedByHost, [RoomNews.mutedByHost]), (.unmuteAsked, [.unmuteAsked]), (.removed, [.removed]), (.ended, [.conferenceEnded]),
        (.locked, []),
    ])
    func moderation(_ action: Moderation, _ news: [RoomNews]) {
        var picture = RoomPicture(of: me)
        #expect(picture.note(.moderation(action)) == news)
    }
}

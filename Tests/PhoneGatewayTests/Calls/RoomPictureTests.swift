import Testing

@testable import Conference
@testable import PhoneGateway

@Suite("What a caller's menu is told of the room")
struct RoomPictureTests {
    private let me = ParticipantHandle("p-0001")

    private func person(_ handle: String, phone: Int? = nil, _ connection: MediaConnection = .connected) -> PeopleState.Person {
        PeopleState.Person(
            handle: ParticipantHandle(handle), name: nil, kind: phone == nil ? .web : .phone, role: .guest, muted: false, hand: false,
            talking: false, quality: nil, connection: connection, phone: phone)
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
        #expect(picture.note(state([person("p-0001", phone: 1), person("p-0002", phone: 2)])) == [.people(2)])
    }

    @Test("Who is there first is no news; who comes or goes by browser is, once")
    func browsers() {
        var picture = RoomPicture(of: me)
        let (caller, first) = (person("p-0001", phone: 1), person("p-0002"))
        #expect(picture.note(state([caller, first])) == [.people(2)])
        #expect(picture.note(state([caller, first, person("p-0003")])) == [.people(3), .browserCame])
        #expect(picture.note(state([caller, first, person("p-0003")])) == [])
        #expect(picture.note(state([caller, person("p-0003")])) == [.people(2), .browserLeft])
        #expect(picture.note(state([caller, person("p-0004"), person("p-0005")])) == [.people(3), .browserCame, .browserLeft])
    }

    @Test("A browser comes with its media; a connection that is lost and found again is no news, and neither is who never had one")
    func connections() {
        var picture = RoomPicture(of: me)
        let caller = person("p-0001", phone: 1)
        _ = picture.note(state([caller]))
        #expect(picture.note(state([caller, person("p-0002", .connecting)])) == [.people(2)])
        #expect(picture.note(state([caller, person("p-0002")])) == [.browserCame])
        #expect(picture.note(state([caller, person("p-0002", .lost)])) == [])
        #expect(picture.note(state([caller, person("p-0002")])) == [])
        #expect(picture.note(state([caller, person("p-0002"), person("p-0003", .connecting)])) == [.people(3)])
        #expect(picture.note(state([caller, person("p-0002")])) == [.people(2)])
    }

    @Test("Callers and other kinds are not told as browsers", arguments: [ParticipantKind.phone, .rtp, .whip, .listener])
    func otherKinds(_ kind: ParticipantKind) {
        var picture = RoomPicture(of: me)
        _ = picture.note(state([person("p-0001", phone: 1)]))
        var other = person("p-0002")
        other.kind = kind
        #expect(picture.note(state([person("p-0001", phone: 1), other])) == [.people(2)])
        #expect(picture.note(state([person("p-0001", phone: 1)])) == [.people(1)])
    }

    @Test("Whoever is sent to the lobby and let in again is not told of those who were there meanwhile")
    func lobbyAndBack() {
        var picture = RoomPicture(of: me)
        _ = picture.note(state([person("p-0001", phone: 1), person("p-0002")]))
        #expect(picture.note(state([])) == [])
        #expect(picture.note(state([person("p-0001", phone: 1), person("p-0003")])) == [.people(2)])
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

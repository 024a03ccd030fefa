import Foundation
import MediaTypes
import Profiles
import Testing

@testable import Conference

/// How callers come in, and what the others see of them.
@Suite(.timeLimit(.minutes(1))) struct TelephoneTests {
    private let caller = JoinOrigin(caller: 1)

    /// A hall (number 204, PIN 271828, host PIN 314159), an open yard (number 7), and a vault (PIN 16180339) without a number.
    private func house(participants: Int = 50) async throws -> Hall {
        let hall = try await Hall(participants: participants)
        _ = try await hall.conference.setRoom(Hall.name, RoomSettings(number: "204"))
        try await hall.conference.addRoom("yard", RoomSettings(number: "7", entry: .name))
        try await hall.conference.addRoom("vault", RoomSettings(pin: "16180339"))
        return hall
    }

    /// What comes of what a caller enters, in a few words.
    private func outcome(
        _ hall: Hall, _ digits: CallerDigits, room: String? = nil, from origin: JoinOrigin? = nil, lastDigits: String? = nil
    ) async -> String {
        do {
            switch try await hall.conference.enter(digits, room: room, origin: origin ?? caller, lastDigits: lastDigits) {
            case .seated(let seat, let manner): return "\(seat.role) of \(seat.room)\(seat.isInLobby ? " in lobby" : ""), \(manner)"
            case .roomFound(let room, let lengths): return "found \(room) \(lengths.sorted())"
            }
        } catch {
            return error.code
        }
    }

    private func guess(_ hall: Hall, times: Int, from origin: JoinOrigin? = nil) async -> [String] {
        var outcomes: [String] = []
        for _ in 0..<times { outcomes.append(await outcome(hall, .roomOrPIN("000000"), from: origin)) }
        return outcomes
    }

    // MARK: what a number asks for

    @Test func aNumberOfOneRoomAsksForThatRoomsPIN() async throws {
        let hall = try await house()
        #expect(try await hall.conference.entrance(toRoom: "hall") == TelephoneEntrance(room: "hall", pinLengths: [6]))
        #expect(try await hall.conference.entrance(toRoom: "yard") == TelephoneEntrance(room: "yard", pinLengths: []))
        await #expect(throws: ConferenceError.noSuchRoom("attic", near: [])) { try await hall.conference.entrance(toRoom: "attic") }
    }

    @Test func aNumberOfAnyRoomTakesAllNumbersAndPINs() async throws {
        #expect(try await house().conference.entrance(toRoom: nil) == TelephoneEntrance(room: nil, pinLengths: [1, 3, 6, 8]))
    }

    @Test func theOnlyRoomIsFoundWithoutItsNumber() async throws {
        let hall = try await Hall()
        #expect(try await hall.conference.entrance(toRoom: nil) == TelephoneEntrance(room: "hall", pinLengths: [6]))
        _ = try await hall.conference.setRoom("hall", RoomSettings(number: "204"))
        #expect(try await hall.conference.entrance(toRoom: nil) == TelephoneEntrance(room: nil, pinLengths: [3, 6]))
    }

    @Test func whereGuestsNeedNoPINNoneIsAskedFor() async throws {
        let hall = try await house()
        _ = try await hall.conference.setRoom("yard", RoomSettings(hostPIN: "161803"))
        #expect(try await hall.conference.entrance(toRoom: "yard").pinLengths.isEmpty)
        #expect(await outcome(hall, .roomOrPIN("161803")) == "host of yard, name")
    }

    // MARK: digits

    @Test(arguments: [
        (CallerDigits.nothing, "hall", "pin-needed"), (.nothing, "yard", "guest of yard, name"), (.nothing, nil, "pin-needed"),
        (.nothing, "attic", "no-such-room"), (.pin("271828"), "hall", "guest of hall, tone"), (.pin("314159"), "hall", "host of hall, tone"),
        (.pin("16180339"), "hall", "bad-pin"), (.pin("204"), "hall", "bad-pin"), (.roomOrPIN("204"), nil, "found hall [6]"),
        (.roomOrPIN("7"), nil, "guest of yard, name"), (.roomOrPIN("271828"), nil, "guest of hall, tone"),
        (.roomOrPIN("314159"), nil, "host of hall, tone"), (.roomOrPIN("16180339"), nil, "guest of vault, tone"),
        (.roomOrPIN("27182"), nil, "bad-pin"), (.roomOrPIN("2718280"), nil, "bad-pin"), (.roomOrPIN(""), nil, "pin-needed"),
        (.pin("16180339"), nil, "guest of vault, tone"),
    ] as [(CallerDigits, String?, String)])
    func eachCodeLeadsWhereItShould(digits: CallerDigits, room: String?, comes: String) async throws {
        #expect(await outcome(try house(), digits, room: room) == comes)
    }

    @Test func aPINOfTwoRoomsLeadsNowhereAndIsNoGuess() async throws {
        let hall = try await house()
        try await hall.conference.addRoom("attic", RoomSettings(pin: "271828"))
        for _ in 0...PINGuard.limitOfBox { #expect(await outcome(hall, .roomOrPIN("271828")) == "bad-pin") }
        #expect(await outcome(hall, .roomOrPIN("16180339")) == "guest of vault, tone")
    }

    @Test func aLockedRoomSendsCallersToTheLobby() async throws {
        let hall = try await house()
        let host = try await hall.joinAsHost()
        try await hall.conference.setLocked(true, by: host)
        #expect(await outcome(hall, .pin("271828"), room: "hall") == "guest of hall in lobby, tone")
        #expect(await outcome(hall, .pin("314159"), room: "hall") == "host of hall, tone")
    }

    @Test func aFullBoxHasNoSeatForACaller() async throws {
        let hall = try await house(participants: 3)
        for _ in 0..<3 { _ = try await hall.join() }
        #expect(await outcome(hall, .roomOrPIN("7")) == "full")
    }

    // MARK: guessing

    @Test func wrongPINsOfCallersAndPagesCountTogether() async throws {
        let hall = try await house()
        for _ in 0..<5 { #expect(await outcome(hall, .pin("000000"), room: "hall") == "bad-pin") }
        for _ in 0..<5 {
            await #expect(throws: ConferenceError.wrongPIN) {
                try await hall.conference.join(JoinRequest(room: "hall", pin: "000000", caller: Hall.caller))
            }
        }
        #expect(await outcome(hall, .pin("000000"), room: "hall") == "pin-pause")
        #expect(await outcome(hall, .roomOrPIN("271828")) == "guest of hall in lobby, tone")
        #expect(await outcome(hall, .roomOrPIN("16180339")) == "guest of vault, tone")
    }

    @Test func thirtyDigitsThatLeadNowherePauseAllPINsWithoutARoom() async throws {
        let hall = try await house()
        #expect(await guess(hall, times: 31) == Array(repeating: "bad-pin", count: 30) + ["pin-pause"])
        // Who is right waits for a host, a host too; numbers are no secret, and who knows the room has its own count.
        #expect(await outcome(hall, .roomOrPIN("271828")) == "guest of hall in lobby, tone")
        #expect(await outcome(hall, .roomOrPIN("314159")) == "host of hall in lobby, tone")
        #expect(await outcome(hall, .roomOrPIN("204")) == "found hall [6]")
        #expect(await outcome(hall, .roomOrPIN("7")) == "guest of yard, name")
        #expect(await outcome(hall, .pin("271828"), room: "hall") == "guest of hall, tone")
        hall.clock.pass(.seconds(3_600))
        #expect(await outcome(hall, .roomOrPIN("271828")) == "guest of hall, tone")
    }

    @Test func inThePauseOfTheBoxNobodyTriesForEver() async throws {
        let hall = try await house()
        _ = await guess(hall, times: PINGuard.limitOfBox + PINGuard.limit)
        #expect(await outcome(hall, .roomOrPIN("271828")) == "pin-pause")
        #expect(await outcome(hall, .roomOrPIN("271828"), from: JoinOrigin(caller: 2)) == "guest of hall in lobby, tone")
    }

    @Test func callersAreToldApart() {
        #expect(JoinOrigin(caller: 1) == JoinOrigin(caller: 1))
        #expect(JoinOrigin(caller: 1) != JoinOrigin(caller: 2))
        #expect(JoinOrigin(caller: 1) != JoinOrigin(TransportAddress(ipv4: 1, port: 1)))
    }

    // MARK: coming back

    @Test func whoComesBackIsAskedForNoPIN() async throws {
        let hall = try await house()
        for _ in 0..<PINGuard.limit { _ = await outcome(hall, .pin("000000"), room: "hall") }
        for role in ParticipantRole.allCases {
            guard case .seated(let seat, _) = try await hall.conference.comeBack(toRoom: "hall", as: role, lastDigits: nil) else {
                Issue.record("no seat")
                return
            }
            #expect(seat.role == role && !seat.isInLobby)
        }
    }

    @Test func aLockedRoomStaysLockedForWhoComesBack() async throws {
        let hall = try await house()
        let host = try await hall.joinAsHost()
        try await hall.conference.setLocked(true, by: host)
        for role in ParticipantRole.allCases {
            guard case .seated(let seat, _) = try await hall.conference.comeBack(toRoom: "hall", as: role, lastDigits: nil) else {
                Issue.record("no seat")
                return
            }
            #expect(seat.isInLobby == (role == .guest))
        }
    }

    // MARK: what the others see

    @Test func callersAreNumberedByTheLowestNumberFreeInTheirRoom() async throws {
        let hall = try await house()
        let host = try await hall.joinAsHost()
        var phones: [ParticipantHandle] = []
        for _ in 0..<3 { phones.append(try await hall.join(kind: .phone)) }
        #expect(try await hall.people(host).people.map(\.phone) == [nil, 1, 2, 3])
        try await hall.conference.leave(phones[1])
        _ = try await hall.join(kind: .phone)
        #expect(try await hall.people(host).people.map(\.phone) == [nil, 1, 3, 2])
        #expect(await outcome(hall, .roomOrPIN("7")) == "guest of yard, name")
        #expect(try await hall.conference.listParticipants(room: "yard").map(\.phone) == [1])
    }

    @Test func onlyHostsSeeDigitsAndOnlyWhereTheRoomShowsThem() async throws {
        let hall = try await house()
        let (host, guest) = (try await hall.joinAsHost(), try await hall.join())
        _ = await outcome(hall, .pin("271828"), room: "hall", lastDigits: "+4930123456")
        #expect(try await hall.people(host).people.last?.lastDigits == nil)
        _ = try await hall.conference.setRoom("hall", RoomSettings(lobby: true, showDigits: true))
        // What was not kept then is not there now.
        #expect(try await hall.people(host).people.last?.lastDigits == nil)
        _ = await outcome(hall, .pin("271828"), room: "hall", lastDigits: "+4930123456")
        #expect(try await hall.people(host).lobby.map(\.lastDigits) == ["56"])
        #expect(try await hall.conference.admitNext(by: host))
        #expect(try await hall.people(host).people.last?.lastDigits == "56")
        #expect(try await hall.people(guest).people.map(\.lastDigits) == [nil, nil, nil, nil])
        #expect(try await hall.conference.listParticipants().last?.lastDigits == "56")
    }

    @Test func digitsThatARoomNoLongerShowsAreForgotten() async throws {
        let hall = try await house()
        let host = try await hall.joinAsHost()
        _ = try await hall.conference.setRoom("hall", RoomSettings(showDigits: true))
        _ = await outcome(hall, .pin("271828"), room: "hall", lastDigits: "56")
        #expect(try await hall.people(host).people.last?.lastDigits == "56")
        for isShown in [false, true] { _ = try await hall.conference.setRoom("hall", RoomSettings(showDigits: isShown)) }
        #expect(try await hall.people(host).people.last?.lastDigits == nil)
    }

    @Test(arguments: [("", nil), ("7", nil), ("+7", nil), ("ab", nil), ("5\u{0666}", nil), ("56", "56"), ("+49301234", "34")] as [(String, String?)])
    func noMoreThanTwoDigitsAreKept(given: String, kept: String?) {
        #expect(Conference.twoDigits(given) == kept)
    }

    @Test func whoHasKeysIsAskedToUnmute() async throws {
        let hall = try await house()
        let (host, phone) = (try await hall.joinAsHost(), try await hall.join(kind: .phone))
        let events = try await hall.conference.events(for: phone)
        try await hall.conference.mute(phone, by: host)
        #expect(await events.first { $0 == .moderation(.mutedByHost) } != nil)
        try await hall.conference.askToUnmute(phone, by: host)
        #expect(await events.first { $0 == .moderation(.unmuteAsked) } != nil)
        #expect(try await hall.people(host).people.last?.muted == true)
    }

    @Test func aNewNameIsToldAndAnEmptyOneTakesItAway() async throws {
        let hall = try await house()
        let (host, phone) = (try await hall.joinAsHost(), try await hall.join(kind: .phone))
        let events = try await hall.conference.events(for: host)
        try await hall.conference.rename(phone, to: " Anna ", by: host)
        #expect(await events.people { $0.people.last?.name == "Anna" } != nil)
        await #expect(throws: ConferenceError.badPersonName) { try await hall.conference.rename(phone, to: "a\nb", by: host) }
        #expect(try await hall.conference.listParticipants().last?.name == "Anna")
        #expect(try await hall.conference.renameParticipant(phone.text, to: "").name == nil)
    }

    @Test func whoHasWaitedLongestIsAdmittedFirst() async throws {
        let hall = try await Hall(lobby: true)
        let host = try await hall.joinAsHost()
        let waiting = [try await hall.join(kind: .phone), try await hall.join(), try await hall.join(kind: .phone)]
        for next in waiting {
            #expect(await hall.conference.seat(next)?.isInLobby == true)
            #expect(try await hall.conference.admitNext(by: host))
            #expect(await hall.conference.seat(next)?.isInLobby == false)
        }
        #expect(try await !hall.conference.admitNext(by: host))
    }

    // MARK: rooms and their numbers

    @Test(arguments: [
        (RoomSettings(number: "204"), "hall"), (RoomSettings(number: "271828"), "hall"), (RoomSettings(number: "314159"), "hall"),
        (RoomSettings(pin: "123456789"), "long"), (RoomSettings(hostPIN: "123456789"), "long"), (RoomSettings(number: "12x"), "digits"),
        (RoomSettings(number: "1234567890123"), "digits"), (RoomSettings(pin: "141421", number: "141421"), "different"),
    ])
    func whatCallersCouldTakeForEachOtherIsRefused(settings: RoomSettings, named: String) async throws {
        let hall = try await house()
        try await hall.conference.addRoom("long", RoomSettings(number: "123456789"))
        let before = await hall.conference.listRooms()
        let refusal = await #expect(throws: ConferenceError.self) { try await hall.conference.addRoom("attic", settings) }
        #expect(refusal?.code == "bad-room-setting")
        #expect(refusal?.description.contains(named) == true)
        for pin in [settings.pin, settings.hostPIN].compactMap({ $0 }) { #expect(refusal?.description.contains(pin) == false) }
        await #expect(throws: ConferenceError.self) { try await hall.conference.setRoom("vault", settings) }
        #expect(await hall.conference.listRooms() == before)
    }

    @Test func aRoomKeepsItsNumberWhenSomethingElseIsSet() async throws {
        let hall = try await house()
        #expect(try await hall.conference.setRoom("hall", RoomSettings(entry: .name)).number == "204")
        #expect(try await hall.conference.setRoom("hall", RoomSettings(number: "205", showDigits: true)).entry == .name)
        let kept = try hall.stage.store.load().rooms.first { $0.name == "hall" }
        #expect(kept?.number == "205" && kept?.entry == .name && kept?.showDigits == true)
        #expect(try await hall.conference.setRoom("hall", RoomSettings(number: "none")).number == nil)
    }

    @Test func aPINThatIsDrawnIsNoRoomsNumberAndNoPINThatIsTaken() throws {
        // Draws 100000 first, then 200000: by numbers that leave only these.
        var random = Sequence(numbers: [1, 1, 2, 1, 2, 3])
        let blank = try RoomFile(name: "kitchen")
        let first = try #require(try RoomSettings(pin: "random").applied(to: blank, using: &random).pin)
        var others = [try RoomFile(name: "hall", number: first)]
        let second = try #require(try RoomSettings(pin: "random").applied(to: blank, besides: others, using: &random).pin)
        #expect(second != first)
        others.append(try RoomFile(name: "yard", pin: second))
        let third = try RoomSettings(pin: "random").applied(to: blank, besides: others, using: &random).pin
        #expect(![first, second].contains(third))
    }
}

/// Numbers in the order in which a test gives them.
private struct Sequence: RandomNumberGenerator {
    var numbers: [UInt64]
    // What is drawn from a range is taken from the upper bits.
    mutating func next() -> UInt64 { numbers.removeFirst() << 50 }
}

import Foundation
import MediaTypes
import Testing

@testable import Conference

@Suite(.timeLimit(.minutes(1))) struct HostTests {
    @Test func anAdminMakesAHostAndAGuestAgain() async throws {
        let hall = try await Hall()
        let (anna, bea) = (try await hall.join(), try await hall.join())
        await #expect(throws: ConferenceError.notHost) { try await hall.conference.setLocked(true, by: anna) }
        #expect(try await hall.conference.setRole(anna.text, .host).role == .host)
        try await hall.conference.setLocked(true, by: anna)
        #expect(try await hall.conference.setRole(anna.text, .guest).role == .guest)
        await #expect(throws: ConferenceError.notHost) { try await hall.conference.removeParticipant(bea, by: anna) }
    }

    @Test func anAdminLocksUnlocksAndEndsInTheHostsPlace() async throws {
        let hall = try await Hall()
        _ = try await hall.join()
        #expect(try await hall.conference.lockRoom(Hall.name, true).isLocked)
        _ = try await hall.join()
        let locked = try await hall.conference.showRoom(Hall.name).room
        #expect(locked.participants == 1 && locked.waiting == 1)
        #expect(try await !hall.conference.lockRoom(Hall.name, false).isLocked)
        _ = try await hall.conference.lockRoom(Hall.name, true)
        #expect(try await hall.conference.endMeeting(in: Hall.name) == 2)
        let ended = try await hall.conference.showRoom(Hall.name)
        #expect(ended.participants.isEmpty && !ended.room.isLocked)
        #expect(try await hall.conference.endMeeting(in: Hall.name) == 0)
    }

    @Test func whoIsMutedByAHostIsToldAndCanUndoIt() async throws {
        let hall = try await Hall()
        let (host, anna) = (try await hall.joinAsHost(), try await hall.join())
        let events = try await hall.conference.events(for: anna)
        try await hall.conference.mute(anna, by: host)
        #expect(await events.first { $0 == .moderation(.mutedByHost) } != nil)
        #expect(try await hall.people(host).people.map(\.muted) == [false, true])
        try await hall.conference.setOwnMute(anna, false)
        #expect(try await hall.people(host).people.map(\.muted) == [false, false])
    }

    @Test func aHostCanOnlyAskAPersonToUnmute() async throws {
        let hall = try await Hall()
        let (host, anna) = (try await hall.joinAsHost(), try await hall.join())
        let events = try await hall.conference.events(for: anna)
        for mutesItself in [true, false] {
            if mutesItself { try await hall.conference.setOwnMute(anna, true) } else { try await hall.conference.mute(anna, by: host) }
            try await hall.conference.askToUnmute(anna, by: host)
            #expect(await events.first { $0 == .moderation(.unmuteAsked) } != nil)
            #expect(try await hall.people(host).people.map(\.muted) == [false, true])
        }
    }

    @Test func noAdminOpensAPersonsMicrophone() async throws {
        let hall = try await Hall()
        let anna = try await hall.join()
        let events = try await hall.conference.events(for: anna)
        try await hall.conference.setOwnMute(anna, true)
        #expect(try await hall.conference.setMuted(anna.text, false).isMuted)
        #expect(await events.first { $0 == .moderation(.unmuteAsked) } != nil)
    }

    @Test func anAdminsMuteIsTheAdminsToUndo() async throws {
        let hall = try await Hall()
        let (host, anna) = (try await hall.joinAsHost(), try await hall.join())
        _ = try await hall.conference.setMuted(anna.text, true)
        await #expect(throws: ConferenceError.mutedByAdmin) { try await hall.conference.setOwnMute(anna, false) }
        try await hall.conference.askToUnmute(anna, by: host)
        #expect(try await hall.people(host).people.map(\.muted) == [false, true])
        #expect(try await !hall.conference.setMuted(anna.text, false).isMuted)
    }

    @Test func whoHasNoPageIsHeardAgainWhenAskedTo() async throws {
        let hall = try await Hall()
        let host = try await hall.joinAsHost()
        let gateway = ParticipantHandle(try await hall.conference.addLeg(Stage.leg(), toRoom: "hall").participant.handle)
        try await hall.conference.mute(gateway, by: host)
        try await hall.conference.askToUnmute(gateway, by: host)
        #expect(try await hall.people(host).people.map(\.muted) == [false, false])
    }

    @Test func muteAllLeavesTheHostAlone() async throws {
        let hall = try await Hall()
        let host = try await hall.joinAsHost()
        _ = try await (hall.join(), hall.join())
        try await hall.conference.muteAll(by: host)
        #expect(try await hall.people(host).people.map(\.muted) == [false, true, true])
    }

    @Test func whoIsRemovedIsToldAndItsHandleIsWorthless() async throws {
        let hall = try await Hall()
        let (host, anna) = (try await hall.joinAsHost(), try await hall.join())
        let events = try await hall.conference.events(for: anna)
        try await hall.connect(anna, port: 9)
        try await hall.conference.removeParticipant(anna, by: host)
        var last: RoomEvent?
        for await event in events { last = event }
        #expect(last == .moderation(.removed))
        await #expect(throws: ConferenceError.noSuchParticipant(anna.text, near: [])) { try await hall.connect(anna, port: 10) }
    }

    @Test func theLobbySeesNobodyAndOnlyHostsSeeTheLobby() async throws {
        let hall = try await Hall(lobby: true)
        let host = try await hall.joinAsHost("Ada")
        let guest = try await hall.join()
        try await hall.conference.admit(guest, by: host)
        let bea = try await hall.join("Bea")
        let seen = try await hall.people(bea)
        #expect(seen.people.isEmpty && seen.lobby.isEmpty)
        #expect(try await hall.people(guest).lobby.isEmpty)
        #expect(try await hall.people(guest).people.map(\.handle) == [host, guest])
        #expect(try await hall.people(host).lobby == [PeopleState.Waiting(handle: bea, name: "Bea")])
    }

    @Test func whoIsAdmittedIsToldAndMayHaveMedia() async throws {
        let hall = try await Hall(lobby: true)
        let (host, bea) = (try await hall.joinAsHost(), try await hall.join())
        let events = try await hall.conference.events(for: bea)
        try await hall.conference.admit(bea, by: host)
        #expect(await events.first { $0 == .moderation(.admitted) } != nil)
        #expect(await hall.conference.seat(bea)?.isInLobby == false)
        try await hall.connect(bea, port: 9)
    }

    @Test func anAdminCanAdmitWhereThereIsNoHost() async throws {
        let hall = try await Hall(lobby: true)
        let bea = try await hall.join()
        #expect(try await !hall.conference.admitParticipant(bea.text).isInLobby)
    }

    @Test func aLockIsToldToThoseInside() async throws {
        let hall = try await Hall()
        let (host, anna) = (try await hall.joinAsHost(), try await hall.join())
        let events = try await hall.conference.events(for: anna)
        try await hall.conference.setLocked(true, by: host)
        #expect(await events.first { $0 == .moderation(.locked) } != nil)
        #expect(try await hall.people(anna).locked)
        // The host's page may be loaded again.
        #expect(try await hall.conference.seat(hall.joinAsHost())?.isInLobby == false)
    }

    @Test func theEndRemovesEverybodyAndLeavesTheRoomOpen() async throws {
        let hall = try await Hall()
        let (host, anna) = (try await hall.joinAsHost(), try await hall.join())
        _ = try await hall.conference.addLeg(Stage.leg(), toRoom: "hall")
        try await hall.conference.setLocked(true, by: host)
        _ = try await hall.join()
        let events = try await hall.conference.events(for: anna)
        try await hall.conference.end(by: host)
        #expect(await events.first { $0 == .moderation(.ended) } != nil)
        #expect(try await hall.conference.listParticipants().isEmpty)
        #expect(try await hall.conference.seat(hall.join())?.isInLobby == false)
    }
}

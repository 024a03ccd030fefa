import Foundation
import MediaLink
import MediaTypes
import Testing

@testable import Conference

@Suite(.timeLimit(.minutes(1))) struct SeatTests {
    // MARK: coming

    @Test func aSeatIsToldToWhoTookIt() async throws {
        let hall = try await Hall()
        let seat = try await hall.conference.join(JoinRequest(room: "hall", name: "Anna", pin: "314159", caller: Hall.caller))
        #expect(seat.role == .host)
        #expect(!seat.isInLobby)
        #expect(await hall.conference.seat(seat.handle) == seat)
    }

    @Test func aStrangerLearnsNoNamesOfRooms() async throws {
        let hall = try await Hall()
        for room in ["hal", "HALL", "../hall", ""] {
            await #expect(throws: ConferenceError.noSuchRoom(room, near: [])) {
                try await hall.conference.join(JoinRequest(room: room, caller: Hall.caller))
            }
        }
    }

    @Test func seatsCountAsParticipants() async throws {
        let hall = try await Hall(participants: 3)
        _ = try await (hall.join(), hall.join())
        _ = try await hall.conference.addLeg(Stage.leg(), toRoom: "hall")
        await #expect(throws: ConferenceError.full(limit: 3)) { try await hall.join() }
        await #expect(throws: ConferenceError.full(limit: 3)) { try await hall.conference.addLeg(Stage.leg(port: 10), toRoom: "hall") }
    }

    @Test func theLobbyHoldsNoMoreThanAHostCanLookAt() async throws {
        let hall = try await Hall(participants: 100, lobby: true)
        for _ in 0..<Conference.lobbyLimit { _ = try await hall.join() }
        await #expect(throws: ConferenceError.full(limit: Conference.lobbyLimit)) { try await hall.join() }
        #expect(try await hall.conference.seat(hall.joinAsHost())?.isInLobby == false)
    }

    @Test func afterTenWrongPINsARightOneLeadsToTheLobby() async throws {
        let hall = try await Hall()
        for _ in 0..<10 {
            await #expect(throws: ConferenceError.wrongPIN) {
                try await hall.conference.join(JoinRequest(room: "hall", pin: "000000", caller: Hall.caller))
            }
        }
        #expect(try await hall.conference.seat(hall.join())?.isInLobby == true)
        hall.clock.pass(.seconds(3_600))
        #expect(try await hall.conference.seat(hall.join())?.isInLobby == false)
    }

    // MARK: media

    @Test func mediaComesAndGoesAndTheSeatStays() async throws {
        let hall = try await Hall()
        let handle = try await hall.join()
        #expect(try await hall.people(handle).people.map(\.connection) == [.connecting])
        try await hall.connect(handle, port: 9)
        #expect(try await hall.people(handle).people.map(\.connection) == [.connected])
        try await hall.conference.disconnect(handle)
        #expect(try await hall.people(handle).people.map(\.connection) == [.lost])
        // On another address, as after a change of network.
        try await hall.connect(handle, port: 10)
        #expect(try await hall.people(handle).people.map(\.connection) == [.connected])
    }

    @Test func mediaThatWasTriedInVainIsLostAndNotStillConnecting() async throws {
        let hall = try await Hall()
        let handle = try await hall.join()
        try await hall.conference.disconnect(handle)
        #expect(try await hall.people(handle).people.map(\.connection) == [.lost])
    }

    @Test func newMediaReplacesTheOld() async throws {
        let hall = try await Hall()
        let handle = try await hall.join()
        let first = try await hall.connect(handle, port: 9)
        let second = try await hall.connect(handle, port: 10)
        #expect(first.leg != second.leg)
        #expect(try await hall.conference.listParticipants().map(\.ssrc) == [second.ssrc])
    }

    @Test func inTheLobbyThereIsNoMedia() async throws {
        let hall = try await Hall(lobby: true)
        let handle = try await hall.join()
        await #expect(throws: ConferenceError.inLobby) { try await hall.connect(handle, port: 9) }
    }

    @Test func whoMutedItselfBeforeIsSilentFromTheFirstPacket() async throws {
        let hall = try await Hall()
        let handle = try await hall.join()
        try await hall.conference.setOwnMute(handle, true)
        let place = try await hall.connect(handle, port: 9)
        while true {
            for case .leg(let report) in hall.stage.media.takeReports() where report.leg == place.leg {
                #expect(report.isMuted)
                return
            }
            await Task.yield()
        }
    }

    @Test(arguments: [(ParticipantKind.whip, LegDirection.sendReceive), (.whip, .listenOnly), (.listener, .sendReceive), (.listener, .sendOnly)])
    func whatOnlySendsOrHearsDoesNothingElse(kind: ParticipantKind, direction: LegDirection) async throws {
        let hall = try await Hall()
        let handle = try await hall.join(kind: kind)
        await #expect(throws: ConferenceError.self) { try await hall.connect(handle, port: 9, direction: direction) }
    }

    @Test func whatABrowserWishesForIsBroughtIntoTheProfile() throws {
        let profile = try Stage.profile(participants: 10).profile
        for (wish, granted) in [(0, 20), (30, 20), (59, 40), (60, 60), (1_000, 120)] as [(Int64, Int64)] {
            var agreement = Hall.agreement(port: 9)
            agreement.packetTime = .milliseconds(wish)
            agreement.bitrate = .kilobits(Int32(wish))
            agreement.redundancy = Int(wish)
            let spec = try agreement.spec(in: RoomID(1), profile: profile)
            #expect(spec.packetTime == .milliseconds(granted))
            #expect((profile.opus.minBitrate...profile.opus.maxBitrate).contains(spec.bitrate))
            #expect((0...2).contains(spec.redundancy))
        }
    }

    @Test func payloadTypesThatCannotBeToldApartAreRefused() throws {
        let profile = try Stage.profile(participants: 10).profile
        for (audio, red) in [(UInt8(72), UInt8(63)), (111, 111), (111, 200)] {
            var agreement = Hall.agreement(port: 9)
            agreement.payloadType = audio
            agreement.redPayloadType = red
            #expect(throws: ConferenceError.self) { try agreement.spec(in: RoomID(1), profile: profile) }
        }
    }

    // MARK: leaving

    @Test func nothingIsLeftOfWhoHasLeft() async throws {
        let hall = try await Hall()
        let handle = try await hall.join("Anna")
        try await hall.connect(handle, port: 9)
        let events = try await hall.conference.events(for: handle)
        try await hall.conference.leave(handle)
        #expect(await hall.conference.seat(handle) == nil)
        #expect(try await hall.conference.listParticipants().isEmpty)
        #expect(await events.first { _ in false } == nil)
        // Twice is no error: a page may say goodbye while it is removed.
        try await hall.conference.leave(handle)
    }

    @Test func aSeatLeftWithoutAWordIsFreedAfterTwoMinutes() async throws {
        let hall = try await Hall()
        let handle = try await hall.join()
        hall.clock.pass(Conference.patience - .milliseconds(1))
        await hall.conference.sweep()
        #expect(await hall.conference.seat(handle) != nil)
        hall.clock.pass(.milliseconds(1))
        await hall.conference.sweep()
        #expect(await hall.conference.seat(handle) == nil)
    }

    @Test func whoFetchesEventsIsNotGone() async throws {
        let hall = try await Hall()
        let handle = try await hall.join()
        let events = try await hall.conference.events(for: handle)
        hall.clock.pass(.seconds(1_000))
        await hall.conference.sweep()
        #expect(await events.people { _ in true }?.you == handle)
        #expect(await hall.conference.seat(handle) != nil)
    }

    @Test func whoHasMediaIsNotGone() async throws {
        let hall = try await Hall()
        let handle = try await hall.join(kind: .whip)
        try await hall.connect(handle, port: 9, direction: .sendOnly)
        hall.clock.pass(.seconds(1_000))
        await hall.conference.sweep()
        #expect(await hall.conference.seat(handle) != nil)
        try await hall.conference.disconnect(handle)
        hall.clock.pass(Conference.patience)
        await hall.conference.sweep()
        #expect(await hall.conference.seat(handle) == nil)
    }

    @Test func mediaThatTheMediaColumnGaveUpLeavesTheSeat() async throws {
        let stage = try Stage(mediaRooms: 1)
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        try await conference.addRoom("chapel")
        _ = try await conference.addLeg(Stage.leg(port: 9), toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        let handle = try await conference.join(JoinRequest(room: "chapel", caller: Hall.caller)).handle
        let events = try await conference.events(for: handle)
        _ = try await conference.connect(handle, Hall.agreement(port: 10))
        while try await conference.listParticipants(room: "chapel").first?.codec != nil { await Task.yield() }
        #expect(await events.people { $0.people.map(\.connection) == [.lost] } != nil)
    }

    @Test func aRoomInWhichNobodyIsLeftIsNotLocked() async throws {
        let hall = try await Hall()
        let host = try await hall.joinAsHost()
        try await hall.conference.setLocked(true, by: host)
        #expect(try await hall.conference.seat(hall.join())?.isInLobby == true)
        try await hall.conference.leave(host)
        #expect(try await hall.conference.seat(hall.join())?.isInLobby == false)
    }
}

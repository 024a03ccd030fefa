import CLinux
import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import Conference

/// The media of callers: there before its seat, and behind it.
@Suite(.timeLimit(.minutes(1))) struct CallTests {
    /// A telephone at a port of this machine; each call needs its own.
    private static func spec(port: UInt16, _ format: CodecFormat = .pcmu) -> LegSpec {
        let address = TransportAddress(ipv4: 0x7F00_0001, port: port)
        var spec = LegSpec(
            room: nil, format: format, remote: address, source: address, payloadType: format == .pcmu ? 0 : 8, packetTime: .milliseconds(20),
            bitrate: .kilobits(64))
        spec.eventPayloadType = 101
        return spec
    }

    private static func seat(_ hall: Hall, as role: ParticipantRole = .guest) async throws -> ParticipantHandle {
        let verdict = try await hall.conference.comeBack(toRoom: Hall.name, as: role, lastDigits: nil)
        guard case .seated(let seat, _) = verdict else { throw ConferenceError.noSuchRoom(Hall.name, near: []) }
        return seat.handle
    }

    /// A caller inside, with media.
    private static func caller(_ hall: Hall, port: UInt16) async throws -> (call: CallLeg, seat: ParticipantHandle) {
        let call = try await hall.conference.addCall(spec(port: port))
        let seat = try await seat(hall)
        try await hall.conference.bringIn(call.place.leg, as: seat)
        return (call, seat)
    }

    // MARK: the way in

    @Test func aCallIsApartUntilItIsBroughtIn() async throws {
        let hall = try await Hall()
        let call = try await hall.conference.addCall(Self.spec(port: 9))
        let seat = try await Self.seat(hall)
        #expect(try await hall.people(seat).people.map(\.connection) == [.connecting])
        _ = try await hall.stage.report(of: call.place.leg) { $0.room == nil }
        try await hall.conference.bringIn(call.place.leg, as: seat)
        #expect(try await hall.people(seat).people.map(\.connection) == [.connected])
        #expect(try await hall.conference.listParticipants().map(\.ssrc) == [call.place.ssrc])
        _ = try await hall.stage.report(of: call.place.leg) { $0.room != nil }
        // Once more is no harm.
        try await hall.conference.bringIn(call.place.leg, as: seat)
    }

    @Test func aCallerCountsOnceWithItsCallAndItsSeat() async throws {
        let hall = try await Hall(participants: 3)
        _ = try await Self.caller(hall, port: 9)
        for _ in 0..<2 { _ = try await hall.join() }
        await #expect(throws: ConferenceError.full(limit: 3)) { try await hall.conference.addCall(Self.spec(port: 10)) }
        await #expect(throws: ConferenceError.full(limit: 3)) { try await hall.join() }
    }

    @Test func callsWithoutASeatCountToo() async throws {
        let hall = try await Hall(participants: 3)
        for port: UInt16 in [9, 10, 11] { _ = try await hall.conference.addCall(Self.spec(port: port)) }
        await #expect(throws: ConferenceError.full(limit: 3)) { try await hall.join() }
        // The seat of a call takes nothing more.
        _ = try await Self.seat(hall)
    }

    @Test func aSeatHasOneCallAndACallOneSeat() async throws {
        let hall = try await Hall()
        let (first, seat) = try await Self.caller(hall, port: 9)
        let second = try await hall.conference.addCall(Self.spec(port: 10))
        let other = try await Self.seat(hall)
        let browser = try await hall.join()
        for (leg, handle) in [(second.place.leg, seat), (first.place.leg, other), (second.place.leg, browser), (LegID(9_999), other)] {
            let refusal = await #expect(throws: ConferenceError.self) { try await hall.conference.bringIn(leg, as: handle) }
            #expect(refusal?.code == "bad-leg")
        }
        try await hall.conference.bringIn(second.place.leg, as: other)
    }

    @Test func whoIsMutedBeforeIsSilentFromTheFirstPacket() async throws {
        let hall = try await Hall()
        let call = try await hall.conference.addCall(Self.spec(port: 9))
        let seat = try await Self.seat(hall)
        try await hall.conference.setOwnMute(seat, true)
        try await hall.conference.bringIn(call.place.leg, as: seat)
        #expect(try await hall.stage.report(of: call.place.leg) { $0.room != nil }.isMuted)
    }

    /// The media column has no place for another room; the conference cannot know it before.
    @Test func whoFindsNoPlaceIsToldSoAndHasNoMedia() async throws {
        let stage = try Stage(mediaRooms: 1)
        let conference = try stage.conference()
        for room in ["kitchen", "chapel"] { try await conference.addRoom(room) }
        _ = try await conference.addLeg(Stage.leg(port: 9), toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        let call = try await conference.addCall(Self.spec(port: 10))
        guard case .seated(let seat, _) = try await conference.comeBack(toRoom: "chapel", as: .guest, lastDigits: nil) else {
            Issue.record("no seat")
            return
        }
        try await conference.bringIn(call.place.leg, as: seat.handle)
        #expect(await call.news.first { $0 == .turnedAway } != nil)
        #expect(try await conference.listParticipants(room: "chapel").map(\.codec) == [nil])
        // The caller can still be told so, and the place may be free later.
        try await conference.removeRoom("kitchen", evict: true)
        try await conference.bringIn(call.place.leg, as: seat.handle)
        while await conference.participants[seat.handle]?.leg?.report?.room == nil { try await Task.sleep(for: .milliseconds(20)) }
    }

    // MARK: the lobby

    @Test func fromTheLobbyNobodyIsBroughtInBeforeAHostAdmits() async throws {
        let hall = try await Hall(lobby: true)
        let host = try await hall.joinAsHost()
        let call = try await hall.conference.addCall(Self.spec(port: 9))
        let seat = try await Self.seat(hall)
        let events = try await hall.conference.events(for: seat)
        await #expect(throws: ConferenceError.inLobby) { try await hall.conference.bringIn(call.place.leg, as: seat) }
        #expect(try await hall.conference.admitNext(by: host))
        #expect(await events.first { $0 == .moderation(.admitted) } != nil)
        try await hall.conference.bringIn(call.place.leg, as: seat)
        #expect(try await hall.people(host).people.last?.connection == .connected)
    }

    @Test func whoIsSentToTheLobbyKeepsTheCallAndCanComeInAgain() async throws {
        let hall = try await Hall()
        let host = try await hall.joinAsHost()
        let (call, seat) = try await Self.caller(hall, port: 9)
        try await hall.conference.setHand(seat, true)
        try await hall.conference.bringOut(seat)
        #expect(await hall.conference.seat(seat)?.isInLobby == true)
        #expect(try await hall.people(host).lobby.map(\.phone) == [1])
        _ = try await hall.stage.report(of: call.place.leg) { $0.room == nil }
        try await hall.conference.admit(seat, by: host)
        try await hall.conference.bringIn(call.place.leg, as: seat)
        #expect(try await hall.people(host).people.map(\.hand) == [false, false])
        await #expect(throws: ConferenceError.self) { try await hall.conference.bringOut(host) }
    }

    // MARK: while it lasts

    @Test func otherMediaIsTakenInPlaceAndTheRoomsTalkersStay() async throws {
        let hall = try await Hall()
        _ = try await hall.conference.setRoom(Hall.name, RoomSettings(talkers: 2))
        let (call, _) = try await Self.caller(hall, port: 9)
        #expect(await hall.conference.calls[call.place.leg]?.spec.talkers == 2)
        let place = try await hall.conference.refitCall(call.place.leg, Self.spec(port: 10, .pcma))
        #expect(place.leg == call.place.leg && place.ssrc == call.place.ssrc)
        #expect(try await hall.conference.listParticipants().map(\.payloadType) == [8])
        #expect(await hall.conference.calls[call.place.leg]?.spec.talkers == 2)
    }

    @Test func holdAndResumeAreShown() async throws {
        let hall = try await Hall()
        let (call, _) = try await Self.caller(hall, port: 9)
        for direction in [LegDirection.inactive, .sendReceive] {
            try await hall.conference.turnCall(call.place.leg, direction)
            #expect(try await hall.conference.listParticipants().map(\.direction) == [direction.name])
        }
    }

    @Test func aHostMutesACallerWhoIsTold() async throws {
        let hall = try await Hall()
        let host = try await hall.joinAsHost()
        let (call, seat) = try await Self.caller(hall, port: 9)
        let events = try await hall.conference.events(for: seat)
        try await hall.conference.muteAll(by: host)
        #expect(await events.first { $0 == .moderation(.mutedByHost) } != nil)
        #expect(try await hall.people(host).people.map(\.muted) == [false, true])
        _ = try await hall.stage.report(of: call.place.leg) { $0.isMuted }
    }

    @Test func keysAreToldToWhoeverHasTheCall() async throws {
        let hall = try await Hall()
        let running = Task { await hall.conference.run() }
        defer { running.cancel() }
        let telephone = try #require(PacketSource(to: hall.stage.media.localAddress))
        let call = try await hall.conference.addCall(Self.spec(port: telephone.port))
        // The box sends as soon as it listens.
        #expect(try await !waiting { telephone.hearsSound(inPackets: 1) })
        telephone.press(7, sequence: 1)
        #expect(await call.news.first { $0 == .digit(7) } != nil)
    }

    @Test func anAnnouncementIsHeardInItsRoomAndInNoOther() async throws {
        let hall = try await Hall()
        try await hall.conference.addRoom("yard")
        let telephone = try #require(PacketSource(to: hall.stage.media.localAddress))
        _ = try await Self.caller(hall, port: telephone.port)
        let sound = Announcement(samples: (0..<16_000).map { $0 % 32 < 16 ? 9_000 : -9_000 })
        await hall.conference.announce(sound, inRoom: "yard")
        await hall.conference.announce(sound, inRoom: "attic")
        #expect(try await !waiting { telephone.hearsSound(inPackets: 50) })
        await hall.conference.announce(sound, inRoom: Hall.name)
        // Silence from before may still be waiting to be read, however much of it.
        #expect(try await waiting { telephone.hearsSound(inPackets: 1_000) })
    }

    // MARK: the end

    @Test func theEndTakesMediaAndSeat() async throws {
        let hall = try await Hall()
        let running = Task { await hall.conference.run() }
        defer { running.cancel() }
        let (call, seat) = try await Self.caller(hall, port: 9)
        for _ in 0..<2 { await hall.conference.endCall(call.place.leg) }
        #expect(await hall.conference.seat(seat) == nil)
        #expect(await call.news.reduce(into: []) { $0.append($1) }.last == .gone)
        #expect(await hall.conference.isEmpty)
        let refusal = await #expect(throws: ConferenceError.self) { try await hall.conference.turnCall(call.place.leg, .inactive) }
        #expect(refusal?.code == "bad-leg")
    }

    @Test func whoIsRemovedKeepsTheCallToHearWhy() async throws {
        let hall = try await Hall()
        let running = Task { await hall.conference.run() }
        defer { running.cancel() }
        let host = try await hall.joinAsHost()
        let (call, seat) = try await Self.caller(hall, port: 9)
        let events = try await hall.conference.events(for: seat)
        try await hall.conference.removeParticipant(seat, by: host)
        #expect(await events.first { $0 == .moderation(.removed) } != nil)
        #expect(await hall.conference.seat(seat) == nil)
        // It is still a call, apart, to which something can be said.
        try await hall.conference.turnCall(call.place.leg, .sendReceive)
        await hall.conference.endCall(call.place.leg)
        #expect(await call.news.first { $0 == .gone } != nil)
    }

    @Test func aSeatThatNeverHadItsCallIsGivenUpByLeaving() async throws {
        let hall = try await Hall(lobby: true)
        let call = try await hall.conference.addCall(Self.spec(port: 9))
        let seat = try await Self.seat(hall)
        await hall.conference.endCall(call.place.leg)
        #expect(await hall.conference.seat(seat) != nil)
        try await hall.conference.leave(seat)
        #expect(await hall.conference.seat(seat) == nil)
    }
}

extension Stage {
    /// The first report of a leg that is as wanted. Only where no conference takes the reports.
    fileprivate func report(of leg: LegID, _ isWanted: @escaping @Sendable (LegReport) -> Bool) async throws -> LegReport {
        try await waiting { [media] in
            while true {
                for case .leg(let report) in media.takeReports() where report.leg == leg && isWanted(report) { return report }
                _ = clinux_wait_readable(media.reportDescriptor, 100_000_000)
            }
        }
    }
}

extension AsyncStream<LegNews> {
    /// The first that is as wanted; those before are passed over. Nil when the stream ends without one.
    fileprivate func first(_ isWanted: (LegNews) -> Bool) async -> LegNews? {
        for await news in self where isWanted(news) { return news }
        return nil
    }
}

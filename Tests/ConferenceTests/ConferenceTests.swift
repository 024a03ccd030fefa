import Codecs
import Foundation
import MediaLink
import MediaTypes
import SRTP
import Testing

@testable import Conference

@Suite(.timeLimit(.minutes(1))) struct ConferenceTests {
    // MARK: rooms

    @Test func aRoomIsThereInTheNextRun() async throws {
        let stage = try Stage()
        try await stage.conference().addRoom("kitchen")
        #expect(try await stage.conference().listRooms().map(\.room) == ["kitchen"])
    }

    @Test func aRemovedRoomIsGoneInTheNextRun() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        try await conference.removeRoom("kitchen")
        #expect(try await stage.conference().listRooms().isEmpty)
    }

    @Test func aBrokenRoomFileIsNeverWrittenOver() async throws {
        let stage = try Stage()
        try await stage.conference().addRoom("kitchen")
        let path = stage.store.directory + "/kitchen.yaml"
        try "name: kitchen\npinn: 1234\n".write(toFile: path, atomically: true, encoding: .utf8)
        let conference = try stage.conference()
        await #expect(throws: ConferenceError.self) { try await conference.addRoom("kitchen") }
        #expect(try String(contentsOfFile: path, encoding: .utf8).contains("pinn"))
    }

    @Test(arguments: ["", "Kitchen", "a/b", "..", "küche", String(repeating: "a", count: 33)])
    func aBadNameIsRefused(name: String) async throws {
        let conference = try Stage().conference()
        await #expect(throws: ConferenceError.badName(name)) { try await conference.addRoom(name) }
    }

    @Test func aMissingRoomIsAnsweredWithNearNames() async throws {
        let conference = try Stage().conference()
        for name in ["kitchen", "chapel", "garden"] { try await conference.addRoom(name) }
        await #expect(throws: ConferenceError.noSuchRoom("kitchn", near: ["kitchen"])) { try await conference.showRoom("kitchn") }
    }

    @Test func anOccupiedRoomIsRemovedOnlyWithItsOccupants() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        _ = try await conference.addLeg(Stage.leg(), toRoom: "kitchen")
        await #expect(throws: ConferenceError.roomInUse("kitchen", participants: 1)) { try await conference.removeRoom("kitchen") }
        try await conference.removeRoom("kitchen", evict: true)
        #expect(stage.media.state.withLock { $0.removed } == [LegID(1)])
        #expect(try await conference.listParticipants().isEmpty)
    }

    // MARK: participants

    @Test func theProfileLimitsParticipants() async throws {
        let conference = try Stage().conference(participants: 3)
        try await conference.addRoom("kitchen")
        for port in 1...3 { _ = try await conference.addLeg(Stage.leg(port: UInt16(port)), toRoom: "kitchen") }
        await #expect(throws: ConferenceError.full(limit: 3)) { try await conference.addLeg(Stage.leg(port: 4), toRoom: "kitchen") }
    }

    @Test func muteAndGainReachTheMediaColumn() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        let handle = try await conference.addLeg(Stage.leg(), toRoom: "kitchen").participant.handle
        let muted = try await conference.setMuted(handle, true)
        let softer = try await conference.setGain(handle, Decibels(-6))
        #expect(muted.isMuted)
        #expect(softer.gainDB == -6)
        #expect(stage.media.state.withLock { $0.muted[LegID(1)] } == true)
        #expect(stage.media.state.withLock { $0.gains[LegID(1)] } == Decibels(-6))
    }

    @Test(arguments: [Float.nan, .infinity, -61, 21]) func aGainOutOfRangeIsRefused(gain: Float) async throws {
        let conference = try Stage().conference()
        try await conference.addRoom("kitchen")
        let handle = try await conference.addLeg(Stage.leg(), toRoom: "kitchen").participant.handle
        await #expect(throws: ConferenceError.self) { try await conference.setGain(handle, Decibels(gain)) }
    }

    @Test func whatTheMediaColumnRefusesIsRefused() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        stage.media.state.withLock { $0.refusal = .overloaded }
        await #expect(throws: ConferenceError.overloaded) { try await conference.addLeg(Stage.leg(), toRoom: "kitchen") }
        #expect(try await conference.listParticipants().isEmpty)
    }

    static let wrong: [@Sendable (inout LegRequest) -> Void] = [
        { $0.payloadType = 72 }, { $0.payloadType = 63 }, { $0.payloadType = 101 }, { $0.redundancy = 3 }, { $0.redundancy = -1 },
        { $0.packetTime = .milliseconds(30) }, { $0.packetTime = .milliseconds(140) }, { $0.packetTime = .zero },
        { $0.bitrate = .kilobits(600) }, { $0.remote.port = 0 },
        {
            $0.format = .pcmu
            $0.bitrate = .kilobits(24)
        },
    ]

    @Test(arguments: wrong.indices) func aLegThatCannotWorkIsRefused(index: Int) async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        var request = Stage.leg()
        Self.wrong[index](&request)
        let refused = request
        await #expect(throws: ConferenceError.self) { try await conference.addLeg(refused, toRoom: "kitchen") }
        #expect(stage.media.state.withLock { $0.added.isEmpty })
    }

    @Test(arguments: SRTPProfile.allCases) func keysAreMadeInTheLengthOfTheProfile(profile: SRTPProfile) async throws {
        let conference = try Stage().conference()
        try await conference.addRoom("kitchen")
        var request = Stage.leg()
        request.encryption = .generate(profile)
        let made = try #require(try await conference.addLeg(request, toRoom: "kitchen").srtp)
        #expect(made.send.count == profile.keyBytes)
        #expect(made.receive.count == profile.keyBytes)
        #expect(made.send != made.receive)
    }

    @Test func handlesNeverRepeat() {
        let seed: UInt64 = 0x5EED
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var source = HandleSource()
        let handles = (0..<100_000).map { _ in source.draw(using: &random) }
        #expect(Set(handles).count == handles.count)
        #expect(handles[0].text.count == "p-4f7a".count)
    }

    // MARK: reports

    @Test func theNewestReportsAreTold() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        _ = try await conference.addLeg(Stage.leg(), toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        var report = LegReport(leg: LegID(1), room: stage.media.state.withLock { $0.added[0].room })
        report.isTalking = true
        report.jitter = .microseconds(3_200)
        report.counters.received = 90
        report.counters.lost = 10
        var load = LoadReport()
        load.period = .milliseconds(20)
        load.meanTick = .milliseconds(5)
        stage.media.tell(.leg(report), .load(load))
        while await conference.snapshot().participants.first?.media == nil { await Task.yield() }
        let box = await conference.snapshot()
        #expect(box.participants[0].media?.jitterMs == 3.2)
        #expect(box.participants[0].media?.lossPercent == 10)
        #expect(box.rooms[0].talkers == 1)
        #expect(box.load.load == 0.25)
    }

    @Test func aLegThatTheMediaColumnGaveUpIsForgotten() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        _ = try await conference.addLeg(Stage.leg(), toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        stage.media.tell(.removed(LegID(1), nil))
        while await !conference.snapshot().participants.isEmpty { await Task.yield() }
    }

    @Test func lossIsThatOfTheLastTenReports() {
        var window = LossWindow()
        #expect(window.percent == nil)
        window.insert(received: 0, lost: 100)
        for second in 1...11 { window.insert(received: second * 50, lost: 100) }
        #expect(window.percent == 0)
    }
}

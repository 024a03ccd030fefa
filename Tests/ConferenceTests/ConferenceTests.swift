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
        #expect(try await conference.listParticipants().isEmpty)
    }

    @Test func theAddressOfWhoHasLeftIsFreeAgain() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        let running = Task { await conference.run() }
        defer { running.cancel() }
        try await conference.addRoom("kitchen")
        let handle = try await conference.addLeg(Stage.leg(), toRoom: "kitchen").participant.handle
        try await conference.removeParticipant(handle)
        // Until the media column has given the leg back.
        while true {
            do {
                _ = try await conference.addLeg(Stage.leg(), toRoom: "kitchen")
                return
            } catch ConferenceError.addressInUse {
                await Task.yield()
            }
        }
    }

    // MARK: participants

    @Test func theProfileLimitsParticipants() async throws {
        let conference = try Stage().conference(participants: 3)
        try await conference.addRoom("kitchen")
        for port in 1...3 { _ = try await conference.addLeg(Stage.leg(port: UInt16(port)), toRoom: "kitchen") }
        await #expect(throws: ConferenceError.full(limit: 3)) { try await conference.addLeg(Stage.leg(port: 4), toRoom: "kitchen") }
    }

    @Test func muteAndGainAreTold() async throws {
        let conference = try Stage().conference()
        try await conference.addRoom("kitchen")
        let handle = try await conference.addLeg(Stage.leg(), toRoom: "kitchen").participant.handle
        let muted = try await conference.setMuted(handle, true)
        let softer = try await conference.setGain(handle, Decibels(-6))
        #expect(muted.isMuted)
        #expect(softer.gainDB == -6)
    }

    @Test func muteReachesTheMediaColumn() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        let handle = try await conference.addLeg(Stage.leg(), toRoom: "kitchen").participant.handle
        _ = try await conference.setMuted(handle, true)
        // Its reports say so.
        while true {
            for case .leg(let report) in stage.media.takeReports() where report.isMuted { return }
            await Task.yield()
        }
    }

    @Test(arguments: [Float.nan, .infinity, -61, 21]) func aGainOutOfRangeIsRefused(gain: Float) async throws {
        let conference = try Stage().conference()
        try await conference.addRoom("kitchen")
        let handle = try await conference.addLeg(Stage.leg(), toRoom: "kitchen").participant.handle
        await #expect(throws: ConferenceError.self) { try await conference.setGain(handle, Decibels(gain)) }
    }

    @Test func whatTheMediaColumnRefusesIsRefused() async throws {
        let conference = try Stage().conference()
        try await conference.addRoom("kitchen")
        _ = try await conference.addLeg(Stage.leg(), toRoom: "kitchen")
        await #expect(throws: ConferenceError.addressInUse) { try await conference.addLeg(Stage.leg(), toRoom: "kitchen") }
        #expect(try await conference.listParticipants().count == 1)
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
        let conference = try Stage().conference()
        try await conference.addRoom("kitchen")
        var request = Stage.leg()
        Self.wrong[index](&request)
        let refused = request
        await #expect(throws: ConferenceError.self) { try await conference.addLeg(refused, toRoom: "kitchen") }
        #expect(try await conference.listParticipants().isEmpty)
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
        let sender = try #require(PacketSource(to: stage.media.localAddress))
        var request = Stage.leg(port: sender.port)
        request.format = .pcmu
        _ = try await conference.addLeg(request, toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        // A leg that has reported is there, and takes packets.
        while await conference.snapshot().participants.first?.media == nil { await Task.yield() }
        for sequence: UInt16 in [1, 2, 4] { sender.send(payloadType: 0, sequence: sequence, payload: [UInt8](repeating: 0xFF, count: 160)) }
        while await conference.snapshot().participants.first?.media?.packets.received != 3 { await Task.yield() }
        let box = await conference.snapshot()
        #expect(box.participants[0].media?.packets.lost == 1)
        #expect(box.participants[0].media?.lossPercent == 25)
        #expect(box.load.periodMs == 20)
        #expect(box.load.load > 0)
    }

    @Test func reportsAreToldInRoundFigures() {
        var report = LegReport(leg: LegID(1), room: RoomID(1))
        report.jitter = .nanoseconds(3_200_400)
        report.concealedFrames = 1
        report.playedFrames = 3
        let told = MediaSnapshot(report, lossPercent: 10.126)
        #expect(told.jitterMs == 3.2)
        #expect(told.concealedPercent == 33.33)
        #expect(told.lossPercent == 10.13)
    }

    @Test func aLegThatTheMediaColumnGaveUpIsForgotten() async throws {
        let conference = try Stage(mediaRooms: 1).conference()
        try await conference.addRoom("kitchen")
        try await conference.addRoom("chapel")
        _ = try await conference.addLeg(Stage.leg(port: 9), toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        _ = try await conference.addLeg(Stage.leg(port: 10), toRoom: "chapel")
        while try await conference.listParticipants().map(\.room) != ["kitchen"] { await Task.yield() }
    }

    @Test func whoSaysGoodbyeIsForgotten() async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        try await conference.addRoom("kitchen")
        let sender = try #require(PacketSource(to: stage.media.localAddress))
        var request = Stage.leg(port: sender.port)
        request.format = .pcmu
        _ = try await conference.addLeg(request, toRoom: "kitchen")
        _ = try await conference.addLeg(Stage.leg(port: 9), toRoom: "kitchen")
        let running = Task { await conference.run() }
        defer { running.cancel() }
        while await conference.snapshot().participants.contains(where: { $0.media == nil }) { await Task.yield() }
        sender.send(payloadType: 0, sequence: 1, payload: [UInt8](repeating: 0xFF, count: 160))
        sender.sayGoodbye()
        while try await conference.listParticipants().map(\.codec) != ["opus"] { await Task.yield() }
        // Its address is free again.
        _ = try await conference.addLeg(request, toRoom: "kitchen")
    }

    @Test func lossIsThatOfTheLastTenReports() {
        var window = LossWindow()
        #expect(window.percent == nil)
        window.insert(received: 0, lost: 100)
        for second in 1...11 { window.insert(received: second * 50, lost: 100) }
        #expect(window.percent == 0)
    }
}

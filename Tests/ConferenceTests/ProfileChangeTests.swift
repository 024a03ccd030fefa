import Codecs
import Foundation
import MediaIO
import MediaLink
import MediaTypes
import Profiles
import Testing

@testable import AdminAPI
@testable import Conference

/// Another profile in a running box, with the real media column.
@Suite(.timeLimit(.minutes(1))) struct ProfileChangeTests {
    private func loaded(_ stage: Stage, _ text: String, lines: [String: String] = [:]) throws -> (LoadedProfile, [String: Profile]) {
        let folder = stage.folder + "/profiles"
        try FileManager.default.createDirectory(atPath: folder + "/links", withIntermediateDirectories: true)
        try text.write(toFile: folder + "/box.yaml", atomically: true, encoding: .utf8)
        for (name, line) in lines { try line.write(toFile: folder + "/links/\(name).yaml", atomically: true, encoding: .utf8) }
        let store = ProfileStore(directories: [folder])
        return (try store.load("box"), try store.linked(.named("box")))
    }

    @Sendable private static func settings(_ profile: Profile) -> MediaSettings {
        var settings = MediaSettings()
        settings.talkers = profile.mix.talkers
        settings.mixRate = profile.mix.rate.hertz
        return settings
    }

    @Test func nobodyIsDroppedAndTheAnswerNamesWhatWaits() async throws {
        let stage = try Stage()
        defer { stage.media.stop() }
        let conference = try stage.conference()
        try await conference.openRoom("hall")
        let before = try await conference.addLeg(Stage.leg(), toRoom: "hall")
        let (profile, lines) = try loaded(stage, "mix: { talkers: 4, rate: 48kHz }\nopus: { bitrate: 16kbit/s }\nlimits: { participants: 10, rooms: 50 }\n")
        let change = try await conference.change(to: profile, linked: lines, media: Self.settings)
        #expect(change.profile == "box")
        let effects = Dictionary(uniqueKeysWithValues: change.changes.map { ($0.key, $0.effect) })
        #expect(effects == ["mix.talkers": .now, "mix.rate": .serviceStart, "opus.bitrate": .newcomers])
        #expect(stage.media.settings.talkers == 4)
        #expect(stage.media.settings.mixRate == 16_000)
        // Who was there is there, and who comes gets what the new profile says.
        #expect(try await conference.listParticipants().map(\.handle) == [before.participant.handle])
        let after = try await conference.addLeg(Stage.leg(port: 10), toRoom: "hall")
        let bitrates = try await conference.listParticipants().map(\.bitsPerSecond)
        #expect(bitrates == [24_000, 16_000], "\(after.participant.handle)")
    }

    @Test func aRoomHasTheLineThatItNames() async throws {
        let stage = try Stage()
        defer { stage.media.stop() }
        let conference = try stage.conference()
        let (profile, lines) = try loaded(
            stage, "limits: { participants: 10, rooms: 50 }\n", lines: ["slow": "opus: { bitrate: 8kbit/s }\npacket: { ptime: 60ms }\n"])
        _ = try await conference.change(to: profile, linked: lines, media: Self.settings)
        let error = await #expect(throws: ConferenceError.self) { try await conference.addRoom("field", RoomSettings(link: "fast")) }
        #expect(error?.description.contains("slow") == true)
        #expect(try await conference.addRoom("field", RoomSettings(link: "slow")).link == "slow")
        let admission = try await conference.addLeg(Stage.leg(), toRoom: "field")
        #expect(admission.participant.bitsPerSecond == 8_000)
        #expect(admission.participant.packetTimeMs == 60)
        #expect(try await conference.setRoom("field", RoomSettings(link: "none")).link == nil)
    }

    @Test func aRunningBoxIsAskedOverItsSocket() async throws {
        let stage = try Stage()
        defer { stage.media.stop() }
        let conference = try stage.conference()
        let (profile, lines) = try loaded(stage, "mix: { talkers: 4 }\nlimits: { participants: 10, rooms: 50 }\n")
        let desk = TestDesk { try await conference.change(to: profile, linked: lines, media: Self.settings) }
        let answer = try await ask(AdminDesk(conference, profiles: desk))
        #expect(try AdminWire.readAnswer(ProfileSwitch.self, from: answer).changes.map(\.key) == ["mix.talkers"])
        // What is wrong is told, and nothing changes.
        let broken = TestDesk { throw ProfileError.badName("..") }
        let complaint = try await ask(AdminDesk(conference, profiles: broken))
        let refusal = #expect(throws: AdminRefusal.self) { try AdminWire.readAnswer(ProfileSwitch.self, from: complaint) }
        #expect(refusal?.code == "bad-profile")
        #expect(refusal?.message.hasPrefix("the running profile stays: ") == true)
    }

    private func ask(_ desk: AdminDesk) async throws -> Data { Data(await desk.line(Data(try AdminWire.write(ProfileReload())))) }

    private struct TestDesk: ProfileDesk {
        let answer: @Sendable () async throws -> ProfileSwitch
        func reload() async throws -> ProfileSwitch { try await answer() }
    }
}

import AdminAPI
import Codecs
import Foundation
import MediaTypes
import Rehearsal
import SRTP
import TestSound
import Testing

@testable import Caller

/// Calls to a real server over real sockets, in real time.
@Suite(.timeLimit(.minutes(2))) struct CallTests {
    private static let low = Buzz(pitch: 170)
    private static let high = Buzz(pitch: 230)

    private func plan(_ server: RunningServer, _ name: String, _ buzz: Buzz? = nil, seconds: Int64 = 4) throws -> CallPlan {
        var plan = CallPlan(room: RunningServer.room, address: server.media.localAddress)
        plan.record = "\(server.folder)/\(name)-hears.wav"
        plan.duration = .seconds(seconds)
        guard let buzz else { return plan }
        let path = "\(server.folder)/\(name).wav"
        try buzz.write(to: path, seconds: Double(seconds))
        plan.play = path
        return plan
    }

    private func conduct(_ plan: CallPlan, _ server: RunningServer) async throws -> CallSummary {
        try await waiting { try Call(plan).conduct(connect: server.connect) }
    }

    private static let formats: [CodecFormat] = [.opus, .pcmu, .pcma, .g722, CodecFormat.l16(16_000) ?? .opus]

    @Test(arguments: formats) func eachHearsTheOtherAndNotItself(format: CodecFormat) async throws {
        try await withServer { server in
            var low = try plan(server, "low", Self.low)
            var high = try plan(server, "high", Self.high)
            low.sends.format = format
            high.sends.format = format
            let plans = (low, high)
            async let first = conduct(plans.0, server)
            async let second = conduct(plans.1, server)
            for (summary, own, other) in [(try await first, Self.low, Self.high), (try await second, Self.high, Self.low)] {
                let recording = try #require(summary.participants[0].recording)
                let heard = try other.level(in: recording)
                #expect(heard > Decibels(-35))
                #expect(try own.level(in: recording) < Decibels(heard.value - 25))
            }
        }
    }

    @Test(arguments: SRTPProfile.allCases) func encryptedParticipantsHearEachOther(profile: SRTPProfile) async throws {
        try await withServer { server in
            var talker = try plan(server, "talker", Self.low)
            talker.srtpProfile = profile
            var listener = try plan(server, "listener")
            listener.srtpProfile = profile
            let plans = (talker, listener)
            async let first = conduct(plans.0, server)
            let summary = try await conduct(plans.1, server)
            _ = try await first
            #expect(try Self.low.level(in: #require(summary.participants[0].recording)) > Decibels(-35))
        }
    }

    @Test func whatThePathLosesIsToldAndIsTheSameForTheSameSeed() async throws {
        try await withServer { server in
            var lossy = try plan(server, "lossy", Self.low)
            lossy.path.loss = 0.2
            lossy.seed = 7
            print("seed \(lossy.seed)")
            let summary = try await conduct(lossy, server)
            let way = summary.participants[0].toServer
            let sent = try #require(way.sent)
            var path = ImpairedPath(lossy.path, seed: lossy.seed)
            let lost = (0..<sent).count { _ in path.arrival(sentAt: .zero) == nil }
            #expect(way.received == sent - lost)
            #expect(try #require(way.lossPercent) > 10)
            #expect(summary.participants[0].fromServer.lost == 0)
        }
    }

    @Test func redundancyHasTheLossesBack() async throws {
        try await withServer { server in
            var lossy = try plan(server, "lossy", Self.low)
            lossy.path.loss = 0.2
            lossy.sends.redundancy = 2
            let way = try await conduct(lossy, server).participants[0].toServer
            #expect(try #require(way.recovered) * 2 > (try #require(way.lost)))
        }
    }

    @Test func manyPlayTheSameClipAndRecordIntoNumberedFiles() async throws {
        try await withServer { server in
            var many = try plan(server, "many", Self.low)
            many.count = 3
            let summary = try await conduct(many, server)
            #expect(Set(summary.participants.map(\.handle)).count == 3)
            for number in 1...3 { #expect(FileManager.default.fileExists(atPath: "\(server.folder)/many-hears-\(number).wav")) }
        }
    }

    @Test func aMutedParticipantIsNotHeard() async throws {
        try await withServer { server in
            var talker = try plan(server, "talker", Self.low)
            talker.loops = true
            talker.duration = nil
            let call = try Call(talker)
            async let talking = waiting { try call.conduct(connect: server.connect) }
            _ = try await server.ask(PeopleMute(handle: server.participant().handle, muted: true))
            let summary = try await conduct(try plan(server, "listener"), server)
            call.stop()
            _ = try await talking
            #expect(try Self.low.level(in: #require(summary.participants[0].recording)) < Decibels(-60))
        }
    }

    @Test func afterACallNobodyIsLeft() async throws {
        try await withServer { server in
            _ = try await conduct(try plan(server, "caller", seconds: 1), server)
            #expect(try await server.ask(PeopleList()).isEmpty)
        }
    }

    @Test func aCallThatIsStoppedEndsInGoodOrder() async throws {
        try await withServer { server in
            var endless = try plan(server, "caller")
            endless.duration = nil
            let call = try Call(endless)
            async let result = waiting { try call.conduct(connect: server.connect) }
            _ = try await server.participant { $0.media != nil }
            call.stop()
            let summary = try await result
            #expect(!summary.endedByServer)
            #expect(try #require(summary.participants[0].toServer.received) > 0)
            #expect(try await server.ask(PeopleList()).isEmpty)
        }
    }

    @Test func whoIsShownTheDoorKnowsIt() async throws {
        try await withServer { server in
            var endless = try plan(server, "caller")
            endless.duration = nil
            let call = try Call(endless)
            async let result = waiting { try call.conduct(connect: server.connect) }
            // Who has no answer yet does not know that it is there.
            let participant = try await server.participant { ($0.media?.packets.received ?? 0) > 0 }
            _ = try await server.ask(PeopleRemove(handle: participant.handle))
            #expect(try await result.endedByServer)
        }
    }

    @Test func aMissingRoomIsRefused() async throws {
        try await withServer { server in
            var plan = try plan(server, "caller")
            plan.room = "kitchn"
            let wrong = plan
            let refusal = await #expect(throws: AdminRefusal.self) { try await conduct(wrong, server) }
            #expect(refusal?.code == "no-such-room")
        }
    }

    @Test func whoDoesNotFitLeavesNobodyBehind() async throws {
        try await withServer { server in
            var crowd = try plan(server, "crowd")
            crowd.count = 21
            let tooMany = crowd
            let refusal = await #expect(throws: AdminRefusal.self) { try await conduct(tooMany, server) }
            #expect(refusal?.code == "full")
            #expect(try await server.ask(PeopleList()).isEmpty)
        }
    }

    @Test func whatIsPlayedIsNotWrittenOver() async throws {
        try await withServer { server in
            var plan = try plan(server, "caller", Self.low)
            plan.record = plan.play
            let path = try #require(plan.play)
            #expect(throws: CallError.overwrites(path)) { try Call(plan) }
        }
    }
}

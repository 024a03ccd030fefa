import AdminAPI
import Bench
import Conference
import Foundation
import MediaTypes
import Testing
import Visitors

/// The whole server, with people among its visitors, and outside, who mean no good.
@Suite(.serialized, .timeLimit(.minutes(1))) struct HostileCrowdTests {
    private static let speech = VisitorSound(PacketLoop.speech(seed: 1, bitrate: .kilobits(24)).payloads, level: 25)

    private func crowd(_ box: RunningProgram, shakesHands: Bool = true) throws -> VisitorCrowd {
        var plan = VisitPlan(box: box.web, room: "hall")
        plan.holdsEvents = false
        plan.shakesHands = shakesHands
        return try VisitorCrowd(plan)
    }

    @Test func everybodyGetsInWhileStrangersSprayHellosAndForgedChecks() throws {
        let box = try RunningProgram(participants: 60)
        let strangers = try Strangers(40, at: box.media, seed: 11)
        var heard = 0
        // In five waves, so that the box need not mix two hundred at a time.
        for _ in 0..<5 {
            let wave = try crowd(box)
            for index in 0..<40 { wave.invite(Self.speech, after: .milliseconds(Int64(25 * index))) }
            wave.run(for: .seconds(15), while: {
                strangers.spray(wave.visitors.compactMap(\.boxUfrag))
                return wave.visitors.contains { $0.heardAt == nil }
            })
            heard += wave.visitors.count { $0.heardAt != nil }
            wave.leave()
        }
        #expect(heard == 200)
        #expect(strangers.sent > 5_000)
        #expect(strangers.bytesHeard == 0, "seed 11")
        #expect(box.isRunning)
    }

    @Test func whoFloodsThroughItsOwnKeysIsHeldToItsRateAndHarmsNobody() throws {
        let box = try RunningProgram(participants: 20)
        let crowd = try crowd(box)
        for _ in 0..<6 { crowd.invite(Self.speech) }
        crowd.run(for: .seconds(15), while: { crowd.visitors.contains { $0.heardAt == nil } })
        let areInside = crowd.visitors.allSatisfy(\.isInside)
        try #require(areInside)
        crowd.run(for: .seconds(2))
        let before = try packets(box)
        _ = crowd.takeFigures()
        crowd.visitors[0].insistence = 50
        crowd.run(for: .seconds(5))
        crowd.visitors[0].insistence = 0
        crowd.run(for: .seconds(2))
        let figures = crowd.takeFigures()
        let after = try packets(box)
        #expect(figures[0].sent > 10_000)
        for (visitor, figures) in zip(crowd.visitors, figures) {
            let handle = try #require(visitor.handle)
            let (start, end) = (try #require(before[handle]), try #require(after[handle]))
            if visitor === crowd.visitors[0] {
                // Twice the shortest packets that Opus has, 800 a second, and half a second's worth at once; the flood lasted for five.
                let admitted = figures.sent - (end.overRate - start.overRate)
                #expect(admitted <= 5 * 800 + 400 + 100, "\(admitted) of \(figures.sent)")
            } else {
                #expect(figures.lost == 0)
                #expect(figures.received >= 7 * 50 * 95 / 100)
                #expect(end.lost - start.lost == 0 && end.overRate == 0)
                #expect(end.received - start.received >= 5 * 50)
            }
        }
        crowd.leave()
    }

    private func packets(_ box: RunningProgram) throws -> [String: PacketSnapshot] {
        Dictionary(try box.ask(PeopleList(room: "hall")).compactMap { person in person.media.map { (person.handle, $0.packets) } }) { $1 }
    }

    /// Sixteen who have proved their addresses and send pieces of messages that they say are long, in any order and never whole.
    @Test func piecesOfHandshakesFillNoMemoryAndDisturbNobody() throws {
        let box = try RunningProgram(participants: 40)
        let guests = try crowd(box)
        for _ in 0..<3 { guests.invite(Self.speech) }
        guests.run(for: .seconds(15), while: { guests.visitors.contains { $0.heardAt == nil } })
        let areInside = guests.visitors.allSatisfy(\.isInside)
        try #require(areInside)
        let hostile = try crowd(box, shakesHands: false)
        for _ in 0..<16 { hostile.invite(Self.speech) }
        hostile.run(for: .seconds(15), while: { hostile.visitors.contains { !$0.isOnTheThreshold } })
        let areOnTheThreshold = hostile.visitors.allSatisfy(\.isOnTheThreshold)
        try #require(areOnTheThreshold)
        guests.run(for: .seconds(1))
        _ = guests.takeFigures()

        var random = SplitMix64(seed: 12)
        let before = box.residentBytes
        var most = before
        var sent = 0
        guests.run(for: .seconds(6), while: {
            for visitor in hostile.visitors {
                for _ in 0..<20 { visitor.say(HandshakePiece.datagram(using: &random)) }
                sent += 20
            }
            most = max(most, box.residentBytes)
            return true
        })
        #expect(sent > 50_000)
        // The bound: half a megabyte for each. OpenSSL alone would keep a hundred records of 17 KiB.
        #expect(most - before < 16 << 19, "grew by \((most - before) >> 10) KiB, seed 12")
        #expect(guests.takeFigures().allSatisfy { $0.lost == 0 && $0.received >= 6 * 50 * 95 / 100 })
        // And whoever comes now still gets in.
        let late = guests.invite(Self.speech)
        guests.run(for: .seconds(15), while: { late.heardAt == nil })
        #expect(late.isInside)
        guests.leave()
    }
}

/// Pieces of handshake messages and early encrypted records.
private enum HandshakePiece {
    static func datagram(using random: inout SplitMix64) -> [UInt8] {
        // Half of them pretend to belong to the time after the change of keys.
        let isEarly = Bool.random(using: &random)
        let messageBytes = [300, 16_000, 60_000, 0xFF_FFFF].randomElement(using: &random) ?? 300
        let offset = Int.random(in: 0...messageBytes, using: &random)
        let content = [UInt8](repeating: 0x5A, count: Int.random(in: 1...1_100, using: &random))
        let kind = [1, 11, 16, 15].randomElement(using: &random) ?? 1
        let message = bigEndian(kind, 1) + bigEndian(messageBytes, 3) + bigEndian(.random(in: 0...12, using: &random), 2) + bigEndian(offset, 3)
            + bigEndian(content.count, 3) + content
        return [22, 0xFE, 0xFD] + bigEndian(isEarly ? 1 : 0, 2) + bigEndian(.random(in: 0...10_000, using: &random), 6)
            + bigEndian(message.count, 2) + message
    }

    private static func bigEndian(_ value: Int, _ byteCount: Int) -> [UInt8] {
        (0..<byteCount).map { UInt8(truncatingIfNeeded: value >> (8 * (byteCount - 1 - $0))) }
    }
}

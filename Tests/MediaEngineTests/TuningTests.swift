import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// Another profile while a hundred people are in a room.
@Suite struct TuningTests {
    /// A room of a hundred: five talk, one hears the mix as it is, and all others hear it by Opus.
    private struct Hall {
        let box = VirtualBox {
            $0.talkers = 5
            $0.speechLevel = Decibels(-26)
            $0.complexity = 0
            $0.dtx = false
        }
        let speakers: [FarEnd]
        let listener: FarEnd
        let others: [FarEnd]

        init() throws {
            let box = box
            let plain = try #require(CodecFormat.l16(16_000))
            speakers = (0..<5).map { box.add(FarEnd($0, plain, .speech(pitch: 110 + 23 * Double($0), amplitude: 0.04))) }
            listener = box.add(FarEnd(5, plain, direction: .listenOnly))
            others = (6..<100).map { box.add(FarEnd($0, .opus, direction: .listenOnly)) }
        }

        /// What the profile says after the switch: all of it differs that can.
        var tuned: MediaSettings {
            var settings = box.settings
            settings.talkers = 2
            settings.hangover = .milliseconds(200)
            settings.speechLevel = nil
            settings.complexity = 9
            settings.inbandFEC = false
            settings.lightLossPercent = 5
            settings.heavyLossPercent = 20
            settings.jitterStart = .milliseconds(120)
            settings.jitterMargin = .milliseconds(40)
            settings.jitterMax = .milliseconds(300)
            return settings
        }

        /// Six seconds, of which the other profile holds for one and a half.
        func run(switching: Bool) {
            box.run(for: .seconds(3))
            if switching { box.apply(.tune(tuned)) }
            box.run(for: .milliseconds(1_500))
            if switching { box.apply(.tune(box.settings)) }
            box.run(for: .milliseconds(1_500))
        }
    }

    /// The largest step from one sample to the next, once everybody is heard.
    private static func largestStep(_ farEnd: FarEnd) -> Float {
        let audio = farEnd.heard().dropFirst(16_000)
        return zip(audio, audio.dropFirst()).map { abs($1 - $0) }.max() ?? 0
    }

    @Test func nobodyMissesAPacketAndNothingIsHeardOfTheSwitch() throws {
        let calm = try Hall()
        calm.run(switching: false)
        let switched = try Hall()
        switched.run(switching: true)
        for (one, other) in zip(calm.speakers + [calm.listener] + calm.others, switched.speakers + [switched.listener] + switched.others) {
            #expect(other.packets.count == one.packets.count && other.packets.count > 290, "\(other.number): \(other.packets.count) of \(one.packets.count)")
            let isUnbroken = zip(other.packets, other.packets.dropFirst()).allSatisfy { $0.header.sequenceNumber.distance(to: $1.header.sequenceNumber) == 1 }
            #expect(isUnbroken, "\(other.number)")
        }
        #expect(switched.speakers.allSatisfy { switched.box.counters($0).lost == 0 && switched.box.counters($0).late == 0 })
        for (one, other) in [(calm.listener, switched.listener), (calm.others[0], switched.others[0]), (calm.speakers[0], switched.speakers[0])] {
            #expect(Self.largestStep(one) > 0.001)
            #expect(Self.largestStep(other) <= Self.largestStep(one), "\(other.number)")
        }
    }

    @Test func whatTheProfileSaysHoldsFromTheNextTickOn() throws {
        let hall = try Hall()
        hall.box.run(for: .seconds(3))
        #expect(hall.speakers.count(where: hall.box.isTalking) == 5)
        hall.box.apply(.tune(hall.tuned))
        hall.box.run(for: .milliseconds(40))
        #expect(hall.speakers.count(where: hall.box.isTalking) <= 2)
        let complexities = (0..<hall.box.engine.classLimit).compactMap { hall.box.engine.classes[$0] }
            .filter { $0.key.format.kind == .opus }.map { $0.stream.pointee.settings.complexity }
        #expect(complexities == [9])
        let bounds = try #require(hall.box.leg(hall.speakers[0]) { $0.pointee.inbound.bounds })
        #expect([bounds.start, bounds.margin, bounds.most] == [.milliseconds(120), .milliseconds(40), .milliseconds(300)])
    }

    @Test func theLevellerLetsGoSlowlyAndTakesHoldAgain() throws {
        let hall = try Hall()
        hall.box.run(for: .seconds(6))
        func gain() throws -> Float { try #require(hall.box.leg(hall.speakers[0]) { $0.pointee.leveller?.gain ?? 0 }) }
        let raised = try gain()
        #expect(raised > 1.5)
        hall.box.apply(.tune(hall.tuned))
        var steps: [Float] = []
        var last = raised
        hall.box.afterTick = { _ in
            let now = (try? gain()) ?? 0
            steps.append(Decibels(amplitude: now / last).value)
            last = now
        }
        hall.box.run(for: .seconds(12))
        // 6 dB a second at most.
        #expect(steps.allSatisfy { abs($0) < 0.13 })
        #expect(abs(last - 1) < 0.001)
        hall.box.apply(.tune(hall.box.settings))
        hall.box.run(for: .seconds(6))
        #expect(last > 1.5)
    }

    @Test func whatTheEngineIsMadeForStays() throws {
        let hall = try Hall()
        hall.box.run(for: .seconds(1))
        var settings = hall.box.settings
        settings.mixRate = 48_000
        settings.tick = .milliseconds(10)
        settings.maxLegs = 2_000
        settings.maxRooms = 1
        settings.jitterMax = .seconds(2)
        hall.box.apply(.tune(settings))
        hall.box.run(for: .seconds(1))
        let now = hall.box.engine.settings
        #expect(now.mixRate == 16_000 && now.tick == .milliseconds(20) && now.maxLegs == 100 && now.maxRooms == 20)
        // No longer than there is memory for.
        #expect(hall.box.leg(hall.speakers[0]) { $0.pointee.inbound.bounds.most } == .milliseconds(400))
    }

    @Test func aRoomThatSaysItselfHowManyAreHeardKeepsIt() throws {
        let box = VirtualBox { $0.talkers = 1 }
        let format = try #require(CodecFormat.l16(16_000))
        let speakers = (0..<6).map { number in
            box.add(FarEnd(number, format, .pulses(400 + 100 * Double(number)), room: number < 3 ? 1 : 2) { $0.talkers = number < 3 ? 3 : nil })
        }
        box.run(for: .seconds(2))
        var settings = box.settings
        settings.talkers = 2
        box.apply(.tune(settings))
        box.run(for: .seconds(1))
        #expect(speakers[..<3].count(where: box.isTalking) == 3)
        #expect(speakers[3...].count(where: box.isTalking) == 2)
    }
}

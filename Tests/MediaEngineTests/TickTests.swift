import Codecs
import Dispatch
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// The tick as a whole: at every rate and length, and shared among threads.
@Suite struct TickTests {
    @Test(arguments: [8_000, 16_000, 24_000, 48_000], [10, 20] as [Int64]) func aRoomWorksAtEveryRateAndTick(rate: Int, milliseconds: Int64) throws {
        let box = VirtualBox { $0.mixRate = rate; $0.tick = .milliseconds(milliseconds) }
        let formats: [CodecFormat] = [.opus, .pcmu, .g722]
        let legs = formats.enumerated().map { box.add(FarEnd($0, $1, .pulses(ToneTests.frequency($0)), packetTime: .milliseconds(20))) }
        box.run(for: .seconds(5))
        for leg in legs {
            let audio = leg.heard()
            // The loudest 200 ms of a second.
            let best = try #require(stride(from: 48_000, to: 64_000, by: 160).max { Measure.rms(audio[$0..<$0 + 3_200]) < Measure.rms(audio[$1..<$1 + 3_200]) })
            for other in legs {
                let level = Measure.decibels(Measure.amplitude(of: ToneTests.frequency(other.number), in: audio[best..<best + 3_200], rate: 16_000) / 0.1)
                if other === leg { #expect(level < -35, "\(leg.spec.format.kind) hears itself at \(level) dB") } else {
                    #expect(abs(level) < 3, "\(leg.spec.format.kind) hears \(other.spec.format.kind) at \(level) dB")
                }
            }
        }
    }

    @Test func threadsThatShareThePhasesChangeNothing() {
        var payloads: [[[UInt8]]] = []
        for isShared in [false, true] {
            let box = VirtualBox()
            box.isShared = isShared
            let legs = (0..<24).map { number in
                box.add(FarEnd(number, number % 3 == 0 ? .pcmu : .opus, number % 4 == 0 ? .speech(pitch: 100 + 10 * Double(number)) : .silence))
            }
            box.run(for: .seconds(4))
            payloads += legs.map { $0.packets.map(\.payload) }
        }
        #expect(Array(payloads[..<24]) == Array(payloads[24...]))
    }

    @Test func underOverloadThingsAreGivenUpInOrderAndTakenBack() {
        var guardian = OverloadGuard(period: .milliseconds(20))
        var steps: [Degradation] = []
        for _ in 0..<200 {
            guardian.note(.milliseconds(16))
            if guardian.degradation != steps.last { steps.append(guardian.degradation) }
        }
        #expect(steps == [.none, .refusesParticipants, .lowersComplexity, .capsTalkers])
        for _ in 0..<1_000 { guardian.note(.milliseconds(13)) }
        #expect(guardian.degradation == .capsTalkers)
        for _ in 0..<740 { guardian.note(.milliseconds(10)) }
        #expect(guardian.degradation == .refusesParticipants)
        for _ in 0..<20 { guardian.note(.milliseconds(10)) }
        #expect(guardian.degradation == .none)
    }

    @Test func anOverloadedBoxCapsItsTalkersAndRefusesNewParticipants() {
        let box = VirtualBox { $0.talkers = 4 }
        for number in 0..<6 { box.add(FarEnd(number, .pcmu, .pulses(400 + 100 * Double(number)))) }
        box.run(for: .seconds(2))
        #expect(box.load.talkers == 4)
        #expect(!box.refusesParticipants)
        for _ in 0..<200 { box.engine.note(duration: .milliseconds(19), missed: 0) }
        box.run(for: .seconds(1))
        #expect(box.load.talkers == 2)
        #expect(box.refusesParticipants)
    }
}

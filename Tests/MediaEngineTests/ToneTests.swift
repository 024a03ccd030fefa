import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import Testing

/// Everybody sends a tone of its own; everybody hears all the others' and never the own one.
@Suite struct ToneTests {
    /// Far enough apart for the window, and no harmonics of each other.
    static func frequency(_ number: Int) -> Double { 440 + 170 * Double(number) }

    /// Legs of L16 at the mix rate: they say and hear the mix without loss by a codec.
    private static func room(of count: Int, uplink: LinkQuality = .clean) throws -> (VirtualBox, [FarEnd]) {
        let box = VirtualBox { $0.talkers = count }
        let format = try #require(CodecFormat.l16(16_000))
        return (box, (0..<count).map { box.add(FarEnd($0, format, .pulses(frequency($0)), uplink: uplink)) })
    }

    /// The first stretch in which the pulses, all at once, are on for 200 ms, from `seconds` on.
    private static func pulse(_ audio: [Float], around seconds: Double, _ index: Int) -> ArraySlice<Float>? {
        // Loudest 200 ms of each half second.
        let from = Int((seconds + 0.5 * Double(index)) * 16_000)
        guard from + 8_000 + 3_200 <= audio.count else { return nil }
        let best = stride(from: from, to: from + 8_000, by: 160).max { Measure.rms(audio[$0..<$0 + 3_200]) < Measure.rms(audio[$1..<$1 + 3_200]) }
        return best.map { audio[$0..<$0 + 3_200] }
    }

    @Test(arguments: [2, 3, 8]) func everyOutputHoldsAllOtherTonesAndNotItsOwn(count: Int) throws {
        let (box, legs) = try Self.room(of: count)
        box.run(for: .seconds(6))
        for leg in legs {
            let audio = leg.heard()
            for index in 0..<4 {
                let pulse = try #require(Self.pulse(audio, around: 3, index))
                for other in legs {
                    let level = Measure.decibels(Measure.amplitude(of: Self.frequency(other.number), in: pulse, rate: 16_000) / 0.1)
                    if other === leg {
                        #expect(level < -80, "own tone of \(leg.number): \(level) dB")
                    } else {
                        #expect(abs(level) < 0.5, "\(leg.number) hears \(other.number) at \(level) dB")
                    }
                }
            }
        }
    }

    @Test(arguments: [11, 12, 13] as [UInt64]) func theOwnToneStaysAwayOnABadLink(seed: UInt64) throws {
        let quality = LinkQuality(loss: 0.05, duplication: 0.02, reorder: 0.05, jitter: .milliseconds(30))
        let box = VirtualBox { $0.talkers = 4 }
        let format = try #require(CodecFormat.l16(16_000))
        let legs = (0..<4).map { FarEnd($0, format, .pulses(Self.frequency($0)), uplink: quality) }
        for leg in legs {
            leg.uplink = VirtualLink(quality, seed: seed &* 100 &+ UInt64(leg.number))
            box.add(leg)
        }
        // While one leg is alone with its tone, nothing that it hears can be anything but its own.
        for leg in legs.dropFirst() { leg.signal = .silence }
        box.run(for: .seconds(10))
        let own = Measure.rms(legs[0].heard()[16_000...])
        let others = Measure.rms(legs[1].heard()[16_000...])
        #expect(Measure.decibels(others / 0.1) > -6, "seed \(seed)")
        #expect(Measure.decibels(max(own, 1e-9) / 0.1) < -80, "seed \(seed)")
    }

    @Test func aTelephoneAndABrowserHearEachOtherAndNotThemselves() throws {
        let box = VirtualBox()
        let formats: [CodecFormat] = [.opus, .pcmu, .g722]
        let legs = formats.enumerated().map { box.add(FarEnd($0, $1, .pulses(Self.frequency($0)))) }
        box.run(for: .seconds(6))
        for leg in legs {
            let pulse = try #require(Self.pulse(leg.heard(), around: 3, 1))
            for other in legs {
                let level = Measure.decibels(Measure.amplitude(of: Self.frequency(other.number), in: pulse, rate: 16_000) / 0.1)
                if other === leg {
                    #expect(level < -35, "\(leg.spec.format.kind) hears itself at \(level) dB")
                } else {
                    #expect(abs(level) < 3, "\(leg.spec.format.kind) hears \(other.spec.format.kind) at \(level) dB")
                }
            }
        }
    }

    @Test func roomsDoNotHearEachOther() throws {
        let box = VirtualBox()
        let format = try #require(CodecFormat.l16(16_000))
        box.add(FarEnd(0, format, .pulses(500), room: 1))
        let other = box.add(FarEnd(1, format, .silence, room: 2))
        box.run(for: .seconds(3))
        #expect(other.heard().allSatisfy { $0 == 0 })
    }
}

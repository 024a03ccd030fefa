import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import Testing

/// Who is heard, from when, and for how long.
@Suite struct TalkerTests {
    private let format: CodecFormat

    init() throws { format = try #require(CodecFormat.l16(16_000)) }

    @Test func theFirst60MillisecondsOfABurstAreHeard() throws {
        let box = VirtualBox()
        box.add(FarEnd(0, format, .burst(600, from: 2, to: 2.5)))
        let listener = box.add(FarEnd(1, format))
        box.run(for: .seconds(4))
        let audio = listener.heard()
        let start = try #require(audio.firstIndex { $0.magnitude > 0.001 })
        let first = Measure.rms(audio[start..<start + 960])
        let later = Measure.rms(audio[start + 1_600..<start + 4_800])
        #expect(Measure.decibels(first / later) > -2)
        let end = try #require(audio.lastIndex { $0.magnitude > 0.001 })
        // Half a second went in; what the ramp swallows at the start is less than a block.
        #expect(end - start > 8_000 - 100)
    }

    @Test func aTalkerIsHeldForTheHangover() {
        let box = VirtualBox()
        let talker = box.add(FarEnd(0, format, .burst(600, from: 1, to: 3)))
        box.add(FarEnd(1, format))
        var talkedUntil = MediaTime.zero
        box.afterTick = { if $0.isTalking(talker) { talkedUntil = $0.now } }
        box.run(for: .seconds(5))
        let held = talkedUntil - .seconds(3)
        #expect(held > .milliseconds(480) && held < .milliseconds(620), "held \(held.milliseconds) ms")
    }

    @Test func aClickIsHeldForLessThanASentence() {
        let box = VirtualBox()
        let talker = box.add(FarEnd(0, format, .burst(600, from: 2, to: 2.02)))
        box.add(FarEnd(1, format))
        var talked = 0
        box.afterTick = { if $0.isTalking(talker) { talked += 1 } }
        box.run(for: .seconds(4))
        #expect(1...15 ~= talked, "\(talked) ticks")
    }

    @Test func ofTooManySpeakersTheLoudestAreHeard() {
        let box = VirtualBox { $0.talkers = 3 }
        let speakers = (0..<6).map { box.add(FarEnd($0, format, .pulses(400 + 200 * Double($0), amplitude: 0.02 * Float(1 << $0) / 4))) }
        var talked = [Int](repeating: 0, count: 6)
        box.run(for: .seconds(2))
        box.afterTick = { box in for (i, speaker) in speakers.enumerated() where box.isTalking(speaker) { talked[i] += 1 } }
        box.run(for: .seconds(4))
        #expect(talked[..<3].allSatisfy { $0 == 0 }, "\(talked)")
        #expect(talked[3...].allSatisfy { $0 == 200 }, "\(talked)")
    }

    @Test func aRoomMayHearMoreAtOnceThanTheBoxSays() {
        let box = VirtualBox { $0.talkers = 3 }
        let speakers = (0..<8).map { number in
            box.add(FarEnd(number, format, .pulses(400 + 100 * Double(number)), room: number < 5 ? 1 : 2) { $0.talkers = number < 5 ? 5 : 1 })
        }
        box.run(for: .seconds(3))
        #expect(speakers[..<5].count(where: box.isTalking) == 5)
        #expect(speakers[5...].count(where: box.isTalking) == 1)
    }

    @Test func equalsDoNotTakeTurns() {
        let box = VirtualBox { $0.talkers = 1 }
        let a = box.add(FarEnd(0, format, .pulses(500, amplitude: 0.1)))
        box.add(FarEnd(1, format, .pulses(700, amplitude: 0.11, shift: 0.1)))
        box.run(for: .seconds(2))
        var turns = 0
        var last = box.isTalking(a)
        box.afterTick = { box in
            if box.isTalking(a) != last { turns += 1 }
            last = box.isTalking(a)
        }
        box.run(for: .seconds(6))
        // Pulses with pauses of 200 ms: turns at each pulse would be 24.
        #expect(turns == 0, "\(turns) turns")
    }

    @Test func steadyNoiseIsNoTalkerOnceItsFloorIsLearned() {
        let box = VirtualBox()
        let noisy = (0..<5).map { box.add(FarEnd($0, format, .noise(amplitude: 0.02, seed: UInt64($0) + 1))) }
        let speaker = box.add(FarEnd(9, format, .speech()))
        box.run(for: .seconds(7))
        var heard = 0
        var spoken = 0
        box.afterTick = { box in
            for leg in noisy where box.isTalking(leg) { heard += 1 }
            if box.isTalking(speaker) { spoken += 1 }
        }
        box.run(for: .seconds(6))
        #expect(heard == 0)
        #expect(spoken > 250, "\(spoken) of 300 ticks")
    }

    @Test func speechOverNoiseIsHeard() {
        let box = VirtualBox()
        let speech = Signal.speech(from: 8)
        let speaker = box.add(FarEnd(0, format, speech + .noise(amplitude: 0.01, seed: 5)))
        var before = 0
        var after = 0
        box.afterTick = { box in
            guard box.isTalking(speaker) else { return }
            if box.now < .seconds(8) { before += 1 } else { after += 1 }
        }
        box.run(for: .seconds(12))
        #expect(before == 0)
        #expect(after > 150, "\(after) of 200 ticks")
    }

    @Test func aMutedLegIsNotHeardAndIsAgainAfterwards() {
        let box = VirtualBox()
        let speaker = box.add(FarEnd(0, format, .pulses(500)))
        let listener = box.add(FarEnd(1, format))
        box.run(for: .seconds(2))
        box.apply(.mute(speaker.identity.id, true))
        box.run(for: .seconds(2))
        box.apply(.mute(speaker.identity.id, false))
        box.run(for: .seconds(2))
        let audio = listener.heard()
        #expect(Measure.rms(audio[16_000..<32_000]) > 0.03)
        #expect(audio[33_000..<63_000].allSatisfy { $0 == 0 })
        #expect(Measure.rms(audio[66_000..<92_000]) > 0.03)
    }

    @Test func theGainSetByHandIsHeard() {
        let box = VirtualBox()
        let speaker = box.add(FarEnd(0, format, .pulses(500)))
        let listener = box.add(FarEnd(1, format))
        box.run(for: .seconds(3))
        box.apply(.gain(speaker.identity.id, Decibels(-12)))
        box.run(for: .seconds(3))
        let audio = listener.heard()
        let change = Measure.decibels(Measure.rms(audio[56_000..<88_000]) / Measure.rms(audio[8_000..<40_000]))
        #expect(abs(change + 12) < 0.2, "\(change) dB")
    }

    @Test func theLevellerBringsALowVoiceUpAndALoudOneDown() {
        let box = VirtualBox { $0.speechLevel = Decibels(-26) }
        box.add(FarEnd(0, format, .speech(pitch: 130, amplitude: 0.06), room: 1))
        let first = box.add(FarEnd(1, format, room: 1))
        box.add(FarEnd(2, format, .speech(pitch: 130, amplitude: 0.9), room: 2))
        let second = box.add(FarEnd(3, format, room: 2))
        box.run(for: .seconds(15))
        let low = Measure.rms(first.heard()[160_000...])
        let loud = Measure.rms(second.heard()[160_000...])
        // 23.5 dB apart when they came in.
        #expect(abs(Measure.decibels(loud / low)) < 3)
    }

    @Test func fortyTalkersAtFullScaleDoNotClipAndLeaveNoStepAtBlockEdges() throws {
        let box = VirtualBox { $0.talkers = 40 }
        for number in 0..<40 { box.add(FarEnd(number, format, .pulses(200 + 9 * Double(number), amplitude: 1))) }
        let listener = box.add(FarEnd(50, format))
        box.run(for: .seconds(5))
        let audio = listener.heard()
        let peak = try #require(audio.map(\.magnitude).max())
        #expect(peak > 0.9 && peak <= 0.981)
        // The largest second difference at block edges is no larger than inside blocks.
        var atEdges: Float = 0
        var inside: Float = 0
        for i in 16_002..<audio.count {
            let bend = (audio[i] - 2 * audio[i - 1] + audio[i - 2]).magnitude
            if i % 320 < 2 { atEdges = max(atEdges, bend) } else { inside = max(inside, bend) }
        }
        #expect(atEdges <= inside * 1.1, "\(atEdges) at edges, \(inside) inside")
    }
}

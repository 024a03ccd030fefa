import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// Keys heard as tones, and hold music: they are for the box, not for the room.
@Suite struct LineEarTests {
    /// The tones of the key 5.
    private static func five(from start: Double, to end: Double) -> Signal {
        .burst(770, amplitude: 0.2, from: start, to: end) + .burst(1_336, amplitude: 0.2, from: start, to: end)
    }

    private static func box(_ signal: Signal, mixRate: Int = 16_000, format: CodecFormat = .pcma, configure: @escaping (inout LegSpec) -> Void = { _ in })
        -> (box: VirtualBox, caller: FarEnd, listener: FarEnd)
    {
        let box = VirtualBox { $0.mixRate = mixRate }
        var sends = SenderSettings()
        sends.inputRate = mixRate
        let caller = FarEnd(0, format, signal, sends: sends) {
            $0.listensForKeyTones = true
            $0.guardsMusic = true
            $0.eventPayloadType = 101
            configure(&$0)
        }
        box.add(caller)
        return (box, caller, box.add(FarEnd(1, .pcmu)))
    }

    @Test(arguments: [8_000, 16_000, 24_000, 48_000], [CodecFormat.pcmu, .g722, .opus]) func aKeyIsHeardOnceAtEveryRate(mixRate: Int, format: CodecFormat) {
        let (box, _, _) = Self.box(Self.five(from: 0.5, to: 0.7), mixRate: mixRate, format: format)
        box.run(for: .seconds(2))
        #expect(box.digits == [5])
    }

    @Test func twoKeysWithNothingSentBetweenAreTwo() {
        var sends = SenderSettings()
        sends.leavesOutSilence = true
        let box = VirtualBox()
        let signal = Self.five(from: 0.5, to: 0.7) + Self.five(from: 1.2, to: 1.4)
        box.add(FarEnd(0, .pcma, signal, sends: sends) { $0.listensForKeyTones = true })
        box.run(for: .seconds(3))
        #expect(box.digits == [5, 5])
    }

    @Test func aLegThatIsNotAskedToListenHearsNoKey() {
        let (box, _, _) = Self.box(Self.five(from: 0.5, to: 0.7)) { $0.listensForKeyTones = false }
        box.run(for: .seconds(2))
        #expect(box.digits == [])
    }

    /// A gateway that sends the event and leaves the tone in.
    @Test func whoSendsEventsIsNotHeardTwice() {
        let (box, caller, _) = Self.box(Self.five(from: 1, to: 1.2) + Self.five(from: 2, to: 2.2))
        box.run(for: .milliseconds(500))
        caller.press(5, packets: 3)
        box.run(for: .seconds(3))
        #expect(box.digits == [5])
    }

    @Test func theRoomDoesNotHearTheKeyButItsFirstMoment() throws {
        // Somebody speaks, so that the leg is a talker when the key comes.
        let voice = Signal.speech(from: 0, to: 2)
        let (box, _, listener) = Self.box(voice + Self.five(from: 2, to: 3) + .speech(from: 3.5))
        box.run(for: .seconds(6))
        let (reference, _, other) = Self.box(voice + .speech(from: 3.5))
        reference.run(for: .seconds(6))
        let heard = listener.heard()
        let power = { (audio: [Float], from: Double, to: Double) in Measure.rms(audio[Int(from * 16_000)..<Int(to * 16_000)]) }
        // From 50 ms after its beginning on, with 200 ms for the way.
        #expect(power(heard, 2.25, 3.3) < 0.002, "\(power(heard, 2.25, 3.3))")
        // What is said afterwards is heard again.
        #expect(power(heard, 4, 6) > 0.5 * power(other.heard(), 4, 6))
    }

    @Test func holdMusicIsTakenOutOfTheMixAndSpeechBringsTheLegBack() {
        let music = Signal { time in
            guard time < 12 else { return 0 }
            let chord = [[262.0, 330, 392], [220, 262, 330], [349, 440, 523]][Int(time / 0.6) % 3]
            let place = time.truncatingRemainder(dividingBy: 0.6)
            return chord.reduce(Float(0)) { $0 + Signal.tone($1, amplitude: 0.08).value(time) } * Float(min(place / 0.01, 1) * (1 - place))
        }
        let (box, caller, listener) = Self.box(music + .speech(from: 14))
        box.run(for: .seconds(8))
        #expect(box.music == [true])
        #expect(!box.isTalking(caller))
        box.run(for: .seconds(14))
        #expect(box.music == [true, false])
        let heard = listener.heard()
        #expect(Measure.rms(heard[(4 * 16_000)..<(14 * 16_000)]) < 0.001)
        #expect(Measure.rms(heard[(19 * 16_000)...]) > 0.01)
    }

    @Test func aRefitDoesNotOpenTheGuardToMusic() throws {
        let (box, caller, listener) = Self.box(.tone(440, amplitude: 0.2))
        box.run(for: .seconds(4))
        #expect(box.music == [true])
        let again = try #require(MediaEngine.build(caller.spec, identity: caller.identity, settings: box.settings))
        box.apply(.refit(again, keepsKeys: true))
        box.run(for: .seconds(4))
        #expect(box.music == [true])
        #expect(Measure.rms(listener.heard()[(4 * 16_000)...]) < 0.001)
    }

    @Test func withoutTheGuardMusicIsHeard() {
        let (box, _, listener) = Self.box(.pulses(440)) { $0.guardsMusic = false }
        box.run(for: .seconds(10))
        #expect(box.music.isEmpty)
        #expect(Measure.rms(listener.heard()[(6 * 16_000)...]) > 0.01)
    }
}

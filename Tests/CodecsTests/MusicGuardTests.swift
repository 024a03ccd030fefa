import CLinux
import Codecs
import MediaTypes
import Testing

@Suite struct MusicGuardTests {
    private static func tone(_ frequency: Double, seconds: Int, amplitude: Float = 0.1, isOn: (Double) -> Bool = { _ in true }) -> [Float] {
        (0..<seconds * 8_000).map {
            let time = Double($0) / 8_000
            return isOn(time) ? amplitude * Float(clinux_sin(2 * .pi * frequency * time)) : 0
        }
    }

    /// Chords of three notes, each with partials that fade.
    private static func chords(seconds: Int) -> [Float] {
        let chords = [[261.6, 329.6, 392], [220, 261.6, 329.6], [349.2, 440, 523.3], [392, 493.9, 587.3]]
        return (0..<seconds * 8_000).map { at -> Float in
            let place = at % 4_800
            let time = Double(place) / 8_000
            var sum = 0.0
            for note in chords[at / 4_800 % 4] {
                for (number, strength) in [(1.0, 1.0), (2, 0.5), (3, 0.3)] { sum += strength * clinux_sin(2 * .pi * note * number * time) }
            }
            return Float(0.05 * sum * (1 - time)) * min(Float(place) / 40, 1)
        }
    }

    /// When it has closed and opened, in seconds.
    private func listen(_ samples: [Float], blockFrames: Int = 160) -> [(isClosed: Bool, seconds: Double)] {
        var guardian = MusicGuard()
        var changes: [(isClosed: Bool, seconds: Double)] = []
        for first in stride(from: 0, through: samples.count - blockFrames, by: blockFrames) {
            let before = guardian.isClosed
            samples[first..<first + blockFrames].withUnsafeBufferPointer { guardian.process($0) }
            if guardian.isClosed != before { changes.append((guardian.isClosed, Double(first + blockFrames) / 8_000)) }
        }
        return changes
    }

    private func closesOnce(_ samples: [Float]) -> Double? {
        let changes = listen(samples)
        return changes.count == 1 ? changes[0].seconds : nil
    }

    @Test(arguments: [300.0, 425, 440, 1_000, 1_900]) func aToneClosesIt(frequency: Double) throws {
        #expect(try #require(closesOnce(Self.tone(frequency, seconds: 20))) < 3)
    }

    @Test func ringingClosesItWithinEightSeconds() throws {
        let ringing = Self.tone(425, seconds: 30) { $0.truncatingRemainder(dividingBy: 5) < 1 }
        #expect(try #require(closesOnce(ringing)) < 8)
    }

    @Test func chordsCloseItWithinEightSeconds() throws {
        #expect(try #require(closesOnce(Self.chords(seconds: 60))) < 8)
    }

    @Test func chordsWithPausesCloseItAndItStaysClosedInThePauses() throws {
        let music = (0..<5).flatMap { _ in Self.chords(seconds: 5) + [Float](repeating: 0, count: 24_000) }
        #expect(try #require(closesOnce(music)) < 8)
    }

    @Test func blocksOfAnyLengthMakeTheSameOfIt() {
        let music = Self.chords(seconds: 8) + speechLike(80_000, rate: 8_000)
        let whole = listen(music)
        for frames in [80, 161, 333, 960] {
            let pieces = listen(music, blockFrames: frames)
            #expect(pieces.map(\.isClosed) == whole.map(\.isClosed))
            for (a, b) in zip(pieces, whole) { #expect(abs(a.seconds - b.seconds) < 0.13) }
        }
    }

    @Test func itOpensForSomebodyWhoSpeaks() throws {
        let changes = listen(Self.chords(seconds: 20) + speechLike(80_000, rate: 8_000))
        #expect(changes.map(\.isClosed) == [true, false])
        #expect(try #require(changes.last).seconds < 24)
    }

    @Test func speechDoesNotCloseIt() {
        #expect(listen(speechLike(8_000 * 600, rate: 8_000)).isEmpty)
    }

    @Test func babbleDoesNotCloseIt() {
        let voice = speechLike(8_000 * 601, rate: 8_000)
        let babble = (0..<8_000 * 600).map { at -> Float in
            let second = voice[at * 7 / 8 + 3_000]
            let third = voice[at * 3 / 4 + 5_000]
            return voice[at] + second + third
        }
        #expect(listen(babble).isEmpty)
    }

    @Test func noiseAndSilenceDoNotCloseIt() {
        #expect(listen(KeyToneTests.noise(8_000 * 600, amplitude: 0.1, seed: 1)).isEmpty)
        #expect(listen([Float](repeating: 0, count: 8_000 * 60)).isEmpty)
        // A hum that nobody hears.
        #expect(listen(Self.tone(300, seconds: 60, amplitude: 0.003)).isEmpty)
    }
}

import CLinux
import Codecs
import MediaTypes
import Testing

@Suite struct KeyToneTests {
    /// Rows and columns of the keypad, by RFC 4733 event.
    private static let rows = [941.0, 697, 697, 697, 770, 770, 770, 852, 852, 852, 941, 941, 697, 770, 852, 941]
    private static let columns = [1_336.0, 1_209, 1_336, 1_477, 1_209, 1_336, 1_477, 1_209, 1_336, 1_477, 1_209, 1_477, 1_633, 1_633, 1_633, 1_633]

    /// - Units: twist in dB, positive where the high tone is louder; both tones are `off` of their frequency
    static func key(_ key: UInt8, ms: Int, amplitude: Float = 0.2, twist: Float = 0, off: Double = 0) -> [Float] {
        let low = amplitude * Decibels(-twist / 2).amplitude
        let high = amplitude * Decibels(twist / 2).amplitude
        return (0..<ms * 8).map {
            let turn = 2 * Double.pi * Double($0) / 8_000 * (1 + off)
            return low * Float(clinux_sin(turn * rows[Int(key)])) + high * Float(clinux_sin(turn * columns[Int(key)]))
        }
    }

    static func pause(ms: Int) -> [Float] { [Float](repeating: 0, count: ms * 8) }

    static func noise(_ count: Int, amplitude: Float, seed: UInt64) -> [Float] {
        var random = SplitMix64(seed: seed)
        return (0..<count).map { _ in (random.nextUnit() * 2 - 1) * amplitude }
    }

    /// What is heard of `samples`, and the blocks of 20 ms in which a key sounds.
    private func listen(_ samples: [Float]) -> (keys: [UInt8], sounding: [Bool]) {
        var detector = KeyToneDetector()
        var keys: [UInt8] = []
        var sounding: [Bool] = []
        for first in stride(from: 0, through: samples.count - 160, by: 160) {
            samples[first..<first + 160].withUnsafeBufferPointer { if let key = detector.process($0) { keys.append(key) } }
            sounding.append(detector.isSounding)
        }
        return (keys, sounding)
    }

    @Test(arguments: [40, 50, 80, 300]) func everyKeyIsToldOnceAsRFC4733CountsIt(ms: Int) {
        let row = (0...15 as ClosedRange<UInt8>).map { $0 }
        let samples = row.flatMap { Self.key($0, ms: ms) + Self.pause(ms: 73) }
        #expect(listen(samples).keys == row)
    }

    @Test func theSameKeyAgainIsTwoPresses() {
        let samples = Self.key(5, ms: 60) + Self.pause(ms: 60) + Self.key(5, ms: 60) + Self.pause(ms: 60) + Self.key(5, ms: 400) + Self.pause(ms: 60)
        #expect(listen(samples).keys == [5, 5, 5])
    }

    @Test func aLostPacketDoesNotMakeTwoPressesOfOne() {
        for shift in stride(from: 0, to: 20, by: 3) {
            var samples = Self.pause(ms: 20 + shift) + Self.key(8, ms: 200) + Self.pause(ms: 80)
            for at in 960..<1_120 { samples[at] = 0 }
            #expect(listen(samples).keys == [8], "shift \(shift)")
        }
    }

    /// Q.24 asks for 1.5%, and for these differences of level. Of both at once a little less is to be had.
    @Test(arguments: [(0, -0.015), (0, 0.015), (-8, -0.01), (-8, 0.01), (4, -0.01), (4, 0.01)] as [(Float, Double)])
    func linesMayBeUneven(twist: Float, off: Double) {
        let samples = (0...15 as ClosedRange<UInt8>).flatMap { Self.key($0, ms: 80, twist: twist, off: off) + Self.pause(ms: 80) }
        #expect(listen(samples).keys == Array(0...15))
    }

    @Test func tonesBesideTheFrequenciesAreNoKeys() {
        for off in [-0.06, -0.04, 0.04, 0.06] {
            let samples = (0...15 as ClosedRange<UInt8>).flatMap { Self.key($0, ms: 80, off: off) + Self.pause(ms: 80) }
            #expect(listen(samples).keys == [], "\(off)")
        }
    }

    @Test(arguments: [1, 2] as [UInt64]) func keysTenDecibelsAboveNoiseAreHeard(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let row = (0..<400).map { _ in UInt8.random(in: 0...15, using: &random) }
        let keys = row.flatMap { Self.key($0, ms: 80, amplitude: 0.158) + Self.pause(ms: 80) }
        // A power of 0.025 against 0.0025.
        let heard = listen(zip(keys, Self.noise(keys.count, amplitude: 0.0866, seed: seed)).map { $0 + $1 }).keys
        #expect(zip(heard, row).prefix { $0 == $1 }.count >= 396 || heard.count >= 396, "seed \(seed): \(heard.count) of 400")
        #expect(heard.count <= 400, "seed \(seed)")
    }

    @Test func whatIsSpokenIsNoKey() {
        #expect(listen(speechLike(8_000 * 60, rate: 8_000)).keys == [])
    }

    /// A voice that happens to hold the tones of a key, with most of its power elsewhere.
    @Test func aKeyUnderAVoiceThatIsLouderIsNone() {
        let key = Self.key(1, ms: 200, amplitude: 0.05)
        let voice = (0..<key.count).map { 0.3 * Float(clinux_sin(2 * .pi * 150 * Double($0) / 8_000)) }
        #expect(listen(zip(key, voice).map { $0 + $1 }).keys == [])
    }

    /// Two tones of a key that jump about in phase: as partials of a voice would.
    @Test func tonesWhosePhaseJumpsAreNoKey() {
        let piece = 102
        let steady = Self.key(6, ms: 400)
        var jumping: [Float] = []
        for index in 0..<steady.count / piece - 2 {
            let first = index * piece + (index % 2) * 37
            jumping += steady[first..<first + piece]
        }
        #expect(listen(jumping).keys == [])
    }

    @Test func itSoundsAsLongAsItLastsAndNotMuchLonger() {
        let (keys, sounding) = listen(Self.pause(ms: 200) + Self.key(3, ms: 300) + Self.pause(ms: 300))
        #expect(keys == [3])
        #expect(!sounding[..<10].contains(true))
        #expect(!sounding[11..<25].contains(false))
        #expect(!sounding[29...].contains(true))
    }
}

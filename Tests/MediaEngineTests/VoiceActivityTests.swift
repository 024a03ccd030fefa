import MediaTypes
import Testing

@testable import MediaEngine

@Suite struct VoiceActivityTests {
    private let tick = MediaTime.milliseconds(20)

    private func activity() -> VoiceActivity { VoiceActivity(tick: tick, hangover: .milliseconds(800)) }

    /// Levels of speech in dBFS, a tick each: syllables of 160 ms with dips of 40 ms between.
    private func speech(ticks: Int) -> [Decibels] { (0..<ticks).map { Decibels($0 % 10 < 8 ? -28 : -52) } }

    @Test func whoSpeaksWithTheFirstPacketIsHeardFromItOn() {
        var voice = activity()
        for (index, level) in speech(ticks: 500).enumerated() {
            voice.update(level)
            #expect(voice.isActive, "tick \(index)")
        }
    }

    @Test func aFanIsNoVoiceFromTheFirstPacketOn() {
        var voice = activity()
        for _ in 0..<200 {
            voice.update(Decibels(-40))
            #expect(!voice.isActive)
        }
    }

    @Test func aLouderNoiseIsFoundOutWithinTwoSeconds() {
        var voice = activity()
        for _ in 0..<100 { voice.update(Decibels(-30)) }
        #expect(!voice.isActive)
    }

    @Test func voiceAboveAFanIsVoice() {
        var voice = activity()
        for _ in 0..<200 { voice.update(Decibels(-40)) }
        voice.update(Decibels(-28))
        #expect(voice.isVoice)
    }

    @Test func whatIsQuieterThanAnyVoiceIsNone() {
        var voice = activity()
        voice.update(Decibels(-58))
        #expect(!voice.isVoice)
    }
}

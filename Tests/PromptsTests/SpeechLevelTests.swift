import MediaTypes
import Testing

@testable import Prompts

@Suite struct SpeechLevelTests {
    @Test func pausesDoNotCount() {
        // A sine of amplitude 0.1 has -23.0 dBFS, however long somebody pauses in between.
        let steady = SpeechLevel(of: tone(16_000, amplitude: 0.1), sampleRate: 16_000)
        let paused = SpeechLevel(of: tone(16_000, amplitude: 0.1) + [Float](repeating: 0, count: 64_000), sampleRate: 16_000)
        #expect(abs(steady.active.value + 23.01) < 0.3 && abs(paused.active.value + 23.01) < 0.3)
        #expect(abs(steady.peak.value + 20) < 0.1)
    }

    @Test func silenceHasTheLowestLevelThereIs() {
        #expect(SpeechLevel(of: [Float](repeating: 0, count: 1_000), sampleRate: 8_000).active.value == -127)
        #expect(SpeechLevel(of: [], sampleRate: 8_000).active.value == -127)
    }

    @Test func oneSampleAtFullScaleIsNoClipping() {
        #expect(SpeechLevel(of: [0, 1, 0, 1, 1, 0], sampleRate: 8_000).clippedSamples == 0)
        #expect(SpeechLevel(of: [0, 1, 1, 1, 1, 0, -1, -1, -1], sampleRate: 8_000).clippedSamples == 7)
    }
}

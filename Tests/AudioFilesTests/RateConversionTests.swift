import Glibc
import Testing

@testable import AudioFiles

@Suite struct RateConversionTests {
    /// A second and a bit of a tone.
    private func tone(_ rate: Int, frequency: Double = 440) -> [Float] {
        let step = 2 * Double.pi * frequency / Double(rate)
        return (0..<rate + 17).map { frame -> Float in Float(0.5 * sin(step * Double(frame))) }
    }

    private func file(_ samples: [Float], rate: Int) -> [UInt8] {
        WAVBytes(tag: 3, rate: rate, bits: 32, audio: samples.flatMap { little(Int($0.bitPattern), 4) }).bytes
    }

    @Test(
        "a tone keeps its pitch, its level and its place",
        arguments: [8_000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000], [8_000, 16_000, 24_000, 48_000])
    func anyRateToOurs(from: Int, to: Int) throws {
        let heard = try read(file(tone(from), rate: from), rate: to).samples
        let expected = tone(to)
        #expect(abs(heard.count - (from + 17) * to / from) <= 1)
        // The ends ring; the middle is to be the same tone at the same time.
        let worst = (to / 10..<to * 9 / 10).map { abs(heard[$0] - expected[$0]) }.max() ?? 1
        // A filter of an even length puts it half a sample off at most.
        let halfSample = 0.5 * 2 * Double.pi * 440 * 0.5 / Double(max(from, to))
        #expect(Double(worst) < halfSample + 0.003, "from \(from) to \(to): off by \(worst)")
    }

    @Test func whatTheLowerRateCannotCarryIsGone() throws {
        let heard = try read(file(tone(44_100, frequency: 12_000), rate: 44_100), rate: 16_000).samples
        #expect(heard[1_600..<14_400].map(abs).max() ?? 1 < 0.001)
    }
}

@Suite struct WAVWriterTests {
    @Test func whatWasWrittenIsReadAgain() throws {
        let samples = (0..<50_000).map { Float(($0 * 7_919) % 65_536 - 32_768) / 32_768 }
        try withFile([]) { path in
            try AudioClip(samples: samples, sampleRate: 24_000).write(to: path)
            #expect(try AudioClip(reading: path, rate: 24_000).samples == samples)
        }
    }

    @Test func aFileThatWasNeverFinishedIsReadAsFarAsItGoes() throws {
        try withFile([]) { path in
            let writer = try WAVWriter(path, sampleRate: 16_000)
            try writer.append([Float](repeating: 0.5, count: 40_000))
            #expect(try AudioClip(reading: path, rate: 16_000).samples.allSatisfy { $0 == 0.5 })
        }
    }

    @Test func aPlaceThatCannotBeWrittenIsNamed() {
        #expect(throws: AudioFileError.inaccessible(file: "/nowhere/a.wav", reason: "cannot be written: No such file or directory")) {
            try WAVWriter("/nowhere/a.wav", sampleRate: 16_000)
        }
    }
}

import MediaTypes
import Testing

@testable import AudioFiles

@Suite struct WAVReaderTests {
    @Test(
        "every encoding gives the same three levels",
        arguments: [
            (1, 8, [0x80, 0xC0, 0x40] as [UInt8]),
            (1, 16, [0, 0, 0, 0x40, 0, 0xC0]),
            (1, 24, [0, 0, 0, 0, 0, 0x40, 0, 0, 0xC0]),
            (1, 32, [0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0, 0xC0]),
            (3, 32, [0, 0, 0, 0, 0, 0, 0, 0x3F, 0, 0, 0, 0xBF]),
        ])
    func encodings(tag: Int, bits: Int, audio: [UInt8]) throws {
        #expect(try read(WAVBytes(tag: tag, bits: bits, audio: audio).bytes).samples == [0, 0.5, -0.5])
    }

    @Test func channelsAreAveraged() throws {
        let audio = little(8_192, 2) + little(-16_384, 2) + little(16_384, 2)
        #expect(try read(WAVBytes(channels: 3, audio: audio).bytes).samples == [8_192 / 3 / 32_768])
    }

    @Test func theExtensibleFormTellsItsEncodingInAGUID() throws {
        let extra = little(22, 2) + little(16, 2) + little(4, 4) + little(1, 2) + [UInt8](repeating: 0x10, count: 14)
        #expect(try read(WAVBytes(tag: 0xFFFE, formatExtra: extra, audio: little(16_384, 2)).bytes).samples == [0.5])
    }

    @Test func otherChunksAreSkippedAlsoOddOnes() throws {
        let title = Array("LIST".utf8) + little(3, 4) + [1, 2, 3, 0]
        #expect(try read(WAVBytes(chunksBefore: title, audio: little(16_384, 2)).bytes).samples == [0.5])
    }

    @Test func aSizeBeyondTheEndMeansToTheEnd() throws {
        #expect(
            try read(WAVBytes(claimedBytes: 0xFFFF_FFFF, audio: little(16_384, 2) + little(8_192, 2) + [7]).bytes).samples == [0.5, 0.25])
    }

    @Test func whatFollowsTheAudioIsNotPlayed() throws {
        #expect(try read(WAVBytes(claimedBytes: 2, audio: little(16_384, 2) + Array("LISTxxxx".utf8)).bytes).samples == [0.5])
    }

    @Test func floatsThatAreNoSoundAreMadeHarmless() throws {
        let audio = [Float.nan, .infinity, 1e30, -1e30].flatMap { little(Int($0.bitPattern), 4) }
        #expect(try read(WAVBytes(tag: 3, bits: 32, audio: audio).bytes).samples == [0, 0, 16, -16])
    }

    @Test(
        "a wrong file is told from a right one in plain words",
        arguments: [
            ([] as [UInt8], "it is not a WAV file: it is empty"),
            (Array("Dear all,".utf8), "it is not a WAV file: it does not begin with RIFF"),
            (Array("RIFF\0\0\0\0AVI ".utf8), "it is not a WAV file: its RIFF is not of the kind WAVE"),
            (WAVBytes(audio: []).bytes, "it holds no audio"),
            (WAVBytes(channels: 0, audio: [0, 0]).bytes, "it is a damaged WAV file: it claims 0 channels"),
            (WAVBytes(rate: 0, audio: [0, 0]).bytes, "it is a damaged WAV file: it claims 0 samples a second"),
            (Array(WAVBytes(audio: [0, 0]).bytes[..<30]), "it is a damaged WAV file: it ends before its audio begins"),
        ])
    func complaints(bytes: [UInt8], words: String) throws {
        #expect(try complaint(about: bytes) == words)
    }

    @Test func anotherEncodingIsNamedWithTheWayOut() throws {
        let words = try #require(try complaint(about: WAVBytes(tag: 0x11, bits: 4, audio: [0, 0]).bytes))
        #expect(words.hasPrefix("it holds ADPCM; what can be read is PCM of 8, 16, 24 or 32 bits"))
    }

    @Test func filesThatAreNoneAreNamed() {
        #expect(throws: AudioFileError.missing(file: "/nowhere/a.wav")) { try AudioClip(reading: "/nowhere/a.wav", rate: 16_000) }
        #expect(throws: AudioFileError.inaccessible(file: "/tmp", reason: "is not a file")) { try AudioClip(reading: "/tmp", rate: 16_000) }
        #expect(throws: AudioFileError.inaccessible(file: "/dev/zero", reason: "is not a file")) {
            try AudioClip(reading: "/dev/zero", rate: 16_000)
        }
    }

    @Test func aFileThatClaimsHoursIsRefusedWithoutBeingKept() throws {
        // 61 minutes of one byte each, 1,000 a second.
        let long = WAVBytes(rate: 1_000, bits: 8, audio: [UInt8](repeating: 0x80, count: 61 * 60 * 1_000))
        let words = try complaint(about: long.bytes)
        #expect(words == "it is too long: at most 60 minutes can be read")
    }

    @Test func everyTruncationEndsInAudioOrInWords() throws {
        let whole = WAVBytes(
            channels: 2, bits: 24, chunksBefore: Array("LIST".utf8) + little(4, 4) + [1, 2, 3, 4], audio: [UInt8](repeating: 9, count: 60)
        ).bytes
        for length in 0..<whole.count {
            let words = try complaint(about: Array(whole[..<length]))
            // From the first whole frame on there is audio.
            #expect((words == nil) == (length >= whole.count - 54), "\(length) bytes: \(words ?? "audio")")
        }
    }

    @Test func headersWithAnyBytesChangedNeverTrap() throws {
        let seed: UInt64 = 0x57A7
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        let whole = WAVBytes(channels: 2, audio: [UInt8](repeating: 9, count: 400)).bytes
        for _ in 0..<3_000 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                bytes[Int.random(in: 0..<48, using: &random)] = .random(in: 0 ... .max, using: &random)
            }
            _ = try complaint(about: bytes)
        }
    }
}

import CSpanDSP
import Codecs
import MediaTypes
import Testing

@Suite struct WaveformCodecTests {
    static let formats: [CodecFormat] = [.pcmu, .pcma, .g722, .l16(8_000), .l16(16_000), .l16(24_000), .l16(48_000)].compactMap { $0 }

    @Test func bothLawsRoundTripEveryCode() {
        for code in UInt8.min...UInt8.max {
            let again = G711.muEncode(G711.muDecode(code))
            // Minus zero is the one level with two codes.
            #expect(again == (code == 0x7F ? 0xFF : code))
            #expect(G711.aEncode(G711.aDecode(code)) == code)
        }
    }

    /// Known values of the recommendation's tables: full scale, the first steps, silence.
    @Test func theLawsHaveTheLevelsOfTheRecommendation() {
        #expect(G711.muDecode(0x80) == 32_124)
        #expect(G711.muDecode(0x00) == -32_124)
        #expect(G711.muDecode(0xFF) == 0)
        #expect(G711.muDecode(0xFE) == 8)
        #expect(G711.aDecode(0xAA) == 32_256)
        #expect(G711.aDecode(0x2A) == -32_256)
        #expect(G711.aDecode(0xD5) == 8)
        #expect(G711.aDecode(0x55) == -8)
    }

    @Test func everyLevelIsCodedByTheNearestStepOrItsNeighbour() {
        let far = (Int16.min...Int16.max).filter { sample in
            let step = max(16, Int(sample.magnitude) / 16)
            let isNearInMu = abs(Int(G711.muDecode(G711.muEncode(sample))) - Int(sample)) <= step || sample.magnitude > 32_124
            let isNearInA = abs(Int(G711.aDecode(G711.aEncode(sample))) - Int(sample)) <= step || sample.magnitude > 32_256
            return !isNearInMu || !isNearInA
        }
        #expect(far == [])
    }

    @Test(arguments: formats, [8_000, 16_000, 24_000, 48_000]) func audioSurvivesAtEveryMixRate(format: CodecFormat, mixRate: Int) throws {
        var encoder = try built(AudioEncoder(EncoderSettings(format: format, inputRate: mixRate, packetFrames: mixRate / 50)))
        var decoder = try built(AudioDecoder(format, outputRate: mixRate))
        let input = (0..<mixRate).map { Float(0.5 * sine(Double($0) * 600 / Double(mixRate))) }
        var output: [Float] = []
        for packet in encoder.packets(input).compactMap({ $0 }) {
            let ticks = decoder.clockTicks(of: packet.span.bytes)
            #expect(ticks == format.clockRate / 50)
            output += decoder.samples(packet)
        }
        #expect(abs(output.count - input.count) <= 8)
        let ratio = bestRatio(input, output, rate: mixRate, longest: mixRate / 60)
        #expect(ratio > 20, "\(ratio) dB")
    }

    @Test(arguments: formats, [10, 20, 25, 30, 40, 60]) func anyPacketLengthIsTaken(format: CodecFormat, packetMs: Int) throws {
        var encoder = try built(AudioEncoder(EncoderSettings(format: format, inputRate: 16_000, packetFrames: 16 * packetMs)))
        var decoder = try built(AudioDecoder(format, outputRate: 16_000))
        let output = encoder.packets(speechLike(16_000 * 3 / 5, rate: 16_000)).compactMap { $0 }.flatMap { decoder.samples($0) }
        #expect(abs(output.count - 16_000 * 3 / 5 / (16 * packetMs) * 16 * packetMs) <= 8)
    }

    @Test func linearAudioIsExact() throws {
        let format = try #require(CodecFormat.l16(16_000))
        var encoder = try built(AudioEncoder(EncoderSettings(format: format, inputRate: 16_000, packetFrames: 320)))
        var decoder = try built(AudioDecoder(format, outputRate: 16_000))
        var random = SplitMix64(seed: 3)
        let input = (0..<3_200).map { _ in Float(Int16.random(in: .min ... .max, using: &random)) / 32_768 }
        let output = encoder.packets(input).compactMap { $0 }.flatMap { decoder.samples($0) }
        #expect(output == input)
    }

    @Test(arguments: formats) func aForkMakesTheSamePackets(format: CodecFormat) throws {
        let settings = EncoderSettings(format: format, inputRate: 16_000, packetFrames: 320)
        var original = try built(AudioEncoder(settings))
        var fork = try built(AudioEncoder(settings))
        let input = speechLike(16_000, rate: 16_000)
        _ = original.packets(Array(input[..<8_000]))
        let copied = fork.copyState(from: original)
        #expect(copied)
        let first = original.packets(Array(input[8_000...]))
        let second = fork.packets(Array(input[8_000...]))
        #expect(first == second)
    }

    @Test(arguments: formats) func aGapIsFilledAndFades(format: CodecFormat) throws {
        var encoder = try built(AudioEncoder(EncoderSettings(format: format, inputRate: 16_000, packetFrames: 320)))
        var decoder = try built(AudioDecoder(format, outputRate: 16_000))
        let tone = (0..<6_400).map { Float(0.5 * sine(Double($0) * 200 / 16_000)) }
        for packet in encoder.packets(tone).compactMap({ $0 }) { _ = decoder.samples(packet) }
        var levels: [Double] = []
        for _ in 0..<6 {
            var output = [Float](repeating: 0, count: 320)
            var span = output.mutableSpan
            let frames = decoder.conceal(frameCount: 320, into: &span)
            #expect(abs(frames - 320) <= 2)
            levels.append(energy(output))
        }
        #expect(levels[0] > 0.5 * 0.125 * 320)
        #expect(levels[5] < levels[0] * 1e-3)
    }

    @Test(arguments: formats) func impossibleLengthsAreRefused(format: CodecFormat) throws {
        var decoder = try built(AudioDecoder(format, outputRate: 16_000))
        for count in [0, 24_000] {
            let bytes = [UInt8](repeating: 1, count: count)
            let frames = decoder.frameCount(of: bytes.span.bytes)
            #expect(frames == nil)
            let ticks = decoder.clockTicks(of: bytes.span.bytes)
            #expect(ticks == nil)
            let samples = decoder.samples(bytes)
            #expect(samples.isEmpty)
        }
        if format.kind == .l16 {
            let odd: [UInt8] = [1, 2, 3]
            let frames = decoder.frameCount(of: odd.span.bytes)
            #expect(frames == nil)
        }
    }
}

@Suite struct DenoiserTests {
    @Test func steadyNoiseIsLoweredAndSpeechIsKept() throws {
        var denoiser = try built(Denoiser(sampleRate: 16_000, blockFrames: 320, suppressionDB: -20))
        var random = SplitMix64(seed: 5)
        var before = 0.0
        var after = 0.0
        for block in 0..<200 {
            var samples = (0..<320).map { _ in (random.nextUnit() - 0.5) * 0.05 }
            if block >= 150 { before += energy(samples) }
            var span = samples.mutableSpan
            denoiser.process(&span)
            if block >= 150 { after += energy(samples) }
        }
        #expect(after < before * 0.1)
    }
}

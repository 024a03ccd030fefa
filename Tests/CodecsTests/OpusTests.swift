import COpus
import Codecs
import MediaTypes
import Testing

@Suite struct OpusTests {
    static let packetUnits = [1, 2, 4, 8, 16, 24, 32, 40, 48]

    @Test(arguments: packetUnits, [8_000, 16_000, 24_000, 48_000]) func everyFrameSizeAtEveryRateSurvives(units: Int, rate: Int) throws {
        let settings = EncoderSettings(format: .opus, inputRate: rate, packetFrames: units * rate / 400, bitrate: .kilobits(32))
        var encoder = try built(AudioEncoder(settings))
        var decoder = try built(AudioDecoder(.opus, outputRate: 16_000))
        let ticksPerPacket = encoder.clockTicksPerPacket
        #expect(ticksPerPacket == units * 120)
        let input = speechLike(rate * 2, rate: rate)
        var output: [Float] = []
        for packet in encoder.packets(input).compactMap({ $0 }) {
            let ticks = decoder.clockTicks(of: packet.span.bytes)
            #expect(ticks == units * 120)
            let frames = decoder.frameCount(of: packet.span.bytes)
            #expect(frames == units * 40)
            output += decoder.samples(packet)
        }
        #expect(output.count >= 16_000 * 2 - units * 40)
        let ratio = energy(output) / 16_000 / (energy(input) / Double(rate))
        #expect(ratio > 0.7 && ratio < 1.3, "energy ratio \(ratio)")
    }

    @Test func aPacketLengthThatOpusDoesNotKnowIsRefused() {
        for frames in [0, 1, 100, 480 + 1, 1_920 + 320] {
            if AudioEncoder(EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: frames)) != nil { Issue.record("\(frames) frames") }
        }
    }

    @Test func stereoComesOutAsBothChannels() throws {
        var error: Int32 = 0
        let stereo = try #require(opus_encoder_create(48_000, 2, OPUS_APPLICATION_AUDIO, &error))
        defer { opus_encoder_destroy(stereo) }
        var decoder = try built(AudioDecoder(.opus, outputRate: 16_000))
        var left = 0.0
        var right = 0.0
        for side in 0..<2 {
            decoder.reset()
            for packet in 0..<50 {
                var pcm = [Float](repeating: 0, count: 1_920)
                for i in 0..<960 { pcm[2 * i + side] = Float(0.5 * sine(Double(packet * 960 + i) * 440 / 48_000)) }
                var bytes = [UInt8](repeating: 0, count: 1_500)
                let count = opus_encode_float(stereo, pcm, 960, &bytes, 1_500)
                let output = energy(decoder.samples(Array(bytes[..<Int(count)])))
                if packet > 5 { side == 0 ? (left += output) : (right += output) }
            }
        }
        // An amplitude of 0.5 in one channel is 0.25 in the mean of both; half its square, over 44 packets of 320 samples.
        let expected = 0.25 * 0.25 / 2 * 44 * 320
        #expect(left / expected > 0.8 && left / expected < 1.25, "\(left) against \(expected)")
        #expect(right / expected > 0.8 && right / expected < 1.25, "\(right) against \(expected)")
    }

    @Test func aForkMakesTheSamePacketsAsTheOriginal() throws {
        let settings = EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 320, inbandFEC: true, expectedLossPercent: 5)
        var original = try built(AudioEncoder(settings))
        var fork = try built(AudioEncoder(settings))
        let input = speechLike(64_000, rate: 16_000)
        _ = original.packets(Array(input[..<32_000]))
        let copied = fork.copyState(from: original)
        #expect(copied)
        let first = original.packets(Array(input[32_000...]))
        let second = fork.packets(Array(input[32_000...]))
        #expect(first == second)
    }

    @Test func inBandFECIsFoundAndIsNearerToTheOriginalThanConcealment() throws {
        let settings = EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 320, bitrate: .kilobits(32), inbandFEC: true, expectedLossPercent: 20)
        var encoder = try built(AudioEncoder(settings))
        let packets = encoder.packets(speechLike(64_000, rate: 16_000)).compactMap { $0 }
        var whole = try built(AudioDecoder(.opus, outputRate: 16_000))
        var recovering = try built(AudioDecoder(.opus, outputRate: 16_000))
        var concealing = try built(AudioDecoder(.opus, outputRate: 16_000))
        var recoveredError = 0.0
        var concealedError = 0.0
        var copies = 0
        for (index, packet) in packets.enumerated() {
            let truth = whole.samples(packet)
            let isLost = index % 7 == 3 && index + 1 < packets.count
            guard isLost else {
                _ = recovering.samples(packet)
                _ = concealing.samples(packet)
                continue
            }
            let next = packets[index + 1]
            var output = [Float](repeating: 0, count: 320)
            var span = output.mutableSpan
            if recovering.carriesRecovery(next.span.bytes) {
                copies += 1
                let frames = recovering.recover(from: next.span.bytes, frameCount: 320, into: &span)
                #expect(frames == 320)
            } else {
                _ = recovering.conceal(frameCount: 320, into: &span)
            }
            recoveredError += energy(zip(output, truth).map { $0 - $1 })
            span = output.mutableSpan
            _ = concealing.conceal(frameCount: 320, into: &span)
            concealedError += energy(zip(output, truth).map { $0 - $1 })
        }
        #expect(copies > 10)
        #expect(recoveredError < concealedError * 0.7, "\(recoveredError) against \(concealedError)")
    }

    @Test func withoutFECNoPacketClaimsACopy() throws {
        var encoder = try built(AudioEncoder(EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 960)))
        let decoder = try built(AudioDecoder(.opus, outputRate: 16_000))
        for packet in encoder.packets(speechLike(64_000, rate: 16_000)).compactMap({ $0 }) {
            let claims = decoder.carriesRecovery(packet.span.bytes)
            #expect(!claims)
        }
    }

    @Test func silenceStopsTheStreamUnderDTX() throws {
        var encoder = try built(AudioEncoder(EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 320, dtx: true)))
        let speaking = encoder.packets(speechLike(16_000, rate: 16_000))
        let silent = encoder.packets([Float](repeating: 0, count: 32_000))
        #expect(speaking.compactMap { $0 }.count > 40)
        #expect(silent.compactMap { $0 }.count < 30)
    }

    @Test func settingsCanChangeWhileRunning() throws {
        var encoder = try built(AudioEncoder(EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 320, bitrate: .kilobits(32))))
        // Noise has no end of detail: the encoder spends all the bitrate that it is given, which it does not on a few harmonics.
        var random = SplitMix64(seed: 5)
        let input = speechLike(32_000, rate: 16_000).map { $0 + 0.2 * (random.nextUnit() - 0.5) }
        let large = encoder.packets(input).compactMap { $0?.count }.reduce(0, +)
        encoder.set(bitrate: .kilobits(12))
        encoder.set(complexity: 0)
        let small = encoder.packets(input).compactMap { $0?.count }.reduce(0, +)
        // 2 s at 32 and at 12 kbit/s are 8,000 and 3,000 bytes; the encoder may keep a third off each.
        #expect(large > 8_000 * 2 / 3 && large < 8_000 * 4 / 3, "\(large)")
        #expect(small > 3_000 * 2 / 3 && small < 3_000 * 4 / 3, "\(small)")
    }

    @Test func hostileBytesAreRefusedOrDecodedToFiniteSamples() throws {
        var random = SplitMix64(seed: 7)
        var decoder = try built(AudioDecoder(.opus, outputRate: 16_000))
        for _ in 0..<20_000 {
            let packet = (0..<Int.random(in: 0...80, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            _ = decoder.carriesRecovery(packet.span.bytes)
            if let count = decoder.frameCount(of: packet.span.bytes) { #expect(count > 0 && count <= 1_920) }
            let samples = decoder.samples(packet)
            let allInBounds = samples.allSatisfy { $0.isFinite && $0.magnitude <= 8 }
            #expect(allInBounds)
        }
    }
}

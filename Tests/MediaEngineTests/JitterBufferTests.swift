import COpus
import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// One stream through the jitter buffer: what the network does to it, and what is played.
@Suite struct JitterBufferTests {
    struct NotThere: Error {}

    private func bench(_ format: CodecFormat, _ signal: Signal = .pulses(500), link: LinkQuality = .clean, seed: UInt64 = 1,
                       sends: SenderSettings = SenderSettings()) throws -> StreamBench {
        guard let bench = StreamBench(format, signal, link: link, seed: seed, sends: sends) else { throw NotThere() }
        return bench
    }

    @Test(arguments: [CodecFormat.opus, .pcmu, .pcma, .g722], [10, 20, 30, 40, 50, 60] as [Int64])
    func aCleanStreamIsPlayedWithoutConcealment(format: CodecFormat, milliseconds: Int64) throws {
        // Opus knows no packets of 30 and 50 ms; of one frame, that is.
        if format.kind == .opus, milliseconds % 20 != 0, milliseconds != 10 { return }
        var sends = SenderSettings()
        sends.packetTime = .milliseconds(milliseconds)
        let bench = try bench(format, .tone(500, amplitude: 0.1), sends: sends)
        bench.run(for: .seconds(10))
        #expect(bench.stream.concealedFrames == 0)
        #expect(bench.stream.counters.late == 0)
        let level = Measure.decibels(Measure.rms(bench.audio[32_000...]) / 0.0707)
        #expect(abs(level) < 1, "\(level) dB")
        #expect(bench.stream.bufferDelay < .milliseconds(50 + milliseconds), "\(bench.stream.bufferDelay.milliseconds) ms")
    }

    @Test(arguments: [8_000, 16_000, 24_000, 48_000]) func l16OfAnyRateIsPlayed(rate: Int) throws {
        var sends = SenderSettings()
        sends.packetTime = .milliseconds(10)
        sends.inputRate = rate
        let bench = try bench(#require(CodecFormat.l16(rate)), .tone(500, amplitude: 0.1), sends: sends)
        bench.run(for: .seconds(4))
        #expect(bench.stream.concealedFrames == 0)
        #expect(abs(Measure.decibels(Measure.rms(bench.audio[32_000...]) / 0.0707)) < 0.2)
    }

    @Test func stereoOpusIsPlayedAsMono() throws {
        let bench = try bench(.opus, .silence)
        let encoder = try #require(opus_encoder_create(48_000, 2, OPUS_APPLICATION_AUDIO, nil))
        defer { opus_encoder_destroy(encoder) }
        bench.isSilenced = true
        for index in 0..<250 {
            let pcm = (0..<960).flatMap { at -> [Float] in
                let value = Signal.tone(500, amplitude: 0.1).value(Double(index * 960 + at) / 48_000)
                return [value, value]
            }
            var payload = [UInt8](repeating: 0, count: 1_400)
            let length = opus_encode_float(encoder, pcm, 960, &payload, 1_400)
            let packet = rtpPacket(Array(payload[..<Int(length)]), payloadType: 96, sequence: SequenceNumber(UInt16(index)),
                                   timestamp: RTPTimestamp(UInt32(index * 960)), ssrc: 9)
            bench.insert(packet, at: bench.now + .milliseconds(7))
            bench.run(for: .milliseconds(20))
        }
        #expect(bench.stream.concealedFrames == 0)
        #expect(abs(Measure.decibels(Measure.rms(bench.audio[32_000...]) / 0.0707)) < 1)
    }

    @Test(arguments: [21, 22, 23] as [UInt64]) func reorderAndDuplicatesCostNothing(seed: UInt64) throws {
        let bench = try bench(.opus, link: LinkQuality(duplication: 0.1, reorder: 0.1), seed: seed)
        bench.run(for: .seconds(10))
        bench.mark()
        bench.run(for: .seconds(20))
        #expect(bench.concealedShare < 0.001, "seed \(seed)")
        #expect(bench.stream.counters.duplicates > 50, "seed \(seed)")
    }

    @Test(arguments: [31, 32, 33] as [UInt64], [CodecFormat.opus, .pcmu]) func jitterIsBridgedAndTheDelayComesBack(seed: UInt64, format: CodecFormat) throws {
        let bench = try bench(format, .speech(), link: LinkQuality(delay: .milliseconds(80), jitter: .milliseconds(60)), seed: seed)
        bench.run(for: .seconds(10))
        bench.mark()
        bench.run(for: .seconds(30))
        #expect(bench.concealedShare <= 0.01, "seed \(seed): \(bench.concealedShare)")
        #expect(bench.stream.bufferDelay > .milliseconds(80))
        #expect(bench.stream.bufferDelay < .milliseconds(220), "\(bench.stream.bufferDelay.milliseconds) ms")
        print("jitter of +-60 ms, \(format.kind), seed \(seed): concealed \(bench.concealedShare), delay \(bench.stream.bufferDelay.milliseconds) ms")
        bench.link.quality.jitter = .zero
        bench.link.quality.delay = .milliseconds(80)
        bench.run(for: .seconds(10))
        print("ten seconds after the jitter, \(format.kind), seed \(seed): delay \(bench.stream.bufferDelay.milliseconds) ms")
        #expect(bench.stream.bufferDelay < .milliseconds(60), "seed \(seed): \(bench.stream.bufferDelay.milliseconds) ms")
    }

    @Test(arguments: [-1_000, 1_000] as [Double], [CodecFormat.opus, .pcmu]) func clockDriftDoesNotMoveTheDelay(ppm: Double, format: CodecFormat) throws {
        var sends = SenderSettings()
        sends.clockPPM = ppm
        let bench = try bench(format, .speech(), sends: sends)
        var longest = MediaTime.zero
        bench.run(for: .seconds(10))
        bench.mark()
        bench.run(for: .seconds(290)) { longest = max(longest, $0.stream.bufferDelay) }
        print("drift of \(ppm) ppm, \(format.kind): longest delay \(longest.milliseconds) ms, concealed \(bench.concealedShare)")
        #expect(longest < .milliseconds(80), "\(longest.milliseconds) ms")
        #expect(bench.concealedShare < 0.005, "\(bench.concealedShare)")
        #expect(bench.stream.counters.late == 0)
    }

    @Test(arguments: [true, false]) func anOutageOfASecondLeavesNoDelayBehind(isLost: Bool) throws {
        let bench = try bench(.opus, .speech())
        bench.run(for: .seconds(10))
        let before = bench.stream.bufferDelay
        let outage = MediaTime.milliseconds(10_005)..<MediaTime.milliseconds(11_005)
        if isLost { bench.outage = outage } else { bench.stall = outage }
        var longest = MediaTime.zero
        bench.run(for: .seconds(3)) { longest = max(longest, $0.stream.bufferDelay) }
        #expect(longest < .milliseconds(450), "\(longest.milliseconds) ms")
        // Heard again soon.
        #expect(Measure.rms(bench.audio[(16_000 * 114 / 10)...]) > 0.01)
        bench.run(for: .seconds(9))
        #expect(bench.stream.bufferDelay < before + .milliseconds(30), "\(bench.stream.bufferDelay.milliseconds) ms, before \(before.milliseconds) ms")
    }

    @Test func whatDTXLeavesOutIsNotConcealed() throws {
        var sends = SenderSettings()
        sends.dtx = true
        let bench = try bench(.opus, .pulses(500) + .silence, sends: sends)
        // Five seconds of talk, ten of silence, five of talk.
        bench.signal = Signal { time in (time < 5 || time > 15) ? Signal.pulses(500).value(time) : 0 }
        bench.run(for: .seconds(20))
        #expect(bench.stream.concealedFrames == 0)
        #expect(bench.stream.playedFrames < 16 * 16_000)
        #expect(Measure.rms(bench.audio[(16 * 16_000)...]) > 0.03)
    }

    @Test func anotherSourceIsFollowed() throws {
        let bench = try bench(.pcmu)
        bench.run(for: .seconds(5))
        bench.replaceSender(SenderSettings(), seed: 99, keepsSSRC: false)
        bench.run(for: .seconds(5))
        #expect(Measure.rms(bench.audio[(6 * 16_000)..<(10 * 16_000)]) > 0.03)
        #expect(bench.stream.bufferDelay < .milliseconds(80))
    }

    @Test func aRestartOfTheSequenceIsFollowed() throws {
        let bench = try bench(.pcmu)
        bench.run(for: .seconds(5))
        var sends = SenderSettings()
        sends.firstSequence = bench.sender.sequence.advanced(by: 20_000).value
        sends.firstTimestamp = bench.sender.firstTimestamp &+ 0x4000_0000
        bench.replaceSender(sends, seed: 98, keepsSSRC: true)
        bench.run(for: .seconds(5))
        #expect(Measure.rms(bench.audio[(6 * 16_000)..<(10 * 16_000)]) > 0.03)
    }

    @Test func sequenceAndTimestampMayWrap() throws {
        var sends = SenderSettings()
        sends.firstSequence = 0xFFFF - 100
        sends.firstTimestamp = 0xFFFF_FFFF - 150 * 960
        let bench = try bench(.opus, .tone(500, amplitude: 0.1), sends: sends)
        bench.run(for: .seconds(6))
        #expect(bench.stream.concealedFrames == 0)
        #expect(bench.stream.counters.unknownPayload == 0)
        #expect(abs(Measure.decibels(Measure.rms(bench.audio[24_000...]) / 0.0707)) < 1)
    }

    @Test func aJumpOfTheTimestampAloneIsFollowed() throws {
        let bench = try bench(.pcmu)
        bench.run(for: .seconds(5))
        bench.sender.firstTimestamp &+= 0x1234_5678
        bench.run(for: .seconds(5))
        #expect(Measure.rms(bench.audio[(6 * 16_000)..<(10 * 16_000)]) > 0.03)
        #expect(bench.stream.bufferDelay < .milliseconds(80))
    }

    @Test func aJumpOfLessThanTwoSecondsLeavesNoDelayBehind() throws {
        for seconds in [-1, 1] {
            let bench = try bench(.pcmu)
            bench.run(for: .seconds(5))
            bench.sender.firstTimestamp &+= UInt32(bitPattern: Int32(seconds * 8_000))
            bench.run(for: .seconds(10))
            #expect(bench.stream.bufferDelay < .milliseconds(80), "\(seconds) s: \(bench.stream.bufferDelay.milliseconds) ms")
            #expect(Measure.rms(bench.audio[(10 * 16_000)...]) > 0.03)
        }
    }

    @Test(arguments: [5, 10, 20] as [Int64]) func aBurstAfterAPauseIsPlayedWhole(milliseconds: Int64) throws {
        for phase in stride(from: 0, to: 20, by: 3) as StrideTo<Int64> {
            var sends = SenderSettings()
            sends.packetTime = .milliseconds(milliseconds)
            sends.leavesOutSilence = true
            let format = try #require(CodecFormat.l16(16_000))
            guard let bench = StreamBench(format, .silence, phase: .milliseconds(phase), sends: sends) else { throw NotThere() }
            // Some talk before, so that the buffer knows the way.
            bench.signal = Signal { Signal.burst(437, from: 0.2, to: 2).value($0) + Signal.burst(437, from: 3, to: 3.3).value($0) }
            bench.run(for: .seconds(4))
            let start = try #require((46_400..<bench.audio.count).first { bench.audio[$0] != 0 })
            // The first frame of the burst is zero. Five milliseconds are faded in after a gap; what comes then shows whether all was there.
            let said = (100..<140).map { Signal.tone(437, amplitude: 0.1).value(3 + Double($0 + 1) / 16_000) }
            let error = zip(bench.audio[(start + 100)...], said).map { ($0 - $1).magnitude }.max() ?? 1
            #expect(error < 0.003, "phase \(phase) ms: off by \(error)")
            #expect(bench.stream.counters.late == 0)
        }
    }

    @Test func packetsThatHoldMoreThanTheirTimestampsSayDoNotPileUp() throws {
        let bench = try bench(.opus)
        bench.run(for: .seconds(2))
        var sends = SenderSettings()
        sends.packetTime = .milliseconds(120)
        var sender = PacketSender(bench.spec, sends, start: .zero, seed: 4)
        let packet = sender.next(.speech())
        let long = Array(try #require(packet)[12...])
        var longest = MediaTime.zero
        for step in 0..<500 {
            bench.run(for: .milliseconds(20))
            bench.insert(rtpPacket(long, payloadType: 96, sequence: SequenceNumber(UInt16(step)), timestamp: RTPTimestamp(UInt32(step * 960)), ssrc: 77), at: bench.now)
            longest = max(longest, bench.stream.bufferDelay)
        }
        #expect(longest < .milliseconds(600), "\(longest.milliseconds) ms")
    }
}

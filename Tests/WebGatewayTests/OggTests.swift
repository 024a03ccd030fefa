import COpus
import Codecs
import Foundation
import MediaTypes
import Testing

@testable import WebGateway

@Suite struct OggTests {
    /// libopus is the judge, for each first byte and each count that a second byte can tell.
    @Test func durationsAreThoseOfLibopus() {
        for first in UInt8.min ... .max {
            for second in UInt8.min ... .max {
                let bytes = [first, second] + [UInt8](repeating: 0, count: 100)
                let judged = opus_packet_get_nb_samples(bytes, Int32(bytes.count), 48_000)
                #expect(OpusPacket(bytes)?.frameCount == (judged > 0 ? Int(judged) : nil), "\(first) \(second)")
            }
        }
        #expect(OpusPacket([]) == nil)
        #expect(OpusPacket([0x03]) == nil)
        #expect(OpusPacket(OpusPacket.silence.bytes) == .silence)
    }

    /// As libogg's own check has it: the CRC of a page with the field set to zero, for a page that ffmpeg has written.
    @Test func aPageIsWrittenByteForByte() {
        let page = OggPage.write([Array("OpusTags".utf8)], place: .middle, granule: 0, serial: 0x0403_0201, number: 1)
        let head: [UInt8] = [0x4F, 0x67, 0x67, 0x53, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, 1, 0, 0, 0]
        #expect(Array(page[..<22]) == head)
        #expect(Array(page[26...]) == [1, 8] + Array("OpusTags".utf8))
        #expect(OggPage.checksum(of: Array("123456789".utf8)) == 0x89A1_897F)
    }

    @Test(arguments: [0, 1, 254, 255, 256, 509, 510, 511, 1_275])
    func packetsOfEveryLengthComeOutAsTheyWentIn(_ length: Int) {
        let packet = [UInt8](repeating: 7, count: length)
        let page = OggPage.write([packet], place: .middle, granule: 0, serial: 1, number: 2)
        let segments = page[27..<27 + Int(page[26])]
        #expect(segments.count == OggPage.segmentCount(of: packet))
        #expect(segments.reduce(0) { $0 + Int($1) } == length)
        #expect(segments.last.map { $0 < 255 } == true)
    }

    @Test func aPageGoesOutEvery100Ms() {
        var stream = OggOpusStream(serial: 1, inputRate: 16_000)
        _ = stream.begin()
        let pages = (0..<25).map { _ in stream.append(.silence) }
        #expect(pages.indices.filter { pages[$0] != nil } == [4, 9, 14, 19, 24])
    }

    @Test func aPageNeverHasMoreSegmentsThanFit() throws {
        var stream = OggOpusStream(serial: 1, inputRate: 16_000)
        // 2.5 ms each: forty of them make a page by time, and take more segments than there are.
        let packet = try #require(OpusPacket([0xE0] + [UInt8](repeating: 1, count: 2_000)))
        #expect(packet.frameCount == 120)
        for _ in 0..<200 { if let page = stream.append(packet) { #expect(page[26] <= 255 && page[26] > 0) } }
    }

    @Test func ffmpegHearsTheToneThatWasPutIn() async throws {
        var stream = OggOpusStream(serial: 77, inputRate: 16_000)
        var bytes = stream.begin()
        for packet in try Tone.packets(seconds: 3, hertz: 440) { bytes += stream.append(packet) ?? [] }
        bytes += stream.finish()
        let (status, output, errors) = try await run(
            "ffmpeg", ["-v", "warning", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", "16000", "-"], input: bytes)
        #expect(status == 0)
        #expect(errors.isEmpty, "\(errors)")
        let samples = Tone.samples(output)
        #expect(abs(samples.count - (3 * 16_000 - 1_280)) <= 16, "three seconds, less the 80 ms that a decoder is told to skip")
        #expect(Tone.share(of: 440, in: samples) > 0.9)
        let probe = try await run("ffprobe", ["-v", "error", "-show_entries", "stream=codec_name,channels", "-of", "csv=p=0", "-i", "-"], input: bytes)
        #expect(String(decoding: probe.output, as: UTF8.self).hasPrefix("opus,1"))
        #expect(probe.errors.isEmpty, "\(probe.errors)")
    }

    @Test func silenceIsHeardAsSilence() async throws {
        var stream = OggOpusStream(serial: 77, inputRate: 16_000)
        var bytes = stream.begin()
        for _ in 0..<50 { bytes += stream.append(.silence) ?? [] }
        bytes += stream.finish()
        let (_, output, errors) = try await run("ffmpeg", ["-v", "warning", "-i", "-", "-f", "s16le", "-ac", "1", "-ar", "16000", "-"], input: bytes)
        #expect(errors.isEmpty, "\(errors)")
        #expect(Tone.samples(output).allSatisfy { abs($0) < 0.001 })
    }
}

/// A sine, encoded and found again.
enum Tone {
    /// - Parameters: burst, pause: in packets of 20 ms; without a pause the tone goes on and on
    static func packets(seconds: Int, hertz: Float, burst: Int = 1, pause: Int = 0) throws -> [OpusPacket] {
        guard var encoder = AudioEncoder(EncoderSettings(format: .opus, inputRate: 16_000, packetFrames: 320)) else { return [] }
        var packets: [OpusPacket] = []
        for index in 0..<seconds * 50 {
            let amplitude: Float = index % (burst + pause) < burst ? 0.3 : 0
            let samples = (0..<320).map { amplitude * sinf(2 * .pi * hertz * Float(index * 320 + $0) / 16_000) }
            var payload = [UInt8](repeating: 0, count: 1_275)
            var span = payload.mutableSpan
            var raw = span.mutableBytes
            let count = encoder.encode(samples.span, into: &raw).byteCount
            packets.append(try #require(OpusPacket(Array(payload.prefix(count)))))
        }
        return packets
    }

    static func samples(_ bytes: [UInt8]) -> [Float] {
        stride(from: 0, to: bytes.count - 1, by: 2).map { Float(Int16(bitPattern: UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8)) / 32_768 }
    }

    /// How much of the energy is at a frequency, at 16 kHz.
    static func share(of hertz: Double, in samples: [Float]) -> Double {
        var (real, imaginary, energy) = (0.0, 0.0, 0.0)
        for (index, sample) in samples.enumerated() {
            let angle = 2 * Double.pi * hertz * Double(index) / 16_000
            real += Double(sample) * cos(angle)
            imaginary += Double(sample) * sin(angle)
            energy += Double(sample * sample)
        }
        return energy > 0 ? 2 * (real * real + imaginary * imaginary) / (energy * Double(samples.count)) : 0
    }
}

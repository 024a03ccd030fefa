import Codecs
import MediaTypes
import Rehearsal
import Testing

@testable import Caller

@Suite struct EncodedClipTests {
    /// Ten packets of L16, each of one value, so that a packet can be told by its first sample.
    private func clip(loops: Bool) throws -> EncodedClip {
        let rate = 8_000
        var options = SenderOptions()
        options.format = try #require(CodecFormat.l16(rate))
        let samples = (0..<10 * rate / 50).map { Float($0 / (rate / 50) + 1) / 16 }
        return try #require(
            EncodedClip(samples, rate: rate, options: options, payloadType: 96, redPayloadType: 63, loops: loops) { _ in })
    }

    private func number(_ payload: [UInt8]) -> Int { Int(Int16(bitPattern: UInt16(payload[0]) << 8 | UInt16(payload[1])) / 2_047) }

    @Test func eachBeginsElsewhereAndPlaysAllOfIt() throws {
        let clip = try clip(loops: false)
        #expect((0..<10).map { number(clip.payload($0, start: 0)) } == Array(1...10))
        #expect((0..<10).map { number(clip.payload($0, start: 0.5)) } == Array(6...10) + Array(1...5))
    }

    @Test func afterItComesSilence() throws {
        let clip = try clip(loops: false)
        #expect((10..<100).allSatisfy { clip.payload($0, start: 0.5).allSatisfy { $0 == 0 } })
    }

    @Test func aLoopBeginsAgain() throws {
        let clip = try clip(loops: true)
        #expect((10..<20).map { number(clip.payload($0, start: 0)) } == Array(1...10))
    }

    @Test func severalParticipantsHaveNumberedRecordings() {
        var plan = CallPlan(room: "kitchen", address: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        plan.record = "a.b/heard.wav"
        #expect(plan.recording(of: 0) == "a.b/heard.wav")
        plan.count = 2
        #expect(plan.recording(of: 1) == "a.b/heard-2.wav")
        plan.record = "a.b/heard"
        #expect(plan.recording(of: 0) == "a.b/heard-1")
    }
}

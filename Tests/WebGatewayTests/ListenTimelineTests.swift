import MediaTypes
import Testing

@testable import WebGateway

@Suite struct ListenTimelineTests {
    private static let start = MediaTime.seconds(1_000)
    private static let voice = OpusPacket([0x48] + [UInt8](repeating: 3, count: 40))!

    private func at(_ ms: Int64) -> MediaTime { Self.start + .milliseconds(ms) }
    private func ms(_ packets: [OpusPacket]) -> Int { packets.reduce(0) { $0 + $1.frameCount } / 48 }

    @Test func packetsInARowGoThrough() {
        var timeline = ListenTimeline(at: Self.start)
        for index in 0..<100 {
            #expect(timeline.advance(to: at(Int64(index) * 20)).isEmpty)
            #expect(timeline.insert(Self.voice, timestamp: 4_000_000_000 &+ UInt32(index * 960)) == [Self.voice])
        }
    }

    @Test func nothingButSilenceIsAStreamToo() {
        var timeline = ListenTimeline(at: Self.start)
        var packets: [OpusPacket] = []
        for time in stride(from: Int64(0), through: 10_000, by: 100) { packets += timeline.advance(to: at(time)) }
        #expect(packets.allSatisfy { $0 == .silence })
        #expect(ms(packets) == 9_800)
    }

    @Test func aPauseHasTheLengthThatTimestampsSay() {
        var timeline = ListenTimeline(at: Self.start)
        var packets = timeline.insert(Self.voice, timestamp: 0)
        for time in stride(from: Int64(100), through: 3_000, by: 100) { packets += timeline.advance(to: at(time)) }
        packets += timeline.insert(Self.voice, timestamp: 48 * 3_000)
        #expect(ms(packets) == 3_020)
        #expect(packets.first == Self.voice && packets.last == Self.voice)
    }

    /// The media thread was held up: packets come late and in a bunch, and none of their places was filled twice.
    @Test func aBunchThatIsLateIsNotStretched() {
        var timeline = ListenTimeline(at: Self.start)
        var packets: [OpusPacket] = []
        for index in 0..<10 {
            packets += timeline.advance(to: at(190))
            packets += timeline.insert(Self.voice, timestamp: UInt32(index * 960))
        }
        #expect(packets == [OpusPacket](repeating: Self.voice, count: 10))
    }

    @Test func whatWasFilledTooSoonIsTakenFromTheNextPause() {
        var timeline = ListenTimeline(at: Self.start)
        var packets = timeline.insert(Self.voice, timestamp: 0)
        packets += timeline.advance(to: at(1_020))
        #expect(ms(packets) == 820)
        // 400 ms late: its place at 420 ms was silence already.
        packets += timeline.insert(Self.voice, timestamp: 48 * 420)
        #expect(packets.last == Self.voice)
        packets += timeline.insert(Self.voice, timestamp: 48 * 2_000)
        #expect(ms(packets) == 2_020)
    }

    @Test func packetsWithoutSoundBecomeSilence() throws {
        var timeline = ListenTimeline(at: Self.start)
        _ = timeline.insert(Self.voice, timestamp: 0)
        #expect(timeline.insert(try #require(OpusPacket([0x48])), timestamp: 960) == [.silence])
    }

    @Test func timestampsThatBeginAnewAreFollowed() {
        var timeline = ListenTimeline(at: Self.start)
        _ = timeline.insert(Self.voice, timestamp: 1_000)
        #expect(timeline.insert(Self.voice, timestamp: 3_000_000_000) == [Self.voice])
        #expect(timeline.insert(Self.voice, timestamp: 3_000_000_960) == [Self.voice])
    }

    @Test func aClockThatLeapsMakesNoFlood() {
        var timeline = ListenTimeline(at: Self.start)
        #expect(ms(timeline.advance(to: at(1_000_000_000))) == 1_000)
        #expect(timeline.advance(to: MediaTime.zero).isEmpty)
    }
}

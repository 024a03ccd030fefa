import Codecs
import MediaLink
import MediaTypes
import RTP
import Testing

@testable import MediaEngine

/// What is said to one participant alone.
@Suite struct AnnouncementTests {
    private let format: CodecFormat

    init() throws { format = try #require(CodecFormat.l16(16_000)) }

    private static var tone: Signal { .tone(1_000, amplitude: 0.2) }

    /// A speaker, the one to whom something is said, and one who listens.
    private func room(_ format: CodecFormat? = nil, packetTime: MediaTime = .milliseconds(20)) -> (VirtualBox, [FarEnd]) {
        let box = VirtualBox()
        return (box, (0..<3).map { box.add(FarEnd($0, format ?? self.format, $0 == 0 ? .pulses(500) : .silence, packetTime: packetTime)) })
    }

    @Test(arguments: [AnnouncementManner.inFront, .instead, .loop], [CodecFormat.opus, .pcma, .g722])
    func nobodyElseHearsIt(manner: AnnouncementManner, format: CodecFormat) throws {
        var streams: [[[[UInt8]]]] = []
        for isSaid in [false, true] {
            let (box, legs) = room(format)
            box.run(for: .seconds(2))
            if isSaid { box.say(Announcement(Self.tone, seconds: 1, manner: manner), to: legs[1].identity.id) }
            box.run(for: .seconds(2))
            box.apply(.stopSaying(legs[1].identity.id))
            box.run(for: .seconds(8))
            streams.append(legs.map { $0.packets.map(\.payload) })
            let said = Measure.amplitude(of: 1_000, in: legs[1].heard()[34_000..<44_000], rate: 16_000)
            #expect(isSaid ? said > 0.15 : said < 0.01, "\(said)")
        }
        #expect(streams[0][0] == streams[1][0])
        #expect(streams[0][2] == streams[1][2])
        #expect(streams[0][1] != streams[1][1])
    }

    @Test func afterItTheLegHearsWhatEverybodyHears() {
        let (box, legs) = room(.opus)
        box.run(for: .seconds(2))
        box.say(Announcement(Self.tone, seconds: 1), to: legs[1].identity.id)
        box.run(for: .milliseconds(500))
        #expect(box.hasOwnEncoder(legs[1]))
        #expect(!box.hasOwnEncoder(legs[2]))
        box.run(for: .seconds(5))
        #expect(!box.hasOwnEncoder(legs[1]))
        let from = box.now.frames(sampleRate: 48_000)
        box.run(for: .seconds(3))
        let after = legs[1].payloadsByTime.filter { $0.key >= from }
        #expect(after == legs[2].payloadsByTime.filter { $0.key >= from })
        #expect(after.count > 100)
    }

    @Test(arguments: [(AnnouncementManner.inFront, -12.0), (.instead, -150.0)]) func theRoomIsLowered(manner: AnnouncementManner, level: Double) {
        let (box, legs) = room()
        box.run(for: .seconds(2))
        // Nothing is said, for two seconds.
        box.say(Announcement(.silence, seconds: 2, manner: manner), to: legs[1].identity.id)
        box.run(for: .seconds(4))
        let told = legs[1].heard()
        let other = legs[2].heard()
        #expect(abs(Measure.change(told[33_000..<63_000], against: other[33_000..<63_000]) - level) < 0.1 || manner == .instead)
        if manner == .instead { #expect(told[33_000..<63_000].allSatisfy { $0 == 0 }) }
        #expect(told[..<32_000] == other[..<32_000])
        #expect(told[69_000...] == other[69_000...])
    }

    @Test func theRoomStaysLoweredBetweenTwoThatFollowEachOther() {
        let (box, legs) = room()
        box.run(for: .seconds(2))
        box.say(Announcement(.silence, seconds: 1), to: legs[1].identity.id)
        box.afterTick = { box in
            guard box.said.count == 1, box.now - box.said[0].time == .milliseconds(60) else { return }
            box.say(Announcement(.silence, seconds: 1), to: legs[1].identity.id)
        }
        box.run(for: .seconds(3))
        #expect(box.said.count == 2)
        let told = legs[1].heard()[32_400..<62_000]
        let other = legs[2].heard()[32_400..<62_000]
        #expect(zip(told, other).allSatisfy { $0.magnitude <= $1.magnitude * 0.26 + 0.001 })
    }

    @Test(arguments: [(8_000, 20, 20), (8_000, 10, 60), (16_000, 20, 20), (16_000, 10, 30), (24_000, 10, 20), (48_000, 10, 10)])
    func everySampleOfItIsHeard(rate: Int, tick: Int, packet: Int) throws {
        let box = VirtualBox {
            $0.mixRate = rate
            $0.tick = .milliseconds(Int64(tick))
        }
        let format = try #require(CodecFormat.l16(rate))
        let caller = box.add(FarEnd(0, format, room: nil, packetTime: .milliseconds(Int64(packet))))
        box.run(for: .milliseconds(600))
        // Not a whole number of blocks.
        let samples = (0..<rate / 3 + 7).map { Int16(truncatingIfNeeded: 1 + $0 % 5_000) }
        let id = box.say(Announcement(samples: samples), to: caller.identity.id)
        box.run(for: .milliseconds(600))
        let heard = caller.heard(rate: rate).map { Int16($0 * 32_768) }
        let start = try #require(heard.firstIndex { $0 != 0 })
        // The limiter looks ahead by a millisecond.
        #expect(start == rate * 600 / 1_000 + rate / 1_000)
        #expect(Array(heard[start..<start + samples.count]) == samples)
        #expect(heard[(start + samples.count)...].allSatisfy { $0 == 0 })
        // In the tick that has played the last of it.
        let blocks = Int64((samples.count + box.settings.blockFrames - 1) / box.settings.blockFrames)
        #expect(box.said == [SaidReport(id: id, end: .played, time: .milliseconds(600 + blocks * Int64(tick)))])
    }

    @Test func itIsOverTwoTicksAfterTheCommandAndWithoutAClick() throws {
        let (box, legs) = room()
        box.run(for: .seconds(1))
        let id = box.say(Announcement(Self.tone, seconds: 5, manner: .instead), to: legs[2].identity.id)
        box.run(for: .seconds(1))
        box.apply(.stopSaying(legs[2].identity.id))
        box.run(for: .milliseconds(40))
        #expect(box.said.map(\.id) == [id] && box.said[0].end == .stopped)
        let end = box.now.frames(sampleRate: 16_000)
        box.run(for: .seconds(1))
        let heard = legs[2].heard()
        #expect(Measure.amplitude(of: 1_000, in: heard[end..<end + 4_000], rate: 16_000) < 1e-4)
        let steady = Measure.corner(heard[20_000..<30_000])
        #expect(Measure.corner(heard[30_000..<40_000]) < steady * 1.05)
    }

    @Test func aLoopGoesOnUntilItIsStopped() {
        let (box, legs) = room()
        let samples = (0..<1_000).map { Int16($0 + 1) }
        let id = box.say(Announcement(samples: samples, manner: .loop), to: legs[2].identity.id)
        box.run(for: .seconds(3))
        #expect(box.said.isEmpty)
        box.apply(.stopSaying(legs[2].identity.id))
        box.run(for: .milliseconds(100))
        #expect(box.said.map(\.id) == [id])
        let heard = legs[2].heard()[16..<46_016].map { Int16($0 * 32_768) }
        #expect(heard == (0..<46_000).map { samples[$0 % 1_000] })
    }

    @Test func aNewOneStopsTheOldOne() throws {
        let (box, legs) = room()
        let first = box.say(Announcement(Self.tone, seconds: 5), to: legs[1].identity.id)
        box.run(for: .seconds(1))
        let second = box.say(Announcement(.tone(2_000, amplitude: 0.2), seconds: 5), to: legs[1].identity.id)
        let third = box.say(Announcement(.tone(3_000, amplitude: 0.2), seconds: 0.5), to: legs[1].identity.id)
        box.run(for: .seconds(1))
        #expect(box.said.map(\.id) == [second, first, third])
        #expect(box.said.map(\.end) == [.stopped, .stopped, .played])
        let heard = legs[1].heard()
        #expect(Measure.amplitude(of: 1_000, in: heard[8_000..<14_000], rate: 16_000) > 0.19)
        #expect(Measure.amplitude(of: 1_000, in: heard[17_000..<23_000], rate: 16_000) < 0.001)
        #expect(Measure.amplitude(of: 2_000, in: heard[16_000..<24_000], rate: 16_000) < 0.001)
        #expect(Measure.amplitude(of: 3_000, in: heard[17_000..<23_000], rate: 16_000) > 0.19)
    }

    @Test func whoeverGoesOrWasNeverThereIsTold() {
        let (box, legs) = room()
        let first = box.say(Announcement(Self.tone, seconds: 5), to: legs[1].identity.id)
        let stranger = box.say(Announcement(Self.tone, seconds: 5), to: LegID(77))
        box.run(for: .seconds(1))
        let second = box.say(Announcement(Self.tone, seconds: 5), to: legs[1].identity.id)
        box.apply(.remove(legs[1].identity.id))
        box.run(for: .milliseconds(20))
        #expect(box.said.map(\.id) == [stranger, first, second])
        #expect(box.said.allSatisfy { $0.end == .legGone })
        #expect(box.removed == [legs[1].identity.id])
    }

    @Test func nothingAtAllIsPlayedAtOnce() {
        let (box, legs) = room()
        box.say(Announcement(samples: [], manner: .loop), to: legs[1].identity.id)
        box.run(for: .milliseconds(20))
        #expect(box.said.map(\.end) == [.played])
    }

    @Test func aTalkerHearsItAndNotItself() {
        let (box, legs) = room()
        box.run(for: .seconds(2))
        box.say(Announcement(Self.tone, seconds: 2), to: legs[0].identity.id)
        box.run(for: .seconds(2))
        #expect(box.isTalking(legs[0]))
        let heard = legs[0].heard()[33_000..<63_000]
        #expect(abs(Measure.amplitude(of: 1_000, in: heard, rate: 16_000) - 0.2) < 0.001)
        #expect(Measure.amplitude(of: 500, in: heard, rate: 16_000) < 1e-4)
    }

    @Test func anEndIsToldEvenIfNobodyTookReportsForLong() {
        let (box, legs) = room()
        box.takesReports = false
        box.fillReportRing()
        let ids = (0..<5).map { _ in box.say(Announcement(Self.tone, seconds: 5), to: legs[1].identity.id) }
        box.run(for: .seconds(6))
        box.takesReports = true
        box.run(for: .milliseconds(40))
        #expect(Set(box.said.map(\.id)) == Set(ids))
    }
}

import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// What is said to everybody in a room.
@Suite struct RoomAnnouncementTests {
    private let format: CodecFormat

    init() throws { format = try #require(CodecFormat.l16(16_000)) }

    private func room() -> (VirtualBox, [FarEnd]) {
        let box = VirtualBox()
        return (box, (0..<3).map { box.add(FarEnd($0, format, $0 == 0 ? .pulses(500) : .silence, room: $0 == 2 ? 2 : 1)) })
    }

    @Test func everybodyHearsItBesideWhoSpeaks() {
        var heard: [[[Int]]] = []
        let samples = (0..<9_000).map { Int16($0 % 3_000) }
        for isSaid in [false, true] {
            let (box, legs) = room()
            box.run(for: .seconds(2))
            if isSaid { box.announce(Announcement(samples: samples)) }
            box.run(for: .seconds(2))
            heard.append(legs.map { $0.heard().map { Int(($0 * 32_768).rounded()) } })
        }
        for leg in 0..<2 {
            let added = zip(heard[1][leg], heard[0][leg]).map { $0 - $1 }
            #expect(added[..<32_000].allSatisfy { $0 == 0 })
            // To the last place: the sum is rounded once.
            #expect(zip(added[32_016...], samples).allSatisfy { abs($0 - Int($1)) <= 1 }, "leg \(leg)")
            #expect(added[42_000...].allSatisfy { $0 == 0 })
        }
        #expect(heard[0][2] == heard[1][2])
    }

    @Test func twoAreHeardAtOnceAndAThirdReplacesTheOlder() {
        let (box, legs) = room()
        let ids = [1_000, 2_000].map { box.announce(Announcement(.tone($0, amplitude: 0.1), seconds: 4)) }
        box.run(for: .seconds(1))
        let third = box.announce(Announcement(.tone(3_000, amplitude: 0.1), seconds: 1))
        box.run(for: .seconds(4))
        #expect(box.announced.map(\.id) == [ids[0], third, ids[1]])
        #expect(box.announced.map(\.end) == [.stopped, .played, .played])
        let heard = legs[1].heard()
        let level = { (frequency: Double, range: Range<Int>) in Measure.amplitude(of: frequency, in: heard[range], rate: 16_000) }
        #expect(abs(level(1_000, 8_000..<15_000) - 0.1) < 0.002 && abs(level(2_000, 8_000..<15_000) - 0.1) < 0.002)
        #expect(level(1_000, 17_000..<24_000) < 0.001)
        #expect(abs(level(2_000, 17_000..<24_000) - 0.1) < 0.002 && abs(level(3_000, 17_000..<24_000) - 0.1) < 0.002)
        #expect(abs(level(2_000, 40_000..<47_000) - 0.1) < 0.002 && level(3_000, 40_000..<47_000) < 0.001)
    }

    @Test func itEndsWithTheRoom() {
        let (box, legs) = room()
        let id = box.announce(Announcement(.silence, seconds: 4), in: 2)
        let nowhere = box.announce(Announcement(.silence, seconds: 4), in: 3)
        box.run(for: .seconds(1))
        #expect(box.announced.map(\.id) == [nowhere])
        box.apply(.remove(legs[2].identity.id))
        box.run(for: .milliseconds(20))
        #expect(box.announced.map(\.id) == [nowhere, id])
        #expect(box.announced.allSatisfy { $0.end == .legGone })
    }
}

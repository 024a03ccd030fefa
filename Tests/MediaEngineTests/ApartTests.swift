import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// Callers who are in no room, and their ways in and out.
@Suite struct ApartTests {
    private let format: CodecFormat

    init() throws { format = try #require(CodecFormat.l16(16_000)) }

    private static func isSteady(_ leg: FarEnd) -> Bool {
        zip(leg.packets, leg.packets.dropFirst()).allSatisfy {
            $0.header.sequenceNumber.distance(to: $1.header.sequenceNumber) == 1 && $0.header.ssrc == $1.header.ssrc
                && $0.header.timestamp.distance(to: $1.header.timestamp) == leg.spec.packetTime.frames(sampleRate: leg.spec.format.clockRate)
        }
    }

    @Test func twoCallersApartDoNotHearEachOther() {
        let box = VirtualBox()
        let callers = (0..<2).map { box.add(FarEnd($0, .pcma, .pulses(500 + 100 * Double($0)), room: nil)) }
        let member = box.add(FarEnd(2, .pcma, .pulses(800)))
        box.run(for: .seconds(3))
        for caller in callers {
            // Silence in A-law is no zero.
            #expect(caller.heard().allSatisfy { $0.magnitude < 0.001 })
            // Nor is the stream ever interrupted.
            #expect(caller.packets.count == 150)
            #expect(Self.isSteady(caller))
        }
        #expect(member.heard().allSatisfy { $0.magnitude < 0.001 })
        #expect(box.talking.allSatisfy { $0.leg == member.identity.id })
    }

    @Test func keysAreReportedApart() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, .pcmu, room: nil) { $0.eventPayloadType = 101 })
        box.run(for: .seconds(1))
        caller.press(7, packets: 5)
        box.run(for: .seconds(1))
        #expect(box.digits == [7])
    }

    @Test(arguments: [CodecFormat.pcma, .g722, .opus], [20, 60] as [Int64]) func whoEntersHearsAndIsHeard(format: CodecFormat, milliseconds: Int64) {
        let box = VirtualBox { $0.dtx = false }
        let caller = box.add(FarEnd(0, format, .pulses(500), room: nil, packetTime: .milliseconds(milliseconds)))
        let member = box.add(FarEnd(1, .pcma, .pulses(900)))
        box.run(for: .seconds(3))
        box.apply(.enter(caller.identity.id, RoomID(1)))
        box.run(for: .seconds(3))
        #expect(Self.isSteady(caller))
        #expect(Measure.amplitude(of: 900, in: caller.heard()[40_000..<46_000], rate: 16_000) < 0.001)
        #expect(Measure.amplitude(of: 900, in: caller.heard()[52_000..<92_000], rate: 16_000) > 0.03)
        #expect(Measure.amplitude(of: 500, in: caller.heard()[52_000..<92_000], rate: 16_000) < 0.003)
        #expect(Measure.amplitude(of: 500, in: member.heard()[20_000..<46_000], rate: 16_000) < 0.001)
        #expect(Measure.amplitude(of: 500, in: member.heard()[52_000..<92_000], rate: 16_000) > 0.03)
        #expect(box.legReports[caller.identity.id]?.room == RoomID(1))
    }

    @Test func theWaysInAndOutAreRamps() {
        let box = VirtualBox()
        // Low tones: every corner that is heard is one too many.
        let caller = box.add(FarEnd(0, format, .pulses(200, amplitude: 0.3), room: nil))
        let member = box.add(FarEnd(1, format, .pulses(200, amplitude: 0.3, shift: 0.05)))
        box.run(for: .milliseconds(3_380))
        // In the middle of a pulse of each.
        box.apply(.enter(caller.identity.id, RoomID(1)))
        box.run(for: .milliseconds(1_000))
        box.apply(.stepOut(caller.identity.id))
        box.run(for: .seconds(1))
        for leg in [caller, member] {
            let audio = leg.heard()
            let usual = Measure.corner(audio[60_000..<70_000])
            #expect(Measure.corner(audio[50_000...]) < usual * 1.1, "leg \(leg.number)")
            #expect(Measure.rms(audio[60_000..<70_000]) > 0.05)
            #expect(audio[71_000...].allSatisfy { $0 == 0 })
        }
        #expect(box.legReports[caller.identity.id].map { $0.room == nil } == true)
    }

    @Test func muteAndGainGoAlong() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(500)))
        let member = box.add(FarEnd(1, format))
        let id = caller.identity.id
        box.apply(.mute(id, true))
        box.apply(.gain(id, Decibels(-6)))
        box.run(for: .seconds(1))
        box.apply(.stepOut(id))
        box.run(for: .seconds(1))
        box.apply(.enter(id, RoomID(1)))
        box.run(for: .seconds(1))
        #expect(member.heard().allSatisfy { $0 == 0 })
        box.apply(.mute(id, false))
        box.run(for: .seconds(2))
        let peak = member.heard()[60_000...].map(\.magnitude).max() ?? 0
        #expect(abs(peak - 0.0501) < 0.001, "\(peak)")
    }

    @Test func fromRoomToRoomNobodyIsInBoth() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, .pulses(500), room: 1))
        let members = [box.add(FarEnd(1, format, .pulses(900), room: 1)), box.add(FarEnd(2, format, .pulses(1_300), room: 2))]
        box.run(for: .seconds(3))
        box.apply(.enter(caller.identity.id, RoomID(2)))
        box.run(for: .seconds(3))
        let level = { (leg: FarEnd, frequency: Double, range: Range<Int>) in Measure.amplitude(of: frequency, in: leg.heard()[range], rate: 16_000) }
        #expect(level(members[0], 500, 16_000..<48_000) > 0.03 && level(members[0], 500, 49_000..<94_000) < 0.001)
        #expect(level(members[1], 500, 16_000..<48_000) < 0.001 && level(members[1], 500, 49_000..<94_000) > 0.03)
        #expect(level(caller, 900, 16_000..<48_000) > 0.03 && level(caller, 900, 49_000..<94_000) < 0.001)
        #expect(level(caller, 1_300, 16_000..<48_000) < 0.001 && level(caller, 1_300, 49_000..<94_000) > 0.03)
        #expect(Self.isSteady(caller))
    }

    @Test func whoFindsNoPlaceForARoomIsToldOfAndStaysApart() {
        let box = VirtualBox { $0.maxRooms = 1 }
        let caller = box.add(FarEnd(0, .pcma, .pulses(500), room: nil))
        let member = box.add(FarEnd(1, .pcma, .pulses(900), room: 1))
        let id = caller.identity.id
        box.run(for: .seconds(1))
        box.apply(.enter(id, RoomID(2)))
        box.run(for: .seconds(2))
        #expect(box.turnedAway == [TurnedAway(id: id, room: RoomID(2))])
        #expect(box.legReports[id].map { $0.room == nil } == true && Self.isSteady(caller))
        box.apply(.remove(member.identity.id))
        box.apply(.enter(id, RoomID(2)))
        box.run(for: .seconds(2))
        #expect(box.turnedAway.count == 1 && box.legReports[id]?.room == RoomID(2))
    }

    /// The control side counts rooms, and yet there may be no place: for a tick the former one still has its last member.
    @Test func aRoomThatItsLastMemberIsLeavingHasItsPlaceForOneMoreTick() {
        let box = VirtualBox { $0.maxRooms = 1 }
        let first = box.add(FarEnd(0, .pcma, .pulses(500), room: 1))
        let second = box.add(FarEnd(1, .pcma, .pulses(900), room: nil))
        box.run(for: .seconds(1))
        box.apply(.stepOut(first.identity.id))
        box.apply(.enter(second.identity.id, RoomID(2)))
        box.run(for: .seconds(1))
        #expect(box.turnedAway == [TurnedAway(id: second.identity.id, room: RoomID(2))])
        box.apply(.enter(second.identity.id, RoomID(2)))
        box.run(for: .seconds(2))
        #expect(box.turnedAway.count == 1 && box.legReports[second.identity.id]?.room == RoomID(2))
    }

    @Test func whoGoesFromRoomToRoomAndFindsNoPlaceIsToldOf() {
        let box = VirtualBox { $0.maxRooms = 1 }
        let legs = (0..<2).map { box.add(FarEnd($0, .pcma, .pulses(500 + 400 * Double($0)))) }
        box.run(for: .seconds(1))
        box.apply(.enter(legs[0].identity.id, RoomID(2)))
        box.run(for: .seconds(2))
        #expect(box.turnedAway == [TurnedAway(id: legs[0].identity.id, room: RoomID(2))])
        #expect(box.legReports[legs[0].identity.id].map { $0.room == nil } == true)
        #expect(box.legReports[legs[1].identity.id]?.room == legs[1].spec.room)
    }

    @Test func outAndInAgainWithinATickChangesNothing() {
        var streams: [[[UInt8]]] = []
        for moves in [false, true] {
            let box = VirtualBox()
            let caller = box.add(FarEnd(0, .opus, .pulses(500)))
            let member = box.add(FarEnd(1, .opus, .pulses(900)))
            box.run(for: .seconds(3))
            if moves {
                box.apply(.stepOut(caller.identity.id))
                box.apply(.enter(caller.identity.id, RoomID(1)))
            }
            box.run(for: .seconds(2))
            streams.append(caller.packets.map(\.payload) + member.packets.map(\.payload))
        }
        #expect(streams[0] == streams[1])
    }

    @Test func musicOnTheWayInGivesWayToTheRoom() {
        let box = VirtualBox()
        let caller = box.add(FarEnd(0, format, room: nil))
        box.add(FarEnd(1, format, .pulses(900)))
        box.say(Announcement(.tone(440, amplitude: 0.2), seconds: 1, manner: .loop), to: caller.identity.id)
        box.run(for: .seconds(3))
        box.apply(.stopSaying(caller.identity.id))
        box.apply(.enter(caller.identity.id, RoomID(1)))
        box.run(for: .seconds(2))
        let audio = caller.heard()
        #expect(Measure.amplitude(of: 440, in: audio[20_000..<47_000], rate: 16_000) > 0.19)
        #expect(Measure.amplitude(of: 440, in: audio[49_000..<79_000], rate: 16_000) < 0.001)
        #expect(Measure.amplitude(of: 900, in: audio[49_000..<79_000], rate: 16_000) > 0.03)
    }
}

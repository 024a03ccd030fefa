import AllocationCounter
import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// Legs come and go at any time.
@Suite struct MembershipTests {
    /// What the engine keeps in several places must agree.
    static func disagreement(in engine: borrowing MediaEngine) -> String? {
        var members = [Int](repeating: 0, count: engine.settings.maxLegs)
        var listeners = members
        var inRooms = [Int](repeating: 0, count: engine.settings.maxRooms)
        for at in 0..<engine.legCount {
            let slot = Int(engine.occupied[at])
            let leg = engine.legs[slot]
            if leg.pointee.slot != slot || leg.pointee.place != at { return "leg \(slot) is not where it says" }
            if engine.addresses.leg(at: leg.pointee.spec.source) != slot { return "the address of leg \(slot) is not found" }
            if leg.pointee.key.room != leg.pointee.room { return "the key of leg \(slot) is of another room" }
            if leg.pointee.room < 0 {
                if leg.pointee.roomID != nil { return "leg \(slot) is apart and has a room" }
                if leg.pointee.classIndex >= 0 { return "leg \(slot) is apart and has a class" }
                if leg.pointee.hasOwnEncoder != leg.pointee.direction.hears { return "leg \(slot) is apart and has no encoder, or one too many" }
                continue
            }
            if engine.rooms[leg.pointee.room].id != leg.pointee.roomID { return "leg \(slot) is in another room" }
            if engine.rooms[leg.pointee.room].member(leg.pointee.roomPlace) != slot { return "leg \(slot) is not in the list of its room" }
            inRooms[leg.pointee.room] += 1
            if (leg.pointee.classIndex >= 0) != leg.pointee.direction.hears { return "leg \(slot) has a class and hears nothing, or the other way round" }
            let index = leg.pointee.classIndex
            if index < 0 { continue }
            members[index] += 1
            if !leg.pointee.hasOwnEncoder { listeners[index] += 1 }
            if engine.classes[index]?.key != leg.pointee.key { return "leg \(slot) is in a class that does not fit" }
        }
        for index in 0..<engine.settings.maxRooms where engine.rooms[index].memberCount != inRooms[index] { return "room \(index) miscounts" }
        for index in 0..<engine.settings.maxLegs {
            guard let shared = engine.classes[index] else {
                if members[index] > 0 { return "class \(index) is gone" }
                continue
            }
            if shared.memberCount != members[index] || shared.listenerCount != listeners[index] { return "class \(index) miscounts" }
            guard let lender = engine.legs.base[shared.lender], lender.pointee.classIndex == index else { return "the lender of class \(index) has left" }
            if shared.stream != withUnsafeMutablePointer(to: &lender.pointee.lent, { $0 }) { return "class \(index) has lost its encoder" }
        }
        return nil
    }

    @Test(arguments: [81, 82, 83] as [UInt64]) func theBooksAgreeWhoeverComesAndGoes(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        let formats: [CodecFormat] = [.opus, .opus, .opus, .pcmu, .g722]
        let box = VirtualBox { $0.maxLegs = 30; $0.maxRooms = 4 }
        var present: [FarEnd] = []
        var number = 0
        var refits = 0
        var wrong: [String] = []
        box.afterTick = { box in if let found = Self.disagreement(in: box.engine) { wrong.append("\(box.now.milliseconds) ms: \(found)") } }
        for _ in 0..<400 {
            for _ in 0..<Int(random.next() % 3) {
                if random.next() % 2 == 0 || present.isEmpty {
                    number += 1
                    let format = formats[Int(random.next() % 5)]
                    let direction = [LegDirection.sendReceive, .sendReceive, .listenOnly, .sendOnly][Int(random.next() % 4)]
                    let signal = random.next() % 2 == 0 ? Signal.speech(pitch: Double(100 + random.next() % 100)) : .silence
                    let milliseconds = format.kind == .opus ? [20, 40, 60][Int(random.next() % 3)] : 20
                    let room = random.next() % 6
                    present.append(box.add(FarEnd(number, format, signal, room: room == 5 ? nil : UInt32(room), direction: direction,
                                                  packetTime: .milliseconds(Int64(milliseconds)), start: box.now) {
                        if random.next() % 4 == 0 { $0.redPayloadType = 97; $0.redundancy = 1 }
                    }))
                } else {
                    let leaving = present.remove(at: Int(random.next() % UInt64(present.count)))
                    box.apply(.remove(leaving.identity.id))
                }
            }
            if let id = present.randomElement(using: &random)?.identity.id { call(id, box, &random) }
            if random.next() % 8 == 0, let index = present.indices.randomElement(using: &random) {
                let number = present[index].number
                present[index] = box.refit(FarEnd(number, formats[Int(random.next() % 5)], .speech(), room: 1, start: box.now) {
                    if random.next() % 2 == 0 { $0.source = TransportAddress(ipv4: 0x7F00_0002, port: UInt16(number)) }
                })
                refits += 1
            }
            if let leg = present.first(where: { $0.spec.format.kind == .opus && box.leg($0) { _ in true } == true }), random.next() % 4 == 0 {
                let loss = UInt8(truncatingIfNeeded: random.next() % 60)
                box.deliver(receiverReport(from: leg.ssrc, about: leg.identity.ssrc, fractionLost: loss), from: leg.spec.source)
            }
            box.run(for: .milliseconds(Int64(20 * (1 + random.next() % 6))))
        }
        #expect(wrong.isEmpty, "seed \(seed): \(wrong.first ?? "")")
        box.apply(.removeAll)
        box.run(for: .milliseconds(20))
        #expect(box.isEmpty)
        #expect(box.removed.count == number, "seed \(seed)")
        #expect(box.refitted.count == refits, "seed \(seed)")
        // Each announcement and each recording has ended once.
        #expect(Set(box.said.map(\.id)).count == box.said.count && Set(box.announced.map(\.id)).count == box.announced.count)
        #expect(box.said.count + box.announced.count + box.recorded.count == box.lentCount, "seed \(seed)")
    }

    /// Anything that may be done with a call.
    private func call(_ id: LegID, _ box: VirtualBox, _ random: inout SplitMix64) {
        let manners: [AnnouncementManner] = [.inFront, .instead, .loop]
        switch random.next() % 16 {
        case 0: box.apply(.stepOut(id))
        case 1, 2: box.apply(.enter(id, RoomID(UInt32(random.next() % 6))))
        case 3: box.apply(.turn(id, [LegDirection.sendReceive, .inactive, .listenOnly, .sendOnly][Int(random.next() % 4)]))
        case 4: box.apply(.hearingGain(id, Decibels(random.next() % 2 == 0 ? 0 : 6)))
        case 5, 6: box.say(Announcement(samples: [Int16](repeating: 9, count: Int(random.next() % 3_000)), manner: manners[Int(random.next() % 3)]), to: id)
        case 7: box.apply(.stopSaying(id))
        case 8, 9: box.announce(Announcement(samples: [Int16](repeating: 9, count: Int(random.next() % 3_000))), in: UInt32(random.next() % 6))
        case 10: box.record(id, Recording(atMost: .milliseconds(300), silenceEnds: .milliseconds(100), sampleRate: 16_000))
        case 11: box.apply(.stopRecording(id))
        default: break
        }
    }

    @Test func aLegThatFindsNoPlaceComesBack() {
        let box = VirtualBox { $0.maxLegs = 3; $0.maxRooms = 1 }
        box.add(FarEnd(0))
        box.add(FarEnd(1, room: 2))
        box.run(for: .milliseconds(20))
        #expect(box.removed == [LegID(1)])
        // The same address again.
        box.add(FarEnd(0))
        box.run(for: .milliseconds(20))
        #expect(box.removed == [LegID(1), LegID(0)])
        box.add(FarEnd(2))
        box.add(FarEnd(3))
        box.add(FarEnd(4))
        box.run(for: .milliseconds(20))
        #expect(box.removed == [LegID(1), LegID(0), LegID(4)])
        #expect(box.legCount == 3)
    }

    @Test func anOpusLegThatListensTakesAtMost128Kilobytes() throws {
        let settings = MediaSettings()
        var random = SplitMix64(seed: 9)
        let spec = FarEnd(0).spec
        let identity = LegIdentity(id: LegID(1), using: &random)
        allocation_counter_arm()
        let box = MediaEngine.build(spec, identity: identity, settings: settings)
        _ = allocation_counter_disarm()
        let all = allocation_counter_bytes()
        if let box { MediaEngine.free(box) }
        guard let encoder = AudioEncoder(ClassKey(room: 0, spec: spec, packetFrames: 320).encoderSettings(settings)) else { return #expect(Bool(false)) }
        // Two encoders are there and not touched: one for the time when the leg talks, one for when it lends.
        let untouched = 2 * encoder.memoryBytes
        print("bytes of an Opus leg:", all - untouched, "and when it talks:", all - untouched + encoder.memoryBytes)
        #expect(all - untouched <= 128 * 1_024)
    }
}

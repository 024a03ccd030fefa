import MediaLink
import MediaTypes
import SRTP
import Testing

@testable import MediaEngine

/// Legs that move from address to address, as browsers do.
@Suite struct PathTests {
    private func keys(_ seed: UInt64) throws -> SRTPKeys {
        var random = SplitMix64(seed: seed)
        func key() -> [UInt8] { (0..<SRTPProfile.aesCM128SHA1_80.keyBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
        return try #require(SRTPKeys(profile: .aesCM128SHA1_80, send: key(), receive: key()))
    }

    private func mobile(_ number: Int, _ signal: Signal = .pulses(500)) throws -> FarEnd {
        let keys = try keys(UInt64(number) + 1)
        return FarEnd(number, .opus, signal) {
            $0.srtp = keys
            $0.isMobile = true
        }
    }

    private func address(_ number: Int) -> TransportAddress { TransportAddress(ipv4: 0x0A00_0001, port: UInt16(40_000 + number)) }

    @Test func aMobileLegIsFollowedWithinAPacket() throws {
        let box = VirtualBox()
        let speaker = try box.add(mobile(0))
        let other = box.add(FarEnd(1, .pcmu, .pulses(700)))
        box.run(for: .seconds(2))
        let heardBefore = other.packets.count
        let receivedBefore = (box.counters(speaker).received, speaker.packets.count)
        box.move(speaker, to: address(1))
        box.run(for: .seconds(1))
        #expect(box.counters(speaker).received >= receivedBefore.0 + 49)
        #expect(speaker.packets.count >= receivedBefore.1 + 48)
        #expect(other.packets.count >= heardBefore + 49)
    }

    @Test func aForgedPacketFromElsewhereMovesNothing() throws {
        let box = VirtualBox()
        let speaker = try box.add(mobile(0))
        box.add(FarEnd(1, .pcmu, .pulses(700)))
        box.run(for: .seconds(1))
        box.afterTick = { box in
            var forged = speaker.lastSent
            forged[3] &+= 1
            box.deliver(forged, from: self.address(9))
            // A replay of what the leg has sent itself is no proof either.
            box.deliver(speaker.lastSent, from: self.address(8), at: box.now + .milliseconds(15))
        }
        let before = speaker.packets.count
        box.run(for: .seconds(2))
        #expect(speaker.packets.count >= before + 99)
        #expect(box.leg(speaker) { $0.pointee.paths.count } == 1)
    }

    @Test func addressesAreAllowedForgottenAndChosen() throws {
        let box = VirtualBox()
        let leg = try box.add(mobile(0, .silence))
        let talker = box.add(FarEnd(1, .opus, .pulses(500)))
        let id = leg.identity.id
        box.apply(.allow(id, address(1)))
        box.run(for: .milliseconds(500))
        let before = leg.packets.count
        box.apply(.direct(id, address(1)))
        leg.isMute = true
        box.run(for: .milliseconds(200))
        #expect(leg.packets.count <= before + 1)
        #expect(box.leg(leg) { $0.pointee.paths.current } == address(1))
        // An address that was never allowed is not believed.
        box.apply(.direct(id, address(2)))
        box.apply(.forget(id, leg.spec.source))
        box.run(for: .milliseconds(100))
        #expect(box.leg(leg) { $0.pointee.paths.current } == address(1))
        #expect(box.leg(leg) { $0.pointee.paths.count } == 1)
        #expect(box.isTalking(talker))
    }

    @Test func nothingIsSentWhileALegIsHeld() throws {
        let box = VirtualBox()
        let leg = try box.add(mobile(0, .silence))
        box.add(FarEnd(1, .opus, .pulses(500)))
        box.run(for: .seconds(1))
        box.apply(.hold(leg.identity.id, true))
        box.run(for: .milliseconds(100))
        let before = (leg.packets.count, leg.reports.count)
        box.run(for: .seconds(8))
        #expect((leg.packets.count, leg.reports.count) == before)
        box.apply(.hold(leg.identity.id, false))
        box.run(for: .seconds(1))
        #expect(leg.packets.count > before.0 + 40)
    }

    @Test func atMostEightAddressesAreKept() throws {
        let box = VirtualBox()
        let leg = try box.add(mobile(0))
        box.add(FarEnd(1, .pcmu))
        for number in 0..<20 { box.apply(.allow(leg.identity.id, address(number))) }
        box.run(for: .milliseconds(100))
        #expect(box.leg(leg) { $0.pointee.paths.count } == 8)
        // The one in use is among them.
        #expect(box.leg(leg) { $0.pointee.paths.has(leg.spec.remote) } == true)
    }

    /// A thousand comers and goers with random addresses, against what must hold for each.
    @Test func theBooksOfAddressesStayRight() throws {
        let box = VirtualBox { $0.maxLegs = 12 }
        var random = SplitMix64(seed: 17)
        var present: [FarEnd] = []
        for step in 0..<1_000 {
            switch random.next() % 6 {
            case 0 where present.count < 12: present.append(try box.add(mobile(step)))
            case 1 where !present.isEmpty: box.apply(.remove(present.remove(at: Int(random.next() % UInt64(present.count))).identity.id))
            case 2...4 where !present.isEmpty:
                box.apply(.allow(present[Int(random.next() % UInt64(present.count))].identity.id, address(Int(random.next() % 40))))
            case 5 where !present.isEmpty:
                box.apply(.forget(present[Int(random.next() % UInt64(present.count))].identity.id, address(Int(random.next() % 40))))
            default: break
            }
            box.run(for: box.settings.tick)
            let counts = present.compactMap { box.leg($0) { $0.pointee.paths.count } }
            #expect(counts.count == present.count)
            #expect(box.furtherAddresses == counts.reduce(0) { $0 + max($1 - 1, 0) }, "seed 17, step \(step)")
        }
        for farEnd in present { box.apply(.remove(farEnd.identity.id)) }
        box.run(for: box.settings.tick)
        #expect(box.furtherAddresses == 0)
        for number in 0..<40 { #expect(!box.knows(address(number))) }
    }

    @Test func whoBeginsAndCeasesToTalkIsToldAtOnce() {
        let box = VirtualBox()
        let speaker = box.add(FarEnd(0, .opus, .pulses(500)))
        box.add(FarEnd(1))
        box.run(for: .seconds(2))
        #expect(box.talking.map(\.leg) == [speaker.identity.id])
        #expect(box.talking.map(\.isTalking) == [true])
        speaker.isMute = true
        box.run(for: .seconds(2))
        #expect(box.talking.map(\.isTalking) == [true, false])
    }

    @Test func withoutKeysNothingIsMobile() {
        var spec = FarEnd(0, .opus).spec
        spec.isMobile = true
        #expect(MediaEngine.problem(with: spec, settings: MediaSettings()) != nil)
    }
}

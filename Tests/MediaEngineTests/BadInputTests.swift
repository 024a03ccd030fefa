import Codecs
import MediaLink
import MediaTypes
import RTP
import Testing

@testable import MediaEngine

/// Whatever comes in from one address: it is counted, and nobody else hears a difference.
@Suite struct BadInputTests {
    /// Makes one hostile datagram. The far end is the one that it comes from.
    typealias Attack = (FarEnd, inout SplitMix64) -> [UInt8]

    /// Runs a room of two speakers, two listeners, and one leg from which an attack comes.
    /// - Returns: what the innocent were sent, and what was counted on the leg of the attack
    private func room(_ attack: Attack?, seed: UInt64, isMuted: Bool, perTick: Int = 4) -> (payloads: [[[UInt8]]], counters: LegCounters, box: VirtualBox) {
        let box = VirtualBox()
        // The attacker comes first, so that it also lends the class its encoder.
        let attacker = box.add(FarEnd(0, .opus, isMuted ? .speech(pitch: 200) : .silence) { $0.redPayloadType = 97; $0.eventPayloadType = 101 })
        if isMuted { box.apply(.mute(attacker.identity.id, true)) }
        let others = [
            box.add(FarEnd(1, .opus, .speech(pitch: 120))), box.add(FarEnd(2, .pcmu, .speech(pitch: 170))), box.add(FarEnd(3)), box.add(FarEnd(4, .g722)),
        ]
        var random = SplitMix64(seed: seed)
        box.afterTick = { box in
            guard let attack, box.now > .seconds(1) else { return }
            for at in 0..<perTick { box.deliver(attack(attacker, &random), from: attacker.spec.source, at: box.now + .milliseconds(Int64(at))) }
        }
        box.run(for: .seconds(5))
        return (others.map { $0.packets.map(\.payload) }, box.counters(attacker), box)
    }

    private func expectNoEffect(_ attack: @escaping Attack, isMuted: Bool, _ check: (LegCounters) -> Bool) {
        for seed in [51, 52] as [UInt64] {
            let peace = room(nil, seed: seed, isMuted: isMuted)
            let attacked = room(attack, seed: seed, isMuted: isMuted)
            #expect(peace.payloads == attacked.payloads, "seed \(seed)")
            #expect(check(attacked.counters), "seed \(seed): \(attacked.counters)")
        }
    }

    private static func bytes(_ count: Int, _ random: inout SplitMix64) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) } }

    @Test func randomDatagrams() {
        expectNoEffect({ _, random in Self.bytes(Int(random.next() % 1_500), &random) }, isMuted: false) { $0.malformed > 200 }
    }

    @Test func truncatedPackets() {
        expectNoEffect({ attacker, random in Array(attacker.lastSent.prefix(Int(random.next() % 13))) }, isMuted: false) { $0.malformed > 200 }
    }

    @Test func changedBytesOfItsOwnPackets() {
        expectNoEffect({ attacker, random in
            var packet = attacker.lastSent
            for _ in 0..<Int(random.next() % 4) + 1 where !packet.isEmpty { packet[Int(random.next() % UInt64(packet.count))] = UInt8(truncatingIfNeeded: random.next()) }
            return packet
        }, isMuted: true) { $0.received > 200 }
    }

    @Test func hostileOpusWithSequenceNumbersThatFit() {
        expectNoEffect({ attacker, random in
            let next = SequenceNumber(attacker.lastSent.span.bytes.uint16(at: 2) ?? 0).advanced(by: Int(random.next() % 200) - 90)
            let timestamp = RTPTimestamp(attacker.lastSent.span.bytes.uint32(at: 4) ?? 0).advanced(by: Int(random.next() % 96_000) - 40_000)
            return rtpPacket(Self.bytes(Int(random.next() % 1_200), &random), payloadType: 96, sequence: next, timestamp: timestamp, ssrc: attacker.ssrc)
        }, isMuted: true) { $0.received > 200 && $0.malformed > 20 }
    }

    @Test func hostileRED() {
        expectNoEffect({ attacker, random in
            let next = SequenceNumber(attacker.lastSent.span.bytes.uint16(at: 2) ?? 0).advanced(by: Int(random.next() % 8))
            let timestamp = RTPTimestamp(attacker.lastSent.span.bytes.uint32(at: 4) ?? 0).advanced(by: Int(random.next() % 8) * 960)
            var payload = Self.bytes(Int(random.next() % 200) + 1, &random)
            // Block headers that look right: the media's own type, some lengths and offsets.
            for at in stride(from: 0, to: min(payload.count, 4 * Int(random.next() % 40)), by: 4) { payload[at] = 0x80 | 96 }
            return rtpPacket(payload, payloadType: 97, sequence: next, timestamp: timestamp, ssrc: attacker.ssrc)
        }, isMuted: true) { $0.malformed > 100 }
    }

    @Test func newSourcesAndRestartsAllTheTime() {
        expectNoEffect({ attacker, random in
            rtpPacket([72, 1, 2, 3], payloadType: 96, sequence: SequenceNumber(UInt16(truncatingIfNeeded: random.next() & 0x8003)),
                      timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: random.next())), ssrc: random.next() % 2 == 0 ? attacker.ssrc : 5)
        }, isMuted: true) { $0.unknownPayload > 20 }
    }

    @Test func hostileRTCP() {
        expectNoEffect({ attacker, random in
            switch random.next() % 3 {
            case 0: return receiverReport(from: attacker.ssrc, about: attacker.identity.ssrc, fractionLost: UInt8(truncatingIfNeeded: random.next()))
            case 1: return [0x80 | UInt8(random.next() % 32), 200 + UInt8(random.next() % 8), 0, UInt8(random.next() % 20)] + Self.bytes(Int(random.next() % 80), &random)
            default: return receiverReport(from: attacker.ssrc, about: attacker.identity.ssrc, fractionLost: 255) + Self.bytes(Int(random.next() % 40), &random)
            }
        }, isMuted: false) { $0.malformed > 100 }
    }

    @Test func telephoneEvents() {
        expectNoEffect({ attacker, random in
            rtpPacket(Self.bytes(Int(random.next() % 8), &random), payloadType: 101, sequence: SequenceNumber(UInt16(truncatingIfNeeded: random.next())),
                      timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: random.next())), ssrc: attacker.ssrc)
        }, isMuted: false) { $0.malformed > 100 }
    }

    @Test func strangersAreCountedAndChangeNothing() {
        let box = VirtualBox()
        box.add(FarEnd(0, .opus, .speech()))
        box.add(FarEnd(1))
        box.run(for: .seconds(1))
        for number in 0..<100 { box.deliver([0x80, 96, 0, UInt8(number)] + [UInt8](repeating: 0, count: 20), from: TransportAddress(ipv4: 0x7F00_0001, port: UInt16(20_000 + number))) }
        box.run(for: .seconds(2))
        #expect(box.load.strangers == 100)
        #expect(box.load.legs == 2)
    }

    @Test func aFloodAboveTheRateIsDropped() {
        let box = VirtualBox()
        let flooding = box.add(FarEnd(0, .opus, .speech(pitch: 200)))
        let speaker = box.add(FarEnd(1, .opus, .speech(pitch: 120)))
        box.run(for: .seconds(1))
        box.afterTick = { box in
            for at in 0..<400 { box.deliver(flooding.lastSent, from: flooding.spec.source, at: box.now + .microseconds(Int64(50 * at))) }
        }
        box.run(for: .seconds(2))
        let counters = box.counters(flooding)
        // 20,000 a second came; 800 a second are let through.
        #expect(counters.overRate > 36_000, "\(counters)")
        #expect(counters.received < 2_300, "\(counters)")
        #expect(box.counters(speaker).overRate == 0)
    }

    @Test func aKeyIsToldOnceHoweverOftenItIsRepeated() {
        let box = VirtualBox()
        let leg = box.add(FarEnd(0, .pcmu, .speech()) { $0.eventPayloadType = 101 })
        box.run(for: .seconds(1))
        for (key, timestamp) in [(5, 1_000), (11, 9_000)] as [(UInt8, UInt32)] {
            for part in 0..<6 {
                let payload: [UInt8] = [key, part < 3 ? 10 : 0x8A, 0, UInt8(part * 20)]
                box.deliver(rtpPacket(payload, payloadType: 101, sequence: SequenceNumber(UInt16(part)), timestamp: RTPTimestamp(timestamp), ssrc: leg.ssrc), from: leg.spec.source)
            }
        }
        box.run(for: .milliseconds(40))
        #expect(box.digits == [5, 11])
    }
}

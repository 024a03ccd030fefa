import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import SRTP
import Testing

/// Legs with SRTP: they work like the others, and what is not theirs is refused.
@Suite struct ProtectionTests {
    private func keys(_ profile: SRTPProfile, _ seed: UInt64) throws -> SRTPKeys {
        var random = SplitMix64(seed: seed)
        func key() -> [UInt8] { (0..<profile.keyBytes).map { _ in UInt8(truncatingIfNeeded: random.next()) } }
        return try #require(SRTPKeys(profile: profile, send: key(), receive: key()))
    }

    @Test(arguments: SRTPProfile.allCases) func bothDirectionsAreProtected(profile: SRTPProfile) throws {
        let box = VirtualBox()
        let keys = try [keys(profile, 1), keys(profile, 2)]
        let speaker = box.add(FarEnd(0, .opus, .pulses(500)) { $0.srtp = keys[0] })
        let listener = box.add(FarEnd(1, .pcmu) { $0.srtp = keys[1] })
        let plain = box.add(FarEnd(2, .pcmu))
        box.run(for: .seconds(9))
        #expect(Measure.rms(listener.heard()[32_000...]) > 0.03)
        #expect(listener.packets.map(\.payload) == plain.packets.map(\.payload))
        #expect(box.counters(speaker).forged == 0)
        #expect(box.counters(speaker).received > 400)
        // Reports pass too: the first after at most 3 s.
        #expect(!listener.reports.isEmpty)
        #expect(listener.reports.allSatisfy { $0.count >= 28 && $0[1] == 200 || $0[1] == 201 })
    }

    @Test(arguments: SRTPProfile.allCases) func forgeriesAndReplaysAreCountedAndNotHeard(profile: SRTPProfile) throws {
        let keys = try keys(profile, 3)
        var payloads: [[[UInt8]]] = []
        for isAttacked in [false, true] {
            let box = VirtualBox()
            let speaker = box.add(FarEnd(0, .opus, .pulses(500)) { $0.srtp = keys })
            let listener = box.add(FarEnd(1))
            box.run(for: .seconds(1))
            if isAttacked {
                box.afterTick = { box in
                    var forged = speaker.lastSent
                    forged[forged.count - 1] ^= 1
                    box.deliver(forged, from: speaker.spec.source)
                    box.deliver(speaker.lastSent, from: speaker.spec.source, at: box.now + .milliseconds(15))
                    box.deliver([UInt8](speaker.lastSent.prefix(12)), from: speaker.spec.source)
                }
            }
            box.run(for: .seconds(4))
            payloads.append(listener.packets.map(\.payload))
            #expect(box.counters(speaker).forged == (isAttacked ? 3 * 199 : 0))
        }
        #expect(payloads[0] == payloads[1])
    }

    @Test func aPlainPacketOnAProtectedLegIsRefused() throws {
        let box = VirtualBox()
        let keys = try keys(.aesCM128SHA1_80, 4)
        let leg = box.add(FarEnd(0, .pcmu, direction: .sendReceive) { $0.srtp = keys })
        leg.isMute = true
        box.run(for: .seconds(1))
        box.deliver(rtpPacket([UInt8](repeating: 0x20, count: 160), payloadType: 96, sequence: SequenceNumber(1), timestamp: RTPTimestamp(0), ssrc: 1), from: leg.spec.source)
        box.run(for: .seconds(1))
        #expect(box.counters(leg).forged == 1)
        #expect(box.counters(leg).received == 0)
    }
}

import MediaTypes
import SRTP
import Testing

/// Packets go from our sessions to libsrtp's and from libsrtp's to ours.
@Suite struct SecondOpinionTests {
    /// Enough to wrap twice where steps are large.
    static let packetCount = 3_000

    private static func key(_ profile: SRTPProfile, _ random: inout SplitMix64) -> [UInt8] {
        (0..<profile.keyBytes).map { _ in UInt8.random(in: 0...255, using: &random) }
    }

    @Test(arguments: SRTPProfile.allCases, [21, 22] as [UInt64])
    func packetsOfAnyShapeAreTheSameBytes(profile: SRTPProfile, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let key = Self.key(profile, &random)
        let ours = try built(SRTPSession(profile: profile, key: key, outboundSSRC: 7))
        let theirs = try Libsrtp(profile, key: key, isInbound: false)
        let ourReceiver = try built(SRTPSession(profile: profile, key: key, isInbound: true))
        let theirReceiver = try Libsrtp(profile, key: key, isInbound: true)
        var sequenceNumber = UInt16.random(in: 0...65_535, using: &random)
        var differing: [UInt16] = []
        for _ in 0..<Self.packetCount {
            let packet = randomPacket(sequenceNumber: sequenceNumber, ssrc: 7, using: &random)
            let (our, their) = (ours.protected(packet), theirs.protected(packet))
            let (back, forth) = (ourReceiver.unprotected(their), theirReceiver.unprotected(our))
            if our != their || back != packet || forth != packet { differing.append(sequenceNumber) }
            sequenceNumber &+= UInt16.random(in: 1...120, using: &random)
        }
        #expect(differing == [], "seed \(seed)")
    }

    /// The indices differ: ours begin at 0, as RFC 3711 section 3.4 asks, libsrtp's at 1.
    @Test(arguments: SRTPProfile.allCases, [23, 24] as [UInt64])
    func controlPacketsOfAnyLengthPassBothWays(profile: SRTPProfile, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let key = Self.key(profile, &random)
        let ours = try built(SRTPSession(profile: profile, key: key, outboundSSRC: 7))
        let theirs = try Libsrtp(profile, key: key, isInbound: false)
        let ourReceiver = try built(SRTPSession(profile: profile, key: key, isInbound: true))
        let theirReceiver = try Libsrtp(profile, key: key, isInbound: true)
        var differing: [Int] = []
        for number in 0..<500 {
            let packet = randomControlPacket(ssrc: 7, using: &random)
            let (back, forth) = (ourReceiver.unprotectedRTCP(theirs.protectedRTCP(packet)), theirReceiver.unprotectedRTCP(ours.protectedRTCP(packet)))
            if back != packet || forth != packet { differing.append(number) }
        }
        #expect(differing == [], "seed \(seed)")
    }

    /// Several streams, over wraps, in another order, some lost, some twice, some very late, some changed on the way.
    @Test(arguments: SRTPProfile.allCases, [25, 26, 27] as [UInt64])
    func bothAcceptTheSameOfABadNetwork(profile: SRTPProfile, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let key = Self.key(profile, &random)
        let sender = try Libsrtp(profile, key: key, isInbound: false)
        let ours = try built(SRTPSession(profile: profile, key: key, isInbound: true))
        let theirs = try Libsrtp(profile, key: key, isInbound: true)
        var next: [UInt16] = (0..<3).map { _ in UInt16.random(in: 0...65_535, using: &random) }
        var travelling: [(arrival: Int, packet: [UInt8])] = []
        for number in 0..<Self.packetCount {
            let stream = Int.random(in: 0..<3, using: &random)
            let packet = randomPacket(sequenceNumber: next[stream], ssrc: UInt32(stream), using: &random)
            next[stream] &+= UInt16.random(in: 1...100, using: &random)
            let secret = sender.protected(packet)
            // A reach of 1,000 packets over three streams: a little more than the window.
            for _ in 0..<Int.random(in: 0...2, using: &random) {
                let delay = Int.random(in: 0...(number % 10 == 0 ? 1_000 : 6), using: &random)
                travelling.append((number + delay, secret))
            }
            if number % 20 == 0, var forged = Optional(secret) {
                forged[Int.random(in: 0..<forged.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
                travelling.append((number, forged))
            }
            if number % 50 == 0 { travelling.append((number, Array(secret.prefix(Int.random(in: 0..<secret.count, using: &random))))) }
        }
        travelling.sort { $0.arrival < $1.arrival }
        var accepted = 0
        var differing: [Int] = []
        for (number, packet) in travelling.map(\.packet).enumerated() {
            let (our, their) = (ours.unprotected(packet), theirs.unprotected(packet))
            if our != their { differing.append(number) }
            if !our.isEmpty { accepted += 1 }
        }
        #expect(differing == [], "seed \(seed)")
        #expect(accepted > Self.packetCount / 2 && accepted < travelling.count - 300, "\(accepted) of \(travelling.count)")
    }

    @Test(arguments: SRTPProfile.allCases, [28, 29] as [UInt64])
    func bothAcceptTheSameControlPackets(profile: SRTPProfile, seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let key = Self.key(profile, &random)
        let sender = try built(SRTPSession(profile: profile, key: key, outboundSSRC: 7))
        let ours = try built(SRTPSession(profile: profile, key: key, isInbound: true))
        let theirs = try Libsrtp(profile, key: key, isInbound: true)
        let secrets = (0..<600).map { _ in sender.protectedRTCP(randomControlPacket(ssrc: 7, using: &random)) }
        var accepted = 0
        var differing: [Int] = []
        for number in 0..<3_000 {
            var packet = secrets[min(599, max(0, number / 5 + Int.random(in: -200...20, using: &random)))]
            switch number % 8 {
            case 0: packet[Int.random(in: 0..<packet.count, using: &random)] ^= 1 << UInt8.random(in: 0...7, using: &random)
            case 1: packet.removeLast(Int.random(in: 1...packet.count, using: &random))
            default: break
            }
            let (our, their) = (ours.unprotectedRTCP(packet), theirs.unprotectedRTCP(packet))
            if our != their { differing.append(number) }
            if !our.isEmpty { accepted += 1 }
        }
        #expect(differing == [], "seed \(seed)")
        #expect((400...600).contains(accepted), "\(accepted)")
    }
}

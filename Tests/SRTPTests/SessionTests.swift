import MediaTypes
import SRTP
import Testing

@Suite struct SessionTests {
    @Test(arguments: SRTPProfile.allCases) func packetsComeBackAsTheyWere(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        // Over the wrap of the sequence number, with every tenth packet lost.
        for index in 0..<300 {
            let packet = rtpPacket(sequenceNumber: 65_400 &+ UInt16(index))
            let secret = sender.protected(packet)
            #expect(secret.count == packet.count + profile.overheadBytes)
            if index % 10 == 9 { continue }
            let plain = receiver.unprotected(secret)
            #expect(plain == packet, "packet \(index)")
        }
    }

    @Test(arguments: SRTPProfile.allCases) func rtcpComesBackAsItWas(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        for _ in 0..<3 {
            let secret = sender.protectedRTCP(rtcpPacket())
            #expect(secret.count == 8 + profile.controlOverheadBytes)
            let plain = receiver.unprotectedRTCP(secret)
            #expect(plain == rtcpPacket())
        }
    }

    @Test(arguments: SRTPProfile.allCases) func everyFlippedBitIsRefused(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let secret = sender.protected(rtpPacket(sequenceNumber: 1))
        let secretControl = sender.protectedRTCP(rtcpPacket())
        var accepted: [Int] = []
        for bit in 0..<(secret.count * 8) {
            var forged = secret
            forged[bit / 8] ^= 1 << (bit % 8)
            if receiver.outcome(forged).byteCount > 0 { accepted.append(bit) }
        }
        for bit in 0..<(secretControl.count * 8) {
            var forged = secretControl
            forged[bit / 8] ^= 1 << (bit % 8)
            if receiver.outcomeRTCP(forged).byteCount > 0 { accepted.append(bit) }
        }
        #expect(accepted == [])
        let plain = receiver.unprotected(secret)
        #expect(plain == rtpPacket(sequenceNumber: 1), "forgeries do not harm the genuine packet")
    }

    @Test(arguments: SRTPProfile.allCases) func aForgeryIsToldFromAReplay(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let secret = sender.protected(rtpPacket(sequenceNumber: 1))
        var forged = secret
        forged[20] ^= 1
        let outcomes = [receiver.outcome(forged), receiver.outcome(secret), receiver.outcome(secret)]
        #expect(outcomes == [.forged, .accepted(byteCount: 72), .replayed])
        let control = sender.protectedRTCP(rtcpPacket())
        let controlOutcomes = [receiver.outcomeRTCP(control), receiver.outcomeRTCP(control)]
        #expect(controlOutcomes == [.accepted(byteCount: 8), .replayed])
    }

    @Test func aPacketIsAccepted127LateAndNot128() throws {
        let profile = SRTPProfile.aesCM128SHA1_80
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let secrets = (0..<129).map { sender.protected(rtpPacket(sequenceNumber: $0)) }
        let outcomes = [receiver.outcome(secrets[128]), receiver.outcome(secrets[1]), receiver.outcome(secrets[0])]
        #expect(outcomes == [.accepted(byteCount: 72), .accepted(byteCount: 72), .replayed])
    }

    @Test func anotherProfileOrKeyIsRefused() throws {
        for sending in SRTPProfile.allCases {
            let sender = try built(SRTPSession(profile: sending, key: vectorKey(sending), outboundSSRC: 0xCAFE_BABE))
            let secret = sender.protected(rtpPacket(sequenceNumber: 1))
            for receiving in SRTPProfile.allCases where receiving != sending {
                let receiver = try built(SRTPSession(profile: receiving, key: vectorKey(receiving), isInbound: true))
                let outcome = receiver.outcome(secret)
                #expect(outcome == .forged, "\(sending) to \(receiving)")
            }
            var otherKey = vectorKey(sending)
            otherKey[0] ^= 1
            let receiver = try built(SRTPSession(profile: sending, key: otherKey, isInbound: true))
            let outcome = receiver.outcome(secret)
            #expect(outcome == .forged)
        }
    }

    @Test func aKeyOfTheWrongLengthIsRefused() {
        for profile in SRTPProfile.allCases {
            for count in [0, profile.keyBytes - 1, profile.keyBytes + 1] {
                let key = [UInt8](repeating: 1, count: count)
                if SRTPSession(profile: profile, key: key, isInbound: true) != nil { Issue.record("\(count) bytes") }
            }
        }
    }

    @Test func aSequenceNumberIsNotUsedTwice() throws {
        let sender = try built(SRTPSession(profile: .aeadAES128GCM, key: vectorKey(.aeadAES128GCM), outboundSSRC: 0xCAFE_BABE))
        let first = sender.protected(rtpPacket(sequenceNumber: 7))
        let second = sender.protected(rtpPacket(sequenceNumber: 7))
        #expect(first.count == 88 && second.isEmpty)
    }

    @Test func aSenderWithOneSSRCRefusesOthers() throws {
        let sender = try built(SRTPSession(profile: .aesCM128SHA1_80, key: vectorKey(.aesCM128SHA1_80), outboundSSRC: 1))
        let secret = sender.protected(rtpPacket(sequenceNumber: 7, ssrc: 2))
        #expect(secret.isEmpty)
    }

    @Test(arguments: SRTPProfile.allCases) func withoutRoomForTheTagNothingIsTouched(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let packet = rtpPacket(sequenceNumber: 1)
        var buffer = packet + [UInt8](repeating: 0xEE, count: profile.overheadBytes - 1)
        let before = buffer
        let byteCount = buffer.withUnsafeMutableBytes { sender.protect($0, byteCount: packet.count) }
        #expect(byteCount == 0 && buffer == before)
        buffer = rtcpPacket() + [UInt8](repeating: 0xEE, count: profile.controlOverheadBytes - 1)
        let controlBefore = buffer
        let controlByteCount = buffer.withUnsafeMutableBytes { sender.protectRTCP($0, byteCount: 8) }
        #expect(controlByteCount == 0 && buffer == controlBefore)
    }

    @Test(arguments: SRTPProfile.allCases) func nothingIsWrittenBehindTheTag(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        var buffer = rtpPacket(sequenceNumber: 1) + [UInt8](repeating: 0xEE, count: profile.overheadBytes + 8)
        let byteCount = buffer.withUnsafeMutableBytes { sender.protect($0, byteCount: 72) }
        #expect(buffer[byteCount...].allSatisfy { $0 == 0xEE } && byteCount == 72 + profile.overheadBytes)
        buffer = rtcpPacket() + [UInt8](repeating: 0xEE, count: profile.controlOverheadBytes + 8)
        let controlByteCount = buffer.withUnsafeMutableBytes { sender.protectRTCP($0, byteCount: 8) }
        #expect(buffer[controlByteCount...].allSatisfy { $0 == 0xEE } && controlByteCount == 8 + profile.controlOverheadBytes)
        #expect(max(profile.overheadBytes, profile.controlOverheadBytes) <= SRTPSession.trailerRoomBytes)
    }

    @Test(arguments: SRTPProfile.allCases) func aForgeryIsNotDecrypted(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        var forged = sender.protected(rtpPacket(sequenceNumber: 1))
        forged[forged.count - 1] ^= 1
        let before = forged
        let byteCount = forged.withUnsafeMutableBytes { receiver.unprotect($0, byteCount: $0.count) }
        #expect(byteCount == 0)
        #expect(forged[..<12] == before[..<12] && forged[72...] == before[72...])
        #expect(forged[12..<72].allSatisfy { $0 == 0 } || profile != .aeadAES128GCM)
        #expect(forged == before || profile == .aeadAES128GCM)
    }

    @Test(arguments: SRTPProfile.allCases) func aSessionServesOneDirection(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let secrets = [receiver.protected(rtpPacket(sequenceNumber: 1)), receiver.protectedRTCP(rtcpPacket())]
        #expect(secrets == [[], []], "the key stream belongs to the other side")
        let outcomes = [sender.outcome(sender.protected(rtpPacket(sequenceNumber: 1))), sender.outcomeRTCP(sender.protectedRTCP(rtcpPacket()))]
        #expect(outcomes == [.malformed, .malformed])
    }

    @Test(arguments: SRTPProfile.allCases) func controlPacketsInTheClearAreRefused(profile: SRTPProfile) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        var secret = sender.protectedRTCP(rtcpPacket())
        secret[profile == .aeadAES128GCM ? secret.count - 4 : 8] ^= 0x80
        let outcome = receiver.outcomeRTCP(secret)
        #expect(outcome == .malformed)
    }

    @Test func theFirstControlPacketHasIndex0() throws {
        let profile = SRTPProfile.aesCM128SHA1_80
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let words = [0, 1].map { _ in Array(sender.protectedRTCP(rtcpPacket())[8..<12]) }
        #expect(words == [[0x80, 0, 0, 0], [0x80, 0, 0, 1]])
    }

    @Test func manySourcesDoNotTakeMemory() throws {
        let profile = SRTPProfile.aesCM128SHA1_80
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: false))
        let oneMore = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: false))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let limit = UInt32(SRTPSession.maximumSources)
        var secrets = (0..<limit).map { sender.protected(rtpPacket(sequenceNumber: 1, ssrc: $0)) }
        let tooMany = sender.protected(rtpPacket(sequenceNumber: 1, ssrc: limit))
        #expect(tooMany.isEmpty)
        secrets.append(oneMore.protected(rtpPacket(sequenceNumber: 1, ssrc: limit)))
        // A forged packet takes no place.
        var forged = secrets[Int(limit)]
        forged[30] ^= 1
        let first = receiver.outcome(forged)
        let outcomes = secrets.map { receiver.outcome($0) }
        #expect(first == .forged)
        #expect(outcomes.dropLast().allSatisfy { $0 == .accepted(byteCount: 72) })
        #expect(outcomes.last == .tooManySources)
        let goesOn = receiver.outcome(sender.protected(rtpPacket(sequenceNumber: 2, ssrc: 3)))
        #expect(goesOn == .accepted(byteCount: 72))
    }

    @Test(arguments: SRTPProfile.allCases) func everyShortAndRandomPacketIsRefused(profile: SRTPProfile) throws {
        let seed: UInt64 = 11
        var random = SplitMix64(seed: seed)
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let secret = sender.protected(rtpPacket(sequenceNumber: 1))
        let secretControl = sender.protectedRTCP(rtcpPacket())
        var accepted = 0
        for count in 0..<secret.count { accepted += receiver.outcome(Array(secret[..<count])).byteCount }
        for count in 0..<secretControl.count { accepted += receiver.outcomeRTCP(Array(secretControl[..<count])).byteCount }
        for _ in 0..<5_000 {
            var packet = (0..<Int.random(in: 0...100, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            if !packet.isEmpty { packet[0] = 0x80 | packet[0] & 0x3F }
            accepted += receiver.outcome(packet).byteCount + receiver.outcomeRTCP(packet).byteCount
        }
        #expect(accepted == 0, "seed \(seed)")
    }

    @Test func namesAreThoseOfSDES() {
        let names = SRTPProfile.allCases.map { "\($0.name)" }
        #expect(names == ["AES_CM_128_HMAC_SHA1_80", "AES_CM_128_HMAC_SHA1_32", "AEAD_AES_128_GCM"])
    }
}

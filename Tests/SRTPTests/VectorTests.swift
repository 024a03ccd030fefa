import SRTP
import Testing

/// Whole packets under the master key of RFC 3711 appendix B.3. They were made by another implementation of the RFCs (in Python, on the
/// primitives of another library), which gives the vectors of RFC 3711 appendices B.2 and B.3 and of RFC 7714 section 16.1.1, too.
@Suite struct VectorTests {
    static let rtp = "800f1234decafbadcafebabeabababababababababababababababab"
    static let rtcp = "81c8000bcafebabe" + String(repeating: "ab", count: 40)

    @Test(arguments: [
        (.aesCM128SHA1_80, "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc99ea179b8dbb"),
        (.aesCM128SHA1_32, "800f1234decafbadcafebabe4e55dc4ce79978d88ca4d215949d2402b78d6acc"),
        (.aeadAES128GCM, "800f1234decafbadcafebabe0eca0cf95ee955b26cd3d288b49f6ca959171450975f4144da9cdd7ae989a277"),
    ] as [(SRTPProfile, String)])
    func rtpIsProtectedAsTheRFCsSay(profile: SRTPProfile, expected: String) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        let packet = sender.protected(bytes(Self.rtp))
        #expect(hexadecimal(packet) == expected)
        let plain = receiver.unprotected(bytes(expected))
        #expect(hexadecimal(plain) == Self.rtp)
    }

    static let controlCM = "81c8000bcafebabe7128035be487b9bdbef89041f977a5a8d5efb8816abf868c340e5082be1e90ca6bdd31954a81a47d"
        + "8000000163a50d16b51439563031"
    static let controlGCM = "81c8000bcafebabeea6e5eb3c75c462000f59ebf9e4ebd4e92ccf6f107a35cd2bb895994b50d7a15a1e736dbb2ef1581"
        + "01c940575e7bff19e69d24a59ba2abc280000001"

    @Test(arguments: [
        (.aesCM128SHA1_80, controlCM), (.aesCM128SHA1_32, controlCM), (.aeadAES128GCM, controlGCM),
    ] as [(SRTPProfile, String)])
    func rtcpIsProtectedAsTheRFCsSay(profile: SRTPProfile, expected: String) throws {
        let sender = try built(SRTPSession(profile: profile, key: vectorKey(profile), outboundSSRC: 0xCAFE_BABE))
        let receiver = try built(SRTPSession(profile: profile, key: vectorKey(profile), isInbound: true))
        // The vector is the second packet, of index 1.
        let first = sender.protectedRTCP(bytes(Self.rtcp))
        #expect(first.count == bytes(Self.rtcp).count + profile.controlOverheadBytes)
        let packet = sender.protectedRTCP(bytes(Self.rtcp))
        #expect(hexadecimal(packet) == expected)
        let plain = receiver.unprotectedRTCP(bytes(expected))
        #expect(hexadecimal(plain) == Self.rtcp)
    }
}

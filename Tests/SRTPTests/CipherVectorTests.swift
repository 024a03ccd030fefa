import Testing

@testable import SRTP

/// The RFCs' own vectors, from the session keys on.
@Suite struct CipherVectorTests {
    /// RFC 3711 appendix B.2.
    @Test func theKeyStreamIsThatOfTheRFC() throws {
        let cipher = try built(CounterModeCipher(key: bytes("2B7E151628AED2A6ABF7158809CF4F3C").span.bytes))
        var stream = [UInt8](repeating: 0, count: 0xFF02 * 16)
        let isDone = stream.withUnsafeMutableBytes {
            cipher.apply(counter: 0xF0F1_F2F3_F4F5_F6F7_F8F9_FAFB_FCFD_0000, to: $0.baseAddress!, byteCount: $0.count)
        }
        #expect(isDone)
        func block(_ number: Int) -> String { hexadecimal(Array(stream[16 * number..<16 * number + 16])) }
        #expect(block(0) == "e03ead0935c95e80e166b16dd92b4eb4")
        #expect(block(1) == "d23513162b02d0f72a43a2fe4a5f97ab")
        #expect(block(2) == "41e95b3bb0a2e8dd477901e4fca894c0")
        #expect(block(0xFEFF) == "ec8cdf7398607cb0f2d21675ea9ea1e4")
        #expect(block(0xFF00) == "362b7c3c6773516318a077d7fc5073ae")
        #expect(block(0xFF01) == "6a2cc3787889374fbeb4c81b17ba6c44")
    }

    /// RFC 3711 appendix B.3.
    @Test func theSessionKeysAreThoseOfTheRFC() throws {
        let key = bytes("E1F97A0D3E018BE0D64FA32C06DE41390EC675AD498AFEEBB6960B3AABE6")
        let derivation = try built(KeyDerivation(masterKeyAndSalt: key.span.bytes))
        func derived(_ label: KeyDerivation.Label, _ byteCount: Int) -> String {
            derivation.withKey(label, byteCount: byteCount) { bytes in
                hexadecimal((0..<byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) })
            } ?? ""
        }
        #expect(derived(.packetKey, 16) == "c61e7a93744f39ee10734afe3ff7a087")
        #expect(derived(.packetSalt, 14) == "30cbbc08863d8c85d49db34a9ae1")
        #expect(derived(.packetAuthentication, 20) == "cebe321f6ff7716b6fd4ab49af256a156d38baa4")
        #expect(derivation.salt(.packetSalt, byteCount: 14) == 0x30CB_BC08_863D_8C85_D49D_B34A_9AE1)
    }

    /// RFC 2202 section 3, cases 1, 2 and 3: the last four bytes of the data go in as the word.
    @Test(arguments: [
        (String(repeating: "0b", count: 20), "4869205468657265", "b617318655057264e28bc0b6fb378c8ef146be00"),
        ("4a656665", "7768617420646f2079612077616e7420666f72206e6f7468696e673f", "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79"),
        (String(repeating: "aa", count: 20), String(repeating: "dd", count: 50), "125d7342b9ac11cd91a39af48aa17b4f63f175d3"),
    ]) func theDigestIsThatOfTheRFC(key: String, data: String, expected: String) throws {
        let authenticator = try built(PacketAuthenticator(key: bytes(key).span.bytes, tagBytes: 10))
        let data = bytes(data)
        let word = data.suffix(4).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        let digest = data.withUnsafeBytes { authenticator.digest(of: $0.baseAddress!, byteCount: $0.count - 4, then: word) }
        #expect(hexadecimal((0..<20).map { digest[$0] }) == expected)
    }

    static let gcmKey = "000102030405060708090a0b0c0d0e0f"
    static let gcmSalt: UInt128 = 0x5175_6964_2070_726F_2071_756F

    /// RFC 7714 sections 16.1.1 and 16.1.2.
    @Test func rtpWithGCMIsThatOfTheRFC() throws {
        let plain = "8040f17b8041f8d35501a0b247616c6c696120657374206f6d6e69732064697669736120696e207061727465732074726573"
        let secret = "8040f17b8041f8d35501a0b2f24de3a3fb34de6cacba861c9d7e4bcabe633bd50d294e6f42a5f47a51c7d19b36de3adf8833"
            + "899d7f27beb16a9152cf765ee4390cce"
        try expectGCM(plain, secret, clear: 12, ssrc: 0x5501_A0B2, index: 0xF17B, word: 0, isControl: false)
    }

    /// RFC 7714 sections 17.1 and 17.2, without the index behind the tag.
    @Test func rtcpWithGCMIsThatOfTheRFC() throws {
        let plain = "81c8000d4d6172734e5450314e545032525450200000042a0000e9304c756e61" + String(repeating: "deadbeef", count: 5)
        let secret = "81c8000d4d61727363e94885dcdab67ca727d7662f6b7e997ff5c0f76c06f32dc676a5f1730d6fda4ce09b4686303ded0bb9275b"
            + "c84aa45896cf4d2fc5abf87245d9eade"
        try expectGCM(plain, secret, clear: 8, ssrc: 0x4D61_7273, index: 0x5D4, word: 0x8000_05D4, isControl: true)
    }

    private func expectGCM(
        _ plain: String, _ secret: String, clear: Int, ssrc: UInt32, index: UInt64, word: UInt32, isControl: Bool
    ) throws {
        let key = bytes(Self.gcmKey)
        let sealing = try built(GCMCipher(key: key.span.bytes, salt: Self.gcmSalt, isSealing: true))
        let opening = try built(GCMCipher(key: key.span.bytes, salt: Self.gcmSalt, isSealing: false))
        let count = plain.count / 2
        var packet = bytes(plain) + [UInt8](repeating: 0, count: 16)
        func parts(_ packet: UnsafeMutableRawBufferPointer) -> PacketParts {
            PacketParts(
                packet: packet.baseAddress!, clearByteCount: clear, payloadByteCount: count - clear, tagOffset: count, ssrc: ssrc,
                index: index, word: word, isControl: isControl)
        }
        let isSealed = packet.withUnsafeMutableBytes { sealing.seal(parts($0)) }
        #expect(isSealed && hexadecimal(packet) == secret)
        let isOpened = packet.withUnsafeMutableBytes { opening.open(parts($0)) }
        #expect(isOpened && hexadecimal(Array(packet[..<count])) == plain)
    }
}

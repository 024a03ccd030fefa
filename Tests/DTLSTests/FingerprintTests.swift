import DTLS
import Testing

@Suite struct FingerprintTests {
    @Test func whatIsWrittenIsReadAgain() throws {
        let fingerprint = try DTLSIdentity().fingerprint
        #expect(fingerprint.sdp.utf8.count == 103)
        #expect(CertificateFingerprint(sdp: fingerprint.sdp) == fingerprint)
        #expect(CertificateFingerprint(sdp: fingerprint.sdp.lowercased()) == fingerprint)
        #expect(CertificateFingerprint(sdp: "SHA-256" + fingerprint.sdp.dropFirst(7)) == fingerprint)
    }

    @Test func everyIdentityHasItsOwn() throws {
        #expect(try DTLSIdentity().fingerprint != DTLSIdentity().fingerprint)
    }

    @Test func whatIsNoneIsRefused() throws {
        let sdp = try DTLSIdentity().fingerprint.sdp
        let digits = sdp.dropFirst(8)
        let broken: [String] = [
            "", "sha-256", "sha-256 ", "\(digits)", "\(sdp.dropLast())", "\(sdp.dropLast(3))", "\(sdp):", "\(sdp):AA", "\(sdp) ", " \(sdp)",
            "sha-1 \(digits)", "sha-512 \(digits)", "sha-25\u{16} \(digits)", "sha-256\0\(digits)", "sha-256  \(digits.dropFirst())",
            "\(sdp.dropLast(2))G0", "\(sdp.dropLast(2))é", sdp.replacing(":", with: "-"),
        ]
        for text in broken { #expect(CertificateFingerprint(sdp: text) == nil, "\(text)") }
    }
}

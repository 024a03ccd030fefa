import DTLS
import SRTP
import Testing

/// `openssl s_client` speaks to a session of ours over UDP.
@Suite struct SecondOpinionTests {
    @Test(arguments: [
        ("SRTP_AES128_CM_SHA1_80", .aesCM128SHA1_80), ("SRTP_AEAD_AES_128_GCM", .aeadAES128GCM),
        ("SRTP_AEAD_AES_128_GCM:SRTP_AES128_CM_SHA1_80", .aesCM128SHA1_80), ("SRTP_AEAD_AES_256_GCM:SRTP_AEAD_AES_128_GCM", .aeadAES128GCM),
    ] as [(String, SRTPProfile)])
    func theProgramExportsTheSameKeys(offered: String, agreed: SRTPProfile) throws {
        let program = try OpenSSLProgram(profiles: offered, keyBytes: agreed.keyBytes)
        let keys = try #require(program.party.keys.first)
        try program.hangUp()
        // Client key, server key, client salt, server salt; we are the server.
        let expected = Array(keys.remote[..<16] + keys.local[..<16] + keys.remote[16...] + keys.local[16...])
        #expect(keys.profile == agreed)
        #expect(program.keyingMaterial == expected, "\(program.output)")
        #expect(program.party.isClosed, "the program's close_notify is heard")
    }

    @Test func theProgramWithAnotherCertificateGetsNoKeys() throws {
        let another = try DTLSIdentity().fingerprint
        let program = try OpenSSLProgram(profiles: "SRTP_AES128_CM_SHA1_80", keyBytes: 30, expecting: another)
        #expect(program.party.keys.isEmpty && program.party.failures == [.wrongFingerprint] && program.party.isOver)
    }

    @Test func theProgramWithoutACertificateIsRefused() throws {
        let program = try OpenSSLProgram(profiles: "SRTP_AES128_CM_SHA1_80", keyBytes: 30, withCertificate: false)
        #expect(program.party.keys.isEmpty && program.party.failures == [.refused] && !program.party.isOver)
    }

    @Test(arguments: [nil, "SRTP_AES128_CM_SHA1_32", "SRTP_AEAD_AES_256_GCM"] as [String?])
    func theProgramWithoutAProfileOfOursGetsNoKeys(offered: String?) throws {
        let program = try OpenSSLProgram(profiles: offered, keyBytes: 30)
        #expect(program.party.keys.isEmpty && program.party.failures == [.noCommonProfile] && program.party.isOver)
    }
}

/// Encryption and authentication under the session keys of RTP, or under those of RTCP: here the suites differ.
/// - Realtime: no allocation and no lock after init
/// - Threads: one at a time
enum PacketCipher: ~Copyable {
    case counterMode(CounterModeSuite)
    case gcm(GCMCipher)

    /// Derives the keys.
    /// - Returns: nil when libcrypto refuses
    init?(_ profile: SRTPProfile, _ derivation: borrowing KeyDerivation, isControl: Bool, isSealing: Bool) {
        let keyLabel: KeyDerivation.Label = isControl ? .controlKey : .packetKey
        let authenticationLabel: KeyDerivation.Label = isControl ? .controlAuthentication : .packetAuthentication
        let saltLabel: KeyDerivation.Label = isControl ? .controlSalt : .packetSalt
        switch profile {
        case .aesCM128SHA1_80, .aesCM128SHA1_32:
            let tagBytes = isControl ? profile.controlOverheadBytes - 4 : profile.overheadBytes
            guard let salt = derivation.salt(saltLabel, byteCount: CounterModeSuite.saltBytes),
                let cipher = derivation.withKey(keyLabel, byteCount: CounterModeCipher.keyBytes, { CounterModeCipher(key: $0) }),
                let authenticator = derivation.withKey(
                    authenticationLabel, byteCount: PacketAuthenticator.keyBytes, { PacketAuthenticator(key: $0, tagBytes: tagBytes) })
            else { return nil }
            self = .counterMode(CounterModeSuite(cipher, authenticator, salt: salt))
        case .aeadAES128GCM:
            guard let salt = derivation.salt(saltLabel, byteCount: GCMCipher.saltBytes),
                let cipher = derivation.withKey(
                    keyLabel, byteCount: GCMCipher.keyBytes, { GCMCipher(key: $0, salt: salt, isSealing: isSealing) })
            else { return nil }
            self = .gcm(cipher)
        }
    }

    /// Encrypts a packet's payload in place and writes the tag.
    /// - Returns: false when libcrypto refuses
    func seal(_ parts: PacketParts) -> Bool {
        switch self {
        case .counterMode(let suite): suite.seal(parts)
        case .gcm(let cipher): cipher.seal(parts)
        }
    }

    /// Checks the tag and decrypts the payload in place.
    /// - Returns: whether the packet is genuine
    func open(_ parts: PacketParts) -> Bool {
        switch self {
        case .counterMode(let suite): suite.open(parts)
        case .gcm(let cipher): cipher.open(parts)
        }
    }
}

import COpenSSL
import MediaTypes

/// What makes a message believable: MESSAGE-INTEGRITY, an HMAC-SHA1 under the password of the side that gets the request, and FINGERPRINT,
/// a checksum that tells STUN from other datagrams.
/// - Source: RFC 8489 sections 9.1, 14.5 and 14.7
public enum STUNSeal {
    /// The attribute's header, and the HMAC.
    private static var integrityRoom: Int { 4 + Specified.integrityByteCount }
    private static var fingerprintRoom: Int { 8 }

    /// Appends MESSAGE-INTEGRITY and FINGERPRINT, and sets the length in the header.
    /// - Shape: message: header and attributes; the header's length does not matter
    /// - Returns: an empty array when the message is shorter than a header, longer than its length can say, or libcrypto refuses
    public static func seal(_ message: [UInt8], password: String) -> [UInt8] {
        let byteCount = message.count + integrityRoom + fingerprintRoom
        guard message.count >= Specified.headerByteCount, byteCount <= Int(UInt16.max) else { return [] }
        var sealed = message
        sealed.reserveCapacity(byteCount)
        setLength(of: &sealed, end: message.count + integrityRoom)
        guard let integrity = hmac(of: sealed, password: password) else { return [] }
        sealed.append(STUNAttribute.messageIntegrity, integrity)
        setLength(of: &sealed, end: byteCount)
        let checksum = unsafe fingerprint(of: sealed.span.bytes)
        sealed.append(STUNAttribute.fingerprint)
        sealed.append(UInt16(4))
        sealed.append(checksum)
        return sealed
    }

    /// Whether the MESSAGE-INTEGRITY at `integrityOffset` was made with `password`.
    static func isAuthentic(_ datagram: RawSpan, integrityOffset: Int, password: String) -> Bool {
        guard integrityOffset >= Specified.headerByteCount else { return false }
        let found = datagram.bytes(in: integrityOffset &+ 4..<integrityOffset &+ integrityRoom)
        guard found.byteCount == Specified.integrityByteCount else { return false }
        // What comes behind the attribute was added later, and so was not yet in the length.
        var covered = datagram.bytes(in: 0..<integrityOffset).array
        setLength(of: &covered, end: integrityOffset &+ integrityRoom)
        guard let expected = hmac(of: covered, password: password) else { return false }
        return unsafe found.withUnsafeBytes { found in
            unsafe expected.withUnsafeBytes { unsafe CRYPTO_memcmp(found.baseAddress, $0.baseAddress, Specified.integrityByteCount) == 0 }
        }
    }

    /// The value of a FINGERPRINT behind `message`.
    static func fingerprint(of message: RawSpan) -> UInt32 {
        var sum = UInt32.max
        for offset in 0..<message.byteCount {
            let index = UInt8(truncatingIfNeeded: sum) ^ (message.byte(at: offset) ?? 0)
            sum = checksums[Int(index)] ^ sum >> 8
        }
        return ~sum ^ Specified.fingerprintMask
    }

    /// CRC-32 of each byte.
    /// - Source: ITU-T V.42 section 8.1.1.6.2, with the bits the other way round
    private static let checksums: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? 0xEDB8_8320 ^ sum >> 1 : sum >> 1 }
    }

    private static func setLength(of message: inout [UInt8], end: Int) {
        let length = UInt16(truncatingIfNeeded: end &- Specified.headerByteCount)
        message[2] = UInt8(truncatingIfNeeded: length >> 8)
        message[3] = UInt8(truncatingIfNeeded: length)
    }

    private static func hmac(of message: [UInt8], password: String) -> [UInt8]? {
        // A short-term password is used as it is: those of ICE are ASCII, which OpaqueString leaves alone.
        let key = Array(password.utf8)
        var digest = [UInt8](repeating: 0, count: Specified.integrityByteCount)
        var length = 0
        let result = unsafe EVP_Q_mac(
            nil, "HMAC", nil, "SHA1", nil, key, key.count, message, message.count, &digest, digest.count, &length)
        return unsafe result != nil && length == digest.count ? digest : nil
    }
}

extension RawSpan {
    /// A copy.
    var array: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}

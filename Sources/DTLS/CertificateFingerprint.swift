/// The SHA-256 of a certificate in DER form: what the session description says that the peer will show.
/// - Source: RFC 8122 section 5
public struct CertificateFingerprint: Sendable, Hashable {
    static var byteCount: Int { 32 }

    let bytes: [UInt8]

    /// - Returns: nil when there are not 32 bytes
    init?(_ bytes: [UInt8]) {
        guard bytes.count == Self.byteCount else { return nil }
        self.bytes = bytes
    }

    /// Reads the value of an `a=fingerprint` line: "sha-256 AB:CD:…". Digits and the name of the hash in upper or lower case.
    /// - Returns: nil for another hash, another length, or anything before, between or behind
    public init?(sdp: String) {
        let name = Array("sha-256 ".utf8)
        let text = Array(sdp.utf8.prefix(name.count + 3 * Self.byteCount))
        guard text.count == name.count + 3 * Self.byteCount - 1, zip(text, name).allSatisfy({ Self.lowercase($0) == $1 })
        else { return nil }
        var bytes: [UInt8] = []
        for position in stride(from: name.count, to: text.count, by: 3) {
            guard let high = Self.digit(text[position]), let low = Self.digit(text[position + 1]),
                position + 2 == text.count || text[position + 2] == UInt8(ascii: ":") else { return nil }
            bytes.append(high << 4 | low)
        }
        self.bytes = bytes
    }

    /// The value for an `a=fingerprint` line.
    public var sdp: String {
        let digits = Array("0123456789ABCDEF".utf8)
        let pairs = bytes.map { String(decoding: [digits[Int($0 >> 4)], digits[Int($0 & 15)]], as: UTF8.self) }
        return "sha-256 " + pairs.joined(separator: ":")
    }

    private static func lowercase(_ character: UInt8) -> UInt8 {
        UInt8(ascii: "A")...UInt8(ascii: "Z") ~= character ? character | 0x20 : character
    }

    private static func digit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}

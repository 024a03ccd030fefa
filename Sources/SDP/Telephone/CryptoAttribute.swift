/// How SRTP is keyed when the keys stand in the description itself, which is why it may only be used where nobody else reads it (TLS).
/// - Source: RFC 4568 section 6.2, RFC 7714 section 14.2
public enum CryptoSuite: String, Sendable, Hashable, CaseIterable {
    case aesCM128SHA1_80 = "AES_CM_128_HMAC_SHA1_80"
    case aesCM128SHA1_32 = "AES_CM_128_HMAC_SHA1_32"
    case aeadAES128GCM = "AEAD_AES_128_GCM"

    /// In bytes: of master key and master salt together.
    public var keyByteCount: Int { self == .aeadAES128GCM ? 28 : 30 }
}

/// One a=crypto line: what its writer will protect with.
/// - Source: RFC 4568 section 4
public struct CryptoAttribute: Sendable, Hashable {
    /// An answer repeats the tag of the offer's line that it accepts.
    public let tag: Int
    public let suite: CryptoSuite
    /// Master key followed by master salt.
    public let key: [UInt8]

    /// - Returns: nil when the key has not the length of the suite
    public init?(tag: Int, suite: CryptoSuite, key: [UInt8]) {
        guard key.count == suite.keyByteCount else { return nil }
        self.tag = tag
        self.suite = suite
        self.key = key
    }

    /// Reads a line of a suite that we have; nil for all that we could not do as it asks: other suites, several keys, a master key index,
    /// and session parameters, which all change what is protected or how (RFC 4568 section 6.3).
    init?(_ line: SDPLine) {
        let fields = Grammar.split(line.value ?? "", at: " ")
        guard fields.count == 3, let tag = Grammar.number(fields[0], in: 0...999_999_999), let suite = CryptoSuite(rawValue: fields[1]),
            fields[2].utf8.starts(with: "inline:".utf8)
        else { return nil }
        // The lifetime may stand between: as long as a call lasts nobody sends 2^31 packets.
        let parts = Grammar.split(String(fields[2].dropFirst("inline:".count)), at: "|")
        guard 1...2 ~= parts.count, parts.count == 1 || !parts[1].utf8.contains(UInt8(ascii: ":")), let key = Base64.bytes(of: parts[0]) else { return nil }
        self.init(tag: tag, suite: suite, key: key)
    }

    /// As it is written, without the line's end.
    var text: String { "a=crypto:\(tag) \(suite.rawValue) inline:\(Base64.text(of: key))" }
}

/// - Source: RFC 4648 section 4
enum Base64 {
    private static let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    static func text(of bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let word = group.reduce(UInt32(0)) { $0 << 8 | UInt32($1) } << UInt32(8 * (3 - group.count))
            for place in 0..<4 { text.append(place <= group.count ? letters[Int(word >> UInt32(18 - 6 * place) & 63)] : UInt8(ascii: "=")) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// - Returns: nil for anything but whole groups of the alphabet; the padding may be left out
    static func bytes(of text: String) -> [UInt8]? {
        let digits = Array(text.utf8).reversed().drop { $0 == UInt8(ascii: "=") }.reversed()
        guard digits.count % 4 != 1, text.utf8.count - digits.count <= 2 else { return nil }
        var bytes: [UInt8] = []
        var word = UInt32(0)
        var bits = 0
        for digit in digits {
            guard let value = letters.firstIndex(of: digit) else { return nil }
            word = word << 6 | UInt32(value)
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt32(bits)))
            }
        }
        return bytes
    }
}

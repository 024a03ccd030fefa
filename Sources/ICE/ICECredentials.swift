/// What the two sides of a session know each other by: a name that anybody on the way can read, and a password that came over HTTPS.
/// - Source: RFC 8445 section 5.3
public struct ICECredentials: Sendable, Hashable {
    /// 4 to 256 letters.
    public let ufrag: String
    /// 22 to 256 letters.
    public let password: String

    public init(ufrag: String, password: String) {
        self.ufrag = ufrag
        self.password = password
    }

    /// New ones: 48 bits of name, so that no two sessions of a box meet in one, and 144 bits of password.
    /// - Shape: random: to be guessed by nobody; `SystemRandomNumberGenerator` outside tests
    public static func random(using random: inout some RandomNumberGenerator) -> ICECredentials {
        ICECredentials(
            ufrag: letters(Chosen.ufragLength, using: &random), password: letters(Chosen.passwordLength, using: &random))
    }

    private static func letters(_ count: Int, using random: inout some RandomNumberGenerator) -> String {
        String(decoding: (0..<count).map { _ in alphabet[Int(random.next() >> 58)] }, as: UTF8.self)
    }

    /// The ice-chars.
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Whether it is an ice-char.
    /// - Source: RFC 8839 section 5.1
    static func isLetter(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "+"), UInt8(ascii: "/"):
            true
        default: false
        }
    }
}

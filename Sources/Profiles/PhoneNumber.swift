/// A telephone number: digits, and a plus before those of a country.
/// - Source: RFC 3966 section 5.1.4 for what is only there for the eye
public struct PhoneNumber: Sendable, Hashable {
    /// At most 20.
    public let digits: String
    /// Begins with the code of a country: written with a plus, or with 00.
    public let isInternational: Bool

    /// - Parameter text: `+49 30 123456`, `0049-30-123456`, `030/123456` or `200`; blanks, `-` and `/` between digits are passed over
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        var rest = text[...]
        let hasPlus = rest.hasPrefix("+")
        if hasPlus { rest = rest.dropFirst() }
        guard rest.utf8.first.map(Self.isDigit) == true, rest.utf8.last.map(Self.isDigit) == true else { return nil }
        var digits = rest.filter { !" -/".contains($0) }
        // No code of a country begins with 0: 00 0… is something else.
        let hasZeros = !hasPlus && digits.hasPrefix("00") && digits.count > 2 && !digits.hasPrefix("000")
        if hasZeros { digits = String(digits.dropFirst(2)) }
        guard digits.utf8.count <= 20, DecimalText.isDigits(digits) else { return nil }
        self.digits = digits
        isInternational = hasPlus || hasZeros
    }

    /// The user part of a SIP or telephone URI, as trunks fill it: `%2B49301234`, `030-1234;phone-context=+49`.
    /// - Returns: nil for what is no number, such as a name
    public init?(userPart: String) {
        let user = userPart.prefix { $0 != ";" && $0 != "@" }
        self.init(user.replacing("%2B", with: "+").replacing("%2b", with: "+").replacing("%20", with: " ").filter { !"().".contains($0) })
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}

extension PhoneNumber: CustomStringConvertible {
    /// `+4930123456`, or the digits.
    public var description: String { (isInternational ? "+" : "") + digits }
}

extension ValueFormat where Value == PhoneNumber {
    static let phoneNumber = ValueFormat(noun: "a telephone number", parse: { PhoneNumber($0) }, write: \.description)
}

/// Where a request goes, or whom a header field names.
/// - Source: RFC 3261 section 19.1, RFC 3966
public enum URI: Sendable, Hashable {
    /// sip: and sips:
    case sip(SIPURI)
    /// tel: the number as it is written, with its parameters.
    case telephone(number: String, parameters: Parameters)
    /// Any other scheme, in lower case, and what follows the colon.
    case other(scheme: String, rest: String)

    /// Reads a whole URI; blanks, angle brackets, quotes, and bytes that are not ASCII are in none.
    public init?(parsing text: some StringProtocol) {
        guard text.utf8.allSatisfy({ 0x21...0x7E ~= $0 && $0 != UInt8(ascii: "<") && $0 != UInt8(ascii: ">") && $0 != UInt8(ascii: "\"") }),
            let colon = text.utf8.firstIndex(of: UInt8(ascii: ":"))
        else { return nil }
        let scheme = Text.lowercased(String(decoding: text.utf8[..<colon], as: UTF8.self))
        let rest = String(decoding: text.utf8[text.utf8.index(after: colon)...], as: UTF8.self)
        guard let first = scheme.utf8.first, 0x61...0x7A ~= first, !rest.isEmpty,
            scheme.utf8.allSatisfy({ Text.isAlphanumeric($0) || "+-.".utf8.contains($0) })
        else { return nil }
        switch scheme {
        case "sip", "sips":
            guard let uri = SIPURI(parsing: rest, isSecure: scheme == "sips") else { return nil }
            self = .sip(uri)
        case "tel":
            guard let uri = Self.telephone(rest) else { return nil }
            self = uri
        default:
            self = .other(scheme: scheme, rest: rest)
        }
    }

    private static func telephone(_ text: String) -> URI? {
        let halves = text.utf8.split(separator: UInt8(ascii: ";"), maxSplits: 1, omittingEmptySubsequences: false).map {
            String(decoding: $0, as: UTF8.self)
        }
        guard let number = halves.first, !number.isEmpty,
            number.utf8.allSatisfy({ Text.hexValue($0) != nil || "+*#-.()".utf8.contains($0) })
        else { return nil }
        guard halves.count == 2 else { return .telephone(number: number, parameters: Parameters()) }
        return Parameters(ofURI: halves[1]).map { .telephone(number: number, parameters: $0) }
    }

    /// As it is written.
    public var text: String {
        switch self {
        case .sip(let uri): uri.text
        case .telephone(let number, let parameters): "tel:\(number)\(parameters.text)"
        case .other(let scheme, let rest): "\(scheme):\(rest)"
        }
    }

    /// The sip or sips URI that it is.
    public var sip: SIPURI? { if case .sip(let uri) = self { uri } else { nil } }

    /// The number or name of whom it is: a SIP user, or a telephone number without what separates its digits.
    public var user: String? {
        switch self {
        case .sip(let uri): uri.user
        case .telephone(let number, _): String(decoding: number.utf8.filter { !"-.()".utf8.contains($0) }, as: UTF8.self)
        case .other: nil
        }
    }

    /// Whether both name the same: RFC 3261 section 19.1.4 for SIP, digits alone for telephone numbers (RFC 3966 section 4).
    public func isEquivalent(to other: URI) -> Bool {
        switch (self, other) {
        case (.sip(let a), .sip(let b)): a.isEquivalent(to: b)
        case (.telephone(_, let a), .telephone(_, let b)):
            user == other.user
                && Set(a.all.map { Text.lowercased($0.name + "=" + ($0.text ?? "")) })
                    == Set(b.all.map { Text.lowercased($0.name + "=" + ($0.text ?? "")) })
        default: self == other
        }
    }
}

/// The name of a header field; upper and lower case are the same, and so is the compact form.
/// - Source: RFC 3261 sections 7.3.1, 7.3.3, 20
public struct HeaderName: Sendable, Hashable, ExpressibleByStringLiteral {
    /// As it is usually written.
    public let name: String
    private let key: String

    /// Any token; a compact form becomes the long one.
    public init(_ name: some StringProtocol) {
        let lower = Text.lowercased(name)
        let long = Self.compactForms[lower] ?? lower
        key = long
        self.name = Self.known[long] ?? String(name)
    }

    public init(stringLiteral name: String) { self.init(name) }

    /// By the name in lower case.
    public static func == (a: HeaderName, b: HeaderName) -> Bool { a.key == b.key }
    public func hash(into hasher: inout Hasher) { hasher.combine(key) }

    /// RFC 3261 section 7.3.3; o, u and r of RFC 6665 and 3515; k of RFC 3261; x of RFC 4028.
    private static let compactForms = [
        "i": "call-id", "m": "contact", "e": "content-encoding", "l": "content-length", "c": "content-type", "f": "from", "s": "subject",
        "k": "supported", "t": "to", "v": "via", "o": "event", "u": "allow-events", "r": "refer-to", "x": "session-expires",
    ]

    private static let known = Dictionary(
        uniqueKeysWithValues: [
            "Accept", "Allow", "Authorization", "Call-ID", "Contact", "Content-Encoding", "Content-Length", "Content-Type", "CSeq",
            "Expires", "From",
            "Max-Forwards", "Min-Expires", "Min-SE", "Path", "Proxy-Authenticate", "Proxy-Authorization", "Proxy-Require", "RAck", "Reason",
            "Record-Route", "Require", "Retry-After", "Route", "RSeq", "Server", "Service-Route", "Session-Expires", "Subject", "Supported",
            "To",
            "Unsupported", "User-Agent", "Via", "Warning", "WWW-Authenticate",
        ].map { (Text.lowercased($0), $0) })

    /// Those that may be in a message once.
    static let single: Set<HeaderName> = [
        "Call-ID", "Content-Length", "Content-Type", "CSeq", "Expires", "From", "Max-Forwards", "Min-Expires", "Min-SE", "RAck", "RSeq",
        "Session-Expires",
        "To",
    ]
}

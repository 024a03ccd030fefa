/// Where a SIP server is: a name or an address, and a port if it is said.
/// - Source: RFC 3261 section 25.1, hostport
public struct SIPHost: Sendable, Hashable {
    /// A name in small letters, or an address without brackets.
    public let host: String
    /// Nil: what DNS says (SRV), else the usual one.
    public let port: UInt16?

    init(host: String, port: UInt16?) {
        self.host = host
        self.port = port
    }

    /// - Parameter text: `sip.example.org`, `192.0.2.1:5070`, `2001:db8::1` or `[2001:db8::1]:5060`; no scheme, no user
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        var host = text[...]
        var port: UInt16?
        // One colon stands before a port; more are an IPv6 address.
        if let colon = text.lastIndex(of: ":"), text[..<colon].hasSuffix("]") || !text[..<colon].contains(":") {
            guard let number = DecimalText.number(text[text.index(after: colon)...], atMost: 65_535), number > 0 else { return nil }
            port = UInt16(number)
            host = text[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
            guard host.contains(":"), IPAddress(String(host)) != nil else { return nil }
        }
        guard let name = ValueFormat<String>.hostName.parse(String(host)) else { return nil }
        self.host = IPAddress(name)?.description ?? name.lowercased()
        self.port = port
    }

    /// The address, if it is one.
    public var address: IPAddress? { IPAddress(host) }
    /// As it stands in a URI: IPv6 in brackets.
    public var uriHost: String { host.contains(":") ? "[\(host)]" : host }
}

extension SIPHost: CustomStringConvertible {
    public var description: String { uriHost + (port.map { ":\($0)" } ?? "") }
}

extension ValueFormat where Value == SIPHost {
    static let sipHost = ValueFormat(noun: "a host", parse: { SIPHost($0) }, write: \.description)
    /// What can stand behind an @: a host without a port.
    static let sipDomain = ValueFormat(
        noun: "a host name", parse: { SIPHost($0).flatMap { $0.port == nil ? $0 : nil } }, write: \.description)
}

/// Where a page comes from, as browsers say it in `Origin`: scheme, host and port.
/// - Source: RFC 6454 sections 4 and 6.2
public struct WebOrigin: Sendable, Hashable {
    /// In small letters, without the port that goes without saying.
    private let text: String

    /// - Parameter text: `https://talk.example.org` or `http://192.0.2.1:8080`; no path, no user
    /// - Returns: nil for anything else, `null` too
    public init?(_ text: String) {
        let text = text.lowercased()
        guard let (scheme, usualPort) = [("https://", 443), ("http://", 80)].first(where: { text.hasPrefix($0.0) }) else { return nil }
        var host = text.dropFirst(scheme.count)
        var port = usualPort
        if let colon = host.lastIndex(of: ":"), host.last != "]" {
            let digits = host[host.index(after: colon)...]
            guard !digits.isEmpty, digits.count <= 5, digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
                let written = Int(digits), (1...65_535).contains(written)
            else { return nil }
            port = written
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard host.contains(":"), let address = IPAddress(String(host.dropFirst().dropLast())) else { return nil }
            host = "[\(address)]"
        } else {
            guard !host.contains(":"), ValueFormat<String>.hostName.parse(String(host)) != nil else { return nil }
        }
        self.text = scheme + host + (port == usualPort ? "" : ":\(port)")
    }

    /// Whether it is HTTPS at that host, on any port.
    /// - Parameter host: a name, an IPv4 address, or an IPv6 address in brackets
    func isSecure(at host: String) -> Bool {
        let start = "https://" + host.lowercased()
        return text == start || text.hasPrefix(start + ":")
    }
}

extension WebOrigin: CustomStringConvertible {
    /// As browsers write it.
    public var description: String { text }
}

extension ValueFormat where Value == WebOrigin {
    static let origin = ValueFormat(noun: "an origin", parse: { WebOrigin($0) }, write: \.description)
}

import MediaTypes

extension TransportAddress {
    /// Reads a numeric address with a port, `192.0.2.1:5004` or `[2001:db8::1]:5004`; asks nobody.
    public init?(written text: String) {
        guard let (host, port) = TransportAddress.split(text), let number = UInt16(port) else { return nil }
        self.init(address: host, port: number)
    }

    /// As `init(written:)` reads it.
    public var written: String { ipv4 == nil ? "[\(addressText)]:\(port)" : "\(addressText):\(port)" }

    /// The parts before and after the last colon; an IPv6 address stands in brackets.
    /// - Returns: nil when a part is missing
    static func split(_ text: String) -> (host: String, port: String)? {
        guard let colon = text.lastIndex(of: ":") else { return nil }
        var host = text[..<colon]
        let port = text[text.index(after: colon)...]
        if host.hasPrefix("["), host.hasSuffix("]") {
            host = host.dropFirst().dropLast()
        } else if host.contains(":") {
            return nil
        }
        return host.isEmpty || port.isEmpty ? nil : (String(host), String(port))
    }
}

import MediaTypes

extension TransportAddress {
    /// Reads a host that is an address: dotted IPv4, or IPv6 with or without brackets; nil for a name, which somebody else must look up.
    public init?(host: String, port: UInt16) {
        let isBracketed = host.utf8.first == UInt8(ascii: "[") && host.utf8.last == UInt8(ascii: "]")
        // Brackets are for IPv6 alone.
        guard !isBracketed || host.utf8.contains(UInt8(ascii: ":")) else { return nil }
        self.init(address: isBracketed ? String(decoding: host.utf8.dropFirst().dropLast(), as: UTF8.self) : host, port: port)
    }

    /// The address without its port, as a URI and a Via have it: IPv6 in brackets.
    public var host: String { ipv4 == nil ? "[" + addressText + "]" : addressText }

    /// Whether both are the same machine, whatever the port.
    func isSameHost(as other: TransportAddress) -> Bool { high == other.high && low == other.low }
}

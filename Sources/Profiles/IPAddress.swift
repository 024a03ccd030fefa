import MediaTypes

/// An IPv4 or IPv6 address without a port; IPv4 is held as an IPv4-mapped IPv6 address, as in `TransportAddress`.
public struct IPAddress: Sendable, Hashable {
    /// The upper and lower 64 bits, in host order.
    public let high: UInt64
    public let low: UInt64

    /// All addresses of the machine: `::`.
    public static var any: IPAddress { IPAddress(high: 0, low: 0) }

    /// This machine alone: `127.0.0.1`.
    public static var loopback: IPAddress { IPAddress(high: 0, low: 0xFFFF_7F00_0001) }

    /// Whether it is one of IPv4.
    public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter text: `192.0.2.1` or `2001:db8::1`; no names, no brackets, no zones
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        guard let address = TransportAddress(address: text, port: 0) else { return nil }
        self.init(high: address.high, low: address.low)
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual form: dotted for IPv4, shortened for IPv6 (RFC 5952).
    public var description: String { TransportAddress(high: high, low: low, port: 0).addressText }
}

extension ValueFormat where Value == IPAddress {
    static let address = ValueFormat(noun: "an IP address", parse: { IPAddress($0) }, write: \.description)
}

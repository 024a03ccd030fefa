import MediaTypes

extension IPAddress {
    /// From how far away an address can be reached.
    public enum Reach: Sendable { case thisMachine, house, world }

    /// From how far away it can be reached.
    /// - Source: RFC 1918, RFC 6598 (behind a provider's translation), RFC 4193
    public var reach: Reach {
        let address = TransportAddress(high: high, low: low, port: 0)
        if address.isLoopback || address.isLinkLocal { return .thisMachine }
        guard let ipv4 = address.ipv4 else { return high >> 57 == 0xFC >> 1 ? .house : .world }
        let isPrivate = ipv4 >> 24 == 10 || ipv4 >> 20 == 0xAC1 || ipv4 >> 16 == 0xC0A8 || ipv4 >> 22 == 0x6440 >> 6
        return isPrivate ? .house : .world
    }

    /// Whether it stands for all addresses of the machine: `::` or `0.0.0.0`.
    public var isAny: Bool { high == 0 && (low == 0 || low == 0xFFFF_0000_0000) }
}

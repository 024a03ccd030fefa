import MediaTypes

/// The 96 bits by which an answer is known to belong to a request.
/// - Source: RFC 8489 section 5
public struct STUNTransaction: Sendable, Hashable {
    /// The first 32 and the other 64 bits, in host order.
    public let high: UInt32
    public let low: UInt64

    public init(high: UInt32, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// A new one.
    public static func random(using random: inout some RandomNumberGenerator) -> STUNTransaction {
        STUNTransaction(high: UInt32(truncatingIfNeeded: random.next()), low: random.next())
    }

    init?(in message: RawSpan) {
        guard let high = message.uint32(at: 8), let middle = message.uint32(at: 12), let low = message.uint32(at: 16) else { return nil }
        self.init(high: high, low: UInt64(middle) << 32 | UInt64(low))
    }

    /// Covers an address, or uncovers it: the cookie and the transaction over it, so that no router on the way knows it for an address
    /// and changes it. IPv4 gets the cookie alone.
    /// - Shape: isIPv4: what the attribute says: covered IPv6 could look like it
    /// - Source: RFC 8489 section 14.2
    func mask(_ address: TransportAddress, isIPv4: Bool) -> TransportAddress {
        let cookie = Specified.magicCookie
        let port = address.port ^ UInt16(truncatingIfNeeded: cookie >> 16)
        return isIPv4
            ? TransportAddress(high: address.high, low: address.low ^ UInt64(cookie), port: port)
            : TransportAddress(high: address.high ^ (UInt64(cookie) << 32 | UInt64(high)), low: address.low ^ low, port: port)
    }
}

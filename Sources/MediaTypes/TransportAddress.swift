/// An IPv4 or IPv6 address with a UDP port. IPv4 is held as an IPv4-mapped IPv6 address, so that one
/// comparison serves both.
/// - Source: RFC 4291 section 2.5.5.2
@frozen public struct TransportAddress: Sendable, Hashable {
    /// The upper and lower 64 bits of the IPv6 address, in host order.
    public var high: UInt64
    public var low: UInt64
    /// In host order.
    public var port: UInt16

    @inlinable public init(high: UInt64, low: UInt64, port: UInt16) {
        self.high = high
        self.low = low
        self.port = port
    }

    /// An IPv4 address, given in host order (127.0.0.1 is 0x7F000001).
    @inlinable public init(ipv4: UInt32, port: UInt16) {
        self.init(high: 0, low: 0x0000_FFFF_0000_0000 | UInt64(ipv4), port: port)
    }

    /// The IPv4 address in host order; nil for a true IPv6 address.
    @inlinable public var ipv4: UInt32? {
        high == 0 && low >> 32 == 0xFFFF ? UInt32(truncatingIfNeeded: low) : nil
    }

    /// 127.0.0.0/8 and ::1.
    @inlinable public var isLoopback: Bool { ipv4.map { $0 >> 24 == 127 } ?? (high == 0 && low == 1) }

    /// 169.254.0.0/16 and fe80::/10: of use only together with an interface.
    @inlinable public var isLinkLocal: Bool { ipv4.map { $0 >> 16 == 0xA9FE } ?? (high >> 54 == 0xFE80 >> 6) }

    /// 0.0.0.0 and ::, which stand for all addresses of a machine.
    @inlinable public var isUnspecified: Bool { high == 0 && (low == 0 || low == 0x0000_FFFF_0000_0000) }

    /// A mixed hash for open-addressing tables; not keyed, so tables bound their probe length.
    @inlinable public var tableHash: UInt64 {
        var mixed = (low ^ (high &* 0x9E37_79B9_7F4A_7C15)) &+ UInt64(port) &* 0xC2B2_AE3D_27D4_EB4F
        mixed ^= mixed >> 29
        mixed = mixed &* 0xBF58_476D_1CE4_E5B9
        return mixed ^ (mixed >> 32)
    }
}

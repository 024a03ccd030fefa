import Glibc

/// An IPv4 or IPv6 address without a port; IPv4 is held as an IPv4-mapped IPv6 address, as in `TransportAddress`.
public struct IPAddress: Sendable, Hashable {
    /// The upper and lower 64 bits, in host order.
    public let high: UInt64
    public let low: UInt64

    /// All addresses of the machine: `::`.
    public static var any: IPAddress { IPAddress(high: 0, low: 0) }

    /// Whether it is one of IPv4.
    public var isIPv4: Bool { high == 0 && low >> 32 == 0xFFFF }

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// - Parameter text: `192.0.2.1` or `2001:db8::1`; no names, no brackets, no zones
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            self.init(high: 0, low: 0xFFFF_0000_0000 | UInt64(UInt32(bigEndian: v4.s_addr)))
            return
        }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let halves = unsafe withUnsafeBytes(of: &v6) { bytes in
            unsafe (bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1))
    }
}

extension IPAddress: CustomStringConvertible {
    /// The usual form: dotted for IPv4, shortened for IPv6 (RFC 5952).
    public var description: String {
        if isIPv4 {
            return [24, 16, 8, 0].map { String(low >> $0 & 0xFF) }.joined(separator: ".")
        }
        var address = (high.bigEndian, low.bigEndian)
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        _ = unsafe inet_ntop(AF_INET6, &address, &text, socklen_t(text.count))
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}

extension ValueFormat where Value == IPAddress {
    static let address = ValueFormat(noun: "an IP address", parse: { IPAddress($0) }, write: \.description)
}

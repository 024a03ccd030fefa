/// All addresses that begin with the same bits: `192.0.2.0/24`, `2001:db8::/32`, or a single address.
public struct IPNetwork: Sendable, Hashable {
    /// The lowest address.
    public let first: IPAddress
    /// How many bits all addresses have in common: 0 to 128, for IPv4 96 more than is written.
    public let prefixLength: Int

    /// - Parameter text: an address and the count of common bits; an address alone is a network of one
    /// - Returns: nil for anything else, also where a bit behind the common ones is set: then one of the two is a slip
    public init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = parts.first.flatMap({ IPAddress(String($0)) }) else { return nil }
        // An IPv4 address is the end of an IPv6 address here; who writes it so counts from the front.
        let skipped = parts[0].contains(":") ? 0 : 96
        var length = 128
        if parts.count == 2 {
            guard let written = DecimalText.number(parts[1], atMost: 128 - skipped) else { return nil }
            length = written + skipped
        }
        let (high, low) = Self.mask(length)
        guard address.high & ~high == 0, address.low & ~low == 0 else { return nil }
        first = address
        prefixLength = length
    }

    /// IPv4 and IPv6 are apart: `::/0` is every IPv6 address and no IPv4 address.
    public func contains(_ address: IPAddress) -> Bool {
        let (high, low) = Self.mask(prefixLength)
        return address.isIPv4 == first.isIPv4 && address.high & high == first.high && address.low & low == first.low
    }

    private static func mask(_ length: Int) -> (high: UInt64, low: UInt64) {
        // Smart shifts: by 64 they leave nothing.
        (UInt64.max << (64 - min(length, 64)), UInt64.max << (128 - max(length, 64)))
    }
}

extension IPNetwork: CustomStringConvertible {
    /// A single address stands alone.
    public var description: String {
        prefixLength == 128 ? first.description : "\(first)/\(prefixLength - (first.isIPv4 ? 96 : 0))"
    }
}

extension ValueFormat where Value == IPNetwork {
    static let network = ValueFormat(noun: "a network", parse: { IPNetwork($0) }, write: \.description)
}

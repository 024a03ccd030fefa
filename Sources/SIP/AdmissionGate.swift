import MediaTypes

/// Addresses that belong together: one, or a network.
public struct AddressRange: Sendable, Hashable {
    private let address: TransportAddress
    private let prefix: Int

    /// - Shape: prefix: leading bits that count, of 32 for IPv4 and of 128 for IPv6; nil for all
    public init(_ address: TransportAddress, prefix: Int? = nil) {
        self.address = address
        let bits = address.ipv4 == nil ? 128 : 32
        self.prefix = 128 - bits + min(max(prefix ?? bits, 0), bits)
    }

    /// Whether an address is one of them, whatever its port.
    public func contains(_ other: TransportAddress) -> Bool {
        func differs(_ a: UInt64, _ b: UInt64, _ bits: Int) -> Bool { bits > 0 && (a ^ b) >> UInt64(64 - min(bits, 64)) != 0 }
        return !differs(address.high, other.high, prefix) && !differs(address.low, other.low, prefix - 64)
    }
}

/// Who is listened to at all. Strangers get silence, and so does who sends more than a trunk can: no answer can be used against anybody.
struct AdmissionGate: Sendable {
    private struct Bucket {
        var tokens: Int64
        var filled: MediaTime
    }

    /// From the settings.
    private let ranges: [AddressRange]
    /// Of each trunk, as it was looked up last.
    private var trunkRanges: [Int: [AddressRange]] = [:]
    /// By a hash of the address, under a key that changes with each run of the box: who has called cannot be had from it.
    private var buckets: [Int: Bucket] = [:]

    init(_ ranges: [AddressRange]) { self.ranges = ranges }

    enum Verdict { case admitted, stranger, flood }

    func isKnown(_ address: TransportAddress) -> Bool {
        isAllowed(address) || trunkRanges.values.contains { $0.contains { $0.contains(address) } }
    }

    /// Whether it may call directly, be it a trunk's as well or not.
    func isAllowed(_ address: TransportAddress) -> Bool { ranges.contains { $0.contains(address) } }

    mutating func setTrunk(_ index: Int, _ addresses: some Sequence<TransportAddress>) {
        trunkRanges[index] = Array(Set(addresses.map { AddressRange($0) }))
    }

    mutating func judge(_ address: TransportAddress, at now: MediaTime) -> Verdict {
        guard isKnown(address) else { return .stranger }
        let full = Int64(Chosen.messageBurst)
        let key = Self.key(of: address)
        if buckets[key] == nil, buckets.count >= Chosen.countedAddresses { buckets = [:] }
        var bucket = buckets[key] ?? Bucket(tokens: full, filled: now)
        let perToken = 1_000_000_000 / Int64(Chosen.messagesPerSecond)
        let new = max(0, (now - bucket.filled).nanoseconds / perToken)
        bucket.tokens = min(full, bucket.tokens + min(new, full))
        bucket.filled += .nanoseconds(new * perToken)
        let isAdmitted = bucket.tokens > 0
        if isAdmitted { bucket.tokens -= 1 }
        buckets[key] = bucket
        return isAdmitted ? .admitted : .flood
    }

    private static func key(of address: TransportAddress) -> Int {
        var hasher = Hasher()
        hasher.combine(address.high)
        hasher.combine(address.low)
        return hasher.finalize()
    }
}

import Glibc
import MediaTypes

extension TransportAddress {
    /// - Parameter descriptionHost: an address as descriptions write it, without a zone; names are looked up by nobody here
    init?(descriptionHost text: String, port: UInt16) {
        var v4 = in_addr()
        if unsafe inet_pton(AF_INET, text, &v4) == 1 {
            self.init(ipv4: UInt32(bigEndian: v4.s_addr), port: port)
            return
        }
        var v6 = in6_addr()
        guard unsafe inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
        let (high, low) = unsafe withUnsafeBytes(of: &v6) { bytes in
            unsafe (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: high), low: UInt64(bigEndian: low), port: port)
    }

    /// 224.0.0.0/4, ff00::/8 and 255.255.255.255: more than one host.
    var isMulticast: Bool { ipv4.map { $0 >> 28 == 0xE || $0 == .max } ?? (high >> 56 == 0xFF) }

    /// The priority of a host candidate for RTP; of several, the one of rank 0 is the best.
    /// - Source: RFC 8445 section 5.1.2.1
    func hostPriority(rank: Int) -> UInt32 {
        Specified.hostPreference << 24 | UInt32(65_535 - min(65_535, max(0, rank))) << 8 | 255
    }

    /// The address without its port: dotted for IPv4, in the short form of RFC 5952 for IPv6.
    var descriptionHost: String {
        if let ipv4 { return [24, 16, 8, 0].map { String(ipv4 >> $0 & 0xFF) }.joined(separator: ".") }
        let groups = [high, low].flatMap { half in [48, 32, 16, 0].map { half >> $0 & 0xFFFF } }
        // The longest run of zeros, the first of equals; one alone is written out.
        var longest = 0..<0
        var start = 0
        for index in 0...groups.count where index == groups.count || groups[index] != 0 {
            if index - start > max(1, longest.count) { longest = start..<index }
            start = index + 1
        }
        func written(_ range: Range<Int>) -> String { groups[range].map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return written(0..<groups.count) }
        return "\(written(0..<longest.lowerBound))::\(written(longest.upperBound..<groups.count))"
    }
}

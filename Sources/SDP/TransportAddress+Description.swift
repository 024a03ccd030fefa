import MediaTypes

extension TransportAddress {
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

import MediaTypes

extension TransportAddress {
    /// 224.0.0.0/4, ff00::/8 and 255.255.255.255: more than one host.
    var isMulticast: Bool { ipv4.map { $0 >> 28 == 0xE || $0 == .max } ?? (high >> 56 == 0xFF) }

    /// The priority of a host candidate for RTP; of several, the one of rank 0 is the best.
    /// - Source: RFC 8445 section 5.1.2.1
    func hostPriority(rank: Int) -> UInt32 {
        Specified.hostPreference << 24 | UInt32(65_535 - min(65_535, max(0, rank))) << 8 | 255
    }
}

/// Which of the last packets of a stream have been there.
/// - Realtime: plain integer arithmetic
/// - Source: RFC 3711 section 3.3.2
struct ReplayWindow {
    /// Ours: packets later than this are refused, unseen or not; twice what the RFC asks for.
    static var packetCount: UInt64 { 128 }

    /// Bit n stands for the packet n before the newest; none is set before the first packet.
    private var seen: UInt128 = 0
    private var newest: UInt64 = 0

    /// The highest index so far; nil before the first packet.
    var highest: UInt64? { seen == 0 ? nil : newest }

    /// Whether this packet is new, as far as can be told.
    func admits(_ index: UInt64) -> Bool {
        if seen == 0 || index > newest { return true }
        let age = newest - index
        return age < Self.packetCount && seen & 1 << UInt128(age) == 0
    }

    /// Notes a packet that is admitted and, since then, known to be genuine.
    mutating func insert(_ index: UInt64) {
        if seen == 0 {
            newest = index
            seen = 1
        } else if index > newest {
            let advance = index - newest
            // A shift by all of its bits or more leaves nothing.
            seen = advance < Self.packetCount ? seen << UInt128(advance) | 1 : 1
            newest = index
        } else if newest - index < Self.packetCount {
            seen |= 1 << UInt128(newest - index)
        }
    }
}

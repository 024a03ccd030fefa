import MediaLink
import MediaTypes

/// Where one leg's packets go, and from where they may come.
///
/// A plain leg has one path for good. A mobile one may have several, each proved by STUN or SRTP; packets go to where the last proof came
/// from, so a network change is followed within a packet.
/// - Source: RFC 8445 section 8.1.1 for the tuple chosen by USE-CANDIDATE; following SRTP is ours
struct LegPaths {
    private let isMobile: Bool
    private(set) var current: TransportAddress
    /// The addresses that packets count from, the oldest first.
    private(set) var allowed: InlineArray<8, TransportAddress>
    private(set) var count = 1
    var isHeld = false
    /// What the engine's table of sources holds for this leg; 0: nothing.
    var knownSSRC: UInt32 = 0

    init(_ spec: LegSpec) {
        isMobile = spec.isMobile
        current = spec.remote
        allowed = InlineArray(repeating: spec.source)
    }

    var isFull: Bool { count == Chosen.pathsPerLeg }

    /// The oldest that packets do not go to.
    var leastUseful: TransportAddress { allowed[0] == current ? allowed[1] : allowed[0] }

    func has(_ address: TransportAddress) -> Bool {
        for index in 0..<count where allowed[index] == address { return true }
        return false
    }

    mutating func insert(_ address: TransportAddress) {
        guard count < Chosen.pathsPerLeg else { return }
        allowed[count] = address
        count += 1
    }

    mutating func remove(_ address: TransportAddress) {
        var kept = 0
        for index in 0..<count where allowed[index] != address {
            allowed[kept] = allowed[index]
            kept += 1
        }
        count = kept
    }

    mutating func direct(to address: TransportAddress) { if isMobile, has(address) { current = address } }

    /// An authenticated packet came from there.
    mutating func follow(_ address: TransportAddress) { if isMobile, address != current { direct(to: address) } }
}

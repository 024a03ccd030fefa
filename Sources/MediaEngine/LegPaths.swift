import MediaLink
import MediaTypes

/// Where one leg's packets go, and from where they may come.
///
/// A plain leg has one path for good. A mobile one may have several, each shown by STUN or SRTP; packets go to where the last sign came
/// from, so a network change is followed within a packet.
///
/// But whoever takes part can write a stranger's address on all it sends, and have us send a stream there. What it cannot do is read
/// what comes there. So a path that is new counts as unproven until a report comes back that echoes one which went nowhere else
/// (`SentReports`); browsers report every few seconds. Until then it gets ten seconds of sound and no more: enough for every browser to
/// prove itself, and nobody hears the change. Those ten seconds fill again only a tenth as fast as a proven path is sent to, so that moving
/// on and on gives a stranger a tenth of a stream, and takes the rest oneself.
/// - Source: RFC 8445 section 8.1.1 for the tuple chosen by USE-CANDIDATE; following SRTP is ours; RFC 9000 section 9.3 has the same
///   trouble
struct LegPaths {
    private let isMobile: Bool
    private(set) var current: TransportAddress
    /// The addresses that packets count from, the oldest first.
    private(set) var allowed: InlineArray<8, TransportAddress>
    private(set) var count = 1
    /// A bit for each of those: somebody is there who reads.
    private var proven: UInt8
    var isHeld = false
    /// With ports of its own: where reports come from, when they have one of their own.
    var controlSource: TransportAddress?
    /// What the engine's table of sources holds for this leg; 0: nothing.
    var knownSSRC: UInt32 = 0

    /// Counts how often `current` has changed.
    private(set) var number: UInt32 = 0
    private(set) var isProven: Bool
    private var since = MediaTime.zero
    /// How much sound an unproven path may still get.
    private var credit = Chosen.unprovenTime
    private var nextProbe = MediaTime.zero
    private var probeInterval = Chosen.firstProbeInterval
    private var guesses = 0

    init(_ spec: LegSpec) {
        isMobile = spec.isMobile
        current = spec.remote
        allowed = InlineArray(repeating: spec.source)
        isProven = !spec.isMobile || spec.isProven
        proven = isProven ? 1 : 0
    }

    var isFull: Bool { count == Chosen.pathsPerLeg }

    /// The oldest that packets do not go to.
    var leastUseful: TransportAddress { allowed[0] == current ? allowed[1] : allowed[0] }

    func has(_ address: TransportAddress) -> Bool { place(of: address) != nil }

    private func place(of address: TransportAddress) -> Int? {
        for index in 0..<count where allowed[index] == address { return index }
        return nil
    }

    mutating func insert(_ address: TransportAddress) {
        guard count < Chosen.pathsPerLeg else { return }
        allowed[count] = address
        proven &= ~(1 << UInt8(count))
        count += 1
    }

    mutating func remove(_ address: TransportAddress) {
        var kept = 0
        var keptProofs: UInt8 = 0
        for index in 0..<count where allowed[index] != address {
            allowed[kept] = allowed[index]
            keptProofs |= (proven >> UInt8(index) & 1) << UInt8(kept)
            kept += 1
        }
        count = kept
        proven = keptProofs
    }

    mutating func direct(to address: TransportAddress, at now: MediaTime) {
        guard isMobile, address != current, let place = place(of: address) else { return }
        current = address
        isProven = proven >> UInt8(place) & 1 == 1
        number &+= 1
        since = now
        nextProbe = now
        probeInterval = Chosen.firstProbeInterval
    }

    /// An authenticated packet came from there.
    mutating func follow(_ address: TransportAddress, at now: MediaTime) { if isMobile, address != current { direct(to: address, at: now) } }

    /// Where a leg with a port of its own has been found to be.
    mutating func pin(to address: TransportAddress) { current = address }

    // MARK: proof

    /// Whether one more packet may go out.
    mutating func admit(_ packetTime: MediaTime) -> Bool {
        if isProven {
            credit = min(credit + packetTime / Chosen.unprovenShare, Chosen.unprovenTime)
            return true
        }
        guard credit >= packetTime else { return false }
        credit = credit - packetTime
        return true
    }

    /// Whether it is time for a report that whoever is there can echo, before the usual one.
    func isProbeDue(at now: MediaTime) -> Bool { !isProven && now >= nextProbe }

    mutating func noteReport(at now: MediaTime) {
        guard !isProven else { return }
        nextProbe = now + probeInterval
        probeInterval = min(probeInterval * 2, Chosen.longestProbeInterval)
    }

    /// What a report from the other end has echoed.
    mutating func note(_ echo: ReportEcho) {
        guard !isProven, guesses < Chosen.guesses else { return }
        switch echo {
        case .none: break
        case .path(let echoed):
            guard echoed == number, let place = place(of: current) else { return }
            isProven = true
            proven |= 1 << UInt8(place)
        // One from before the change is old. One from after it was never sent: somebody guesses.
        case .unknown(let stamp):
            let earliest = UInt32(truncatingIfNeeded: LinkState.ntp(since - Chosen.stampSpread) >> 16)
            if Int32(bitPattern: stamp &- earliest) >= 0 { guesses += 1 }
        }
    }
}

import MediaLink
import MediaTypes

/// From where a leg with a port of its own takes packets. Its address was signalled; behind an address translation it sends from another
/// one, which is learned in the first moments and then stays. So nobody who finds the port can speak into the call, or have its sound sent
/// to him.
///
/// The signalled address is believed with its first packet. Another one must send five of the right form before that; one that an SRTP tag
/// vouches for needs no more proof. What comes while it is being learned is not heard, and nor is what comes from elsewhere afterwards:
/// only another agreement, a `refit`, begins anew.
/// - Realtime: no allocation; O(1)
/// - Source: RFC 4961; RFC 7362 section 5 on latching, and its dangers
struct SourcePin: BitwiseCopyable {
    private static var packetsNeeded: Int { 5 }

    private struct Candidate: BitwiseCopyable {
        var address: TransportAddress
        var count = 0
    }

    private let signalled: TransportAddress
    private let learns: Bool
    private let isAuthentic: Bool
    /// Where packets come from, for good.
    private(set) var pinned: TransportAddress?
    /// Where the participant was under an agreement of before, about the same address: as good as the signalled one.
    private var known: TransportAddress?
    /// Several may try at once: the box's caller and others.
    private var candidates: InlineArray<4, Candidate>
    private var nextCandidate = 0

    init(_ spec: LegSpec) {
        signalled = spec.source
        learns = spec.learnsSource
        isAuthentic = spec.srtp != nil
        pinned = spec.learnsSource ? nil : spec.source
        candidates = InlineArray(repeating: Candidate(address: spec.source))
    }

    /// Whether reports count that come where the sound does: those of who only listens come without any.
    func admitsReports(from source: TransportAddress) -> Bool { source == pinned ?? signalled }

    /// Whether it is worth looking at a packet from there.
    func mayCome(from source: TransportAddress) -> Bool { pinned == nil || pinned == source }

    /// A packet of the right form has come, with a valid tag where there are keys.
    /// - Returns: whether it counts
    mutating func admit(_ source: TransportAddress) -> Bool {
        if let pinned { return pinned == source }
        guard source == signalled || source == known || isAuthentic || isProven(source) else { return false }
        pinned = source
        return true
    }

    /// - Returns: whether the participant is expected where `old` had it
    mutating func expect(asIn old: SourcePin) -> Bool {
        guard learns, old.learns, old.signalled == signalled, let place = old.pinned else { return false }
        known = place
        return true
    }

    private mutating func isProven(_ source: TransportAddress) -> Bool {
        for index in 0..<4 where candidates[index].count > 0 && candidates[index].address == source {
            candidates[index].count += 1
            return candidates[index].count >= Self.packetsNeeded
        }
        candidates[nextCandidate] = Candidate(address: source, count: 1)
        nextCandidate = (nextCandidate + 1) & 3
        return false
    }

    /// Whether a report may prove by its tag what no address has proved yet.
    func mayProve(_ source: TransportAddress, isControl: Bool) -> Bool { isAuthentic && learns && (isControl || pinned == nil) }

    /// Whether a report that came on the port for RTCP counts: from the signalled address, or the host that the sound comes from.
    func admitsControl(from source: TransportAddress, signalled: TransportAddress?) -> Bool {
        if source == signalled { return true }
        guard learns, let pinned else { return false }
        return source.high == pinned.high && source.low == pinned.low
    }
}

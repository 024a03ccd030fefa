import MediaLink
import MediaTypes

/// The packets of everybody since the start, also of those who have left: whatever somebody has counted more than before is added up. A
/// count that goes down, as that of lost packets does when one comes late, takes nothing away. What came after the last report of
/// somebody who left, within a second, is missing.
struct PacketTotals {
    private(set) var all = LegCounters()
    /// The highest that each leg has told.
    private var highest: [LegID: LegCounters] = [:]

    mutating func note(_ newest: LegCounters, of leg: LegID) {
        var known = highest[leg] ?? LegCounters()
        for count in PacketTotals.counts {
            let rise = max(0, newest[keyPath: count] - known[keyPath: count])
            known[keyPath: count] += rise
            all[keyPath: count] += rise
        }
        highest[leg] = known
    }

    mutating func forget(_ leg: LegID) { highest[leg] = nil }

    private static let counts: [WritableKeyPath<LegCounters, Int> & Sendable] = [
        \.received, \.receivedBytes, \.sent, \.sentBytes, \.lost, \.late, \.duplicates, \.recoveredByRED, \.recoveredByFEC, \.malformed,
        \.unknownPayload, \.forged, \.strangers, \.overRate, \.unsent,
    ]
}

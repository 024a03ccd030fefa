import MediaTypes

/// The tuples behind which the peer proved to be, and the one where media goes.
struct ICETuples: Sendable {
    private struct Tuple: Sendable {
        let address: TransportAddress
        var lastCheck: MediaTime
    }

    private var tuples: [Tuple] = []
    private(set) var selected: TransportAddress?

    func contains(_ address: TransportAddress) -> Bool { tuples.contains { $0.address == address } }

    /// Notes a valid check.
    mutating func noteCheck(from address: TransportAddress, isNominating: Bool, at now: MediaTime, _ actions: inout [ICEAction]) {
        if let index = tuples.firstIndex(where: { $0.address == address }) {
            tuples[index].lastCheck = max(tuples[index].lastCheck, now)
        } else {
            makeRoom(&actions)
            tuples.append(Tuple(address: address, lastCheck: now))
            actions.append(.allow(address))
        }
        if address != selected, isNominating || isSelectedSilent(at: now) {
            selected = address
            actions.append(.select(address))
        }
    }

    /// Whether the selected tuple has had no check for long while another has. Firefox nominates once: when a router on the way gives
    /// it another port, its checks come from there and say nothing of it.
    private func isSelectedSilent(at now: MediaTime) -> Bool {
        guard let last = tuples.first(where: { $0.address == selected })?.lastCheck else { return false }
        return now >= last + Chosen.pathSilence
    }

    /// The one that has been without a check for longest goes, but never the one in use: a peer that tries many addresses keeps its call.
    private mutating func makeRoom(_ actions: inout [ICEAction]) {
        guard tuples.count >= Chosen.tuples else { return }
        let candidates = tuples.indices.filter { tuples[$0].address != selected }
        guard let oldest = candidates.min(by: { tuples[$0].lastCheck < tuples[$1].lastCheck }) else { return }
        actions.append(.forget(tuples.remove(at: oldest).address))
    }
}

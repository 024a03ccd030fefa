import Synchronization

/// Counts who is connected, and says whether there was room.
final class OpenCount: Sendable {
    private let count = Atomic<Int>(0)

    /// - Returns: false beyond the limit; `leave` is due in either case
    func enter() -> Bool { count.add(1, ordering: .relaxed).newValue <= AdminLimits.clients }
    func leave() { count.subtract(1, ordering: .relaxed) }
}

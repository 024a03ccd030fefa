import MediaTypes

/// The telephone keys that have been told, by the timestamps that their packets share: packets may come late and twice, and those of one
/// key after those of the next.
/// - Realtime: no allocation; O(1)
struct RecentEvents: BitwiseCopyable {
    private struct Mark: BitwiseCopyable, Equatable {
        var ssrc: UInt32
        var timestamp: UInt32
    }

    private var marks = InlineArray<8, Mark>(repeating: Mark(ssrc: 0, timestamp: 0))
    private var count = 0

    /// - Returns: whether the key has not been told yet; from now on it has
    mutating func isNew(ssrc: UInt32, _ timestamp: RTPTimestamp) -> Bool {
        let mark = Mark(ssrc: ssrc, timestamp: timestamp.value)
        for index in 0..<min(count, 8) where marks[index] == mark { return false }
        marks[count % 8] = mark
        // From 8 to 16 and back, so that it never overflows.
        count = count == 15 ? 8 : count + 1
        return true
    }
}

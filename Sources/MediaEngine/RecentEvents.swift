import MediaTypes
import RTP

/// The telephone keys that have been told, by the timestamps that their packets share: packets may come late and twice, and those of one
/// key after those of the next. A key that is held longer than a duration can say, 8 s at 8 kHz, comes in segments, each with a timestamp
/// of its own, which begin where the one before ended; together they are one key.
/// - Realtime: no allocation; O(1)
/// - Source: RFC 4733 sections 2.5.1.2 and 2.5.1.3
struct RecentEvents: BitwiseCopyable {
    private struct Mark: BitwiseCopyable {
        var ssrc: UInt32 = 0
        var timestamp: UInt32 = 0
        var event: UInt8 = 0
        /// The longest that was told.
        var duration: UInt16 = 0
        var isEnded = false

        /// Whether an event that begins then is this one, which goes on: it has no end yet, and was told up to there, or as far as a
        /// segment can be, should the packet that said so be lost.
        func goesOn(_ next: TelephoneEvent, ssrc: UInt32, _ timestamp: UInt32) -> Bool {
            guard !isEnded, self.ssrc == ssrc, event == next.event else { return false }
            let span = timestamp &- self.timestamp
            return span > 0 && (span == UInt32(duration) || span == UInt32(UInt16.max))
        }
    }

    private var marks = InlineArray<8, Mark>(repeating: Mark())
    private var count = 0

    /// - Returns: whether the key has not been told yet; from now on it has
    mutating func isNew(_ event: TelephoneEvent, ssrc: UInt32, _ timestamp: RTPTimestamp) -> Bool {
        let timestamp = timestamp.value
        var isContinued = false
        for index in 0..<min(count, 8) {
            if marks[index].ssrc == ssrc, marks[index].timestamp == timestamp {
                marks[index].duration = max(marks[index].duration, event.duration)
                marks[index].isEnded = marks[index].isEnded || event.isEnd
                return false
            }
            isContinued = isContinued || marks[index].goesOn(event, ssrc: ssrc, timestamp)
        }
        // A segment is marked as well: another may follow it, and packets of the one before may still come.
        marks[count % 8] = Mark(ssrc: ssrc, timestamp: timestamp, event: event.event, duration: event.duration, isEnded: event.isEnd)
        // From 8 to 16 and back, so that it never overflows.
        count = count == 15 ? 8 : count + 1
        return !isContinued
    }
}

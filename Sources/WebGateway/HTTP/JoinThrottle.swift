import Conference
import MediaTypes
import Synchronization

/// How often one network may ask to come in: a bucket of tokens each. Whole households share an address, so the bucket is not small.
final class JoinThrottle: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: MediaTime
    }

    private struct Table {
        var buckets: [JoinOrigin: Bucket] = [:]
        /// When it was last looked for those that are full again.
        var clearedAt: MediaTime?
    }

    private let table = Mutex(Table())

    /// Whether one more is let through.
    func admit(_ origin: JoinOrigin, at now: MediaTime) -> Bool {
        table.withLock { table in
            if table.buckets[origin] == nil, table.buckets.count >= Chosen.throttledOrigins {
                // Strangers from everywhere: whoever is known already still gets in. Looking through them all costs time, so it is done
                // now and then only.
                if let last = table.clearedAt, now - last < Self.clearingPause { return false }
                table.clearedAt = now
                // A full bucket says no more than none.
                table.buckets = table.buckets.filter { Self.tokens($0.value, at: now) < Chosen.joinBurst }
                if table.buckets.count >= Chosen.throttledOrigins { return false }
            }
            let tokens = table.buckets[origin].map { Self.tokens($0, at: now) } ?? Chosen.joinBurst
            guard tokens >= 1 else { return false }
            table.buckets[origin] = Bucket(tokens: tokens - 1, filledAt: now)
            return true
        }
    }

    /// Whoever has not come for long is forgotten: a full bucket says no more than none.
    func forgetIdle(at now: MediaTime) {
        table.withLock { table in table.buckets = table.buckets.filter { Self.tokens($0.value, at: now) < Chosen.joinBurst } }
    }

    /// Networks that are known, as hashes.
    var count: Int { table.withLock { $0.buckets.count } }

    private static let clearingPause = MediaTime.seconds(1)

    private static func tokens(_ bucket: Bucket, at now: MediaTime) -> Double {
        min(bucket.tokens + (now - bucket.filledAt).seconds * Chosen.joinsPerMinute / 60, Chosen.joinBurst)
    }
}

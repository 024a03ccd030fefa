import Conference
import MediaTypes
import Synchronization

/// How often one network may ask to come in: a bucket of tokens each. Whole households share an address, so the bucket is not small.
final class JoinThrottle: Sendable {
    private struct Bucket {
        var tokens: Double
        var filledAt: MediaTime
    }

    private let buckets = Mutex<[JoinOrigin: Bucket]>([:])

    /// Whether one more is let through.
    func admit(_ origin: JoinOrigin, at now: MediaTime) -> Bool {
        buckets.withLock { buckets in
            // A full bucket says no more than none.
            if buckets.count >= Chosen.throttledOrigins {
                buckets = buckets.filter { Self.tokens($0.value, at: now) < Chosen.joinBurst }
                if buckets.count >= Chosen.throttledOrigins { return false }
            }
            let tokens = buckets[origin].map { Self.tokens($0, at: now) } ?? Chosen.joinBurst
            guard tokens >= 1 else { return false }
            buckets[origin] = Bucket(tokens: tokens - 1, filledAt: now)
            return true
        }
    }

    private static func tokens(_ bucket: Bucket, at now: MediaTime) -> Double {
        min(bucket.tokens + (now - bucket.filledAt).seconds * Chosen.joinsPerMinute / 60, Chosen.joinBurst)
    }
}

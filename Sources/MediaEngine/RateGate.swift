import MediaTypes

/// A token bucket: what one participant may send.
struct RateGate {
    private var tokens = Chosen.packetBurst * 1_000_000_000
    private var last = MediaTime.zero

    /// Whether one more packet is within the rate.
    mutating func admit(at now: MediaTime) -> Bool {
        let elapsed = min(max((now - last).nanoseconds, 0), 1_000_000_000)
        last = now
        tokens = min(tokens + elapsed * Chosen.packetsPerSecond, Chosen.packetBurst * 1_000_000_000)
        guard tokens >= 1_000_000_000 else { return false }
        tokens -= 1_000_000_000
        return true
    }
}

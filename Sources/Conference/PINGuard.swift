import MediaTypes

/// Counts wrong PINs of one room, over all ways in. After ten within an hour the room pauses for an hour: whoever has a wrong
/// PIN learns nothing any more, and a right one leads to the lobby, where a host looks at who it is.
///
/// A right PIN can still be told from a wrong one in the pause, by the lobby; so no origin is given more than a few tries in it.
struct PINGuard {
    /// Ours.
    static let limit = 10
    static let span = MediaTime.seconds(3_600)
    static let limitOriginsInPause = 1_000

    /// The wrong tries of the last hour, oldest first; at most `limit`.
    private var wrong: [MediaTime] = []
    private var pausedUntil: MediaTime?
    /// Wrong tries in this pause.
    private var tries: [JoinOrigin: Int] = [:]

    mutating func isPaused(at now: MediaTime) -> Bool {
        guard let until = pausedUntil else { return false }
        if now < until { return true }
        self = PINGuard()
        return false
    }

    /// Whether a PIN from there is compared at all.
    mutating func mayTry(from origin: JoinOrigin, at now: MediaTime) -> Bool {
        guard isPaused(at: now) else { return true }
        return tries[origin].map { $0 < PINGuard.limit } ?? (tries.count < PINGuard.limitOriginsInPause)
    }

    mutating func noteWrong(from origin: JoinOrigin, at now: MediaTime) {
        if isPaused(at: now) {
            tries[origin, default: 0] += 1
            return
        }
        wrong.removeAll { now - $0 >= PINGuard.span }
        wrong.append(now)
        if wrong.count >= PINGuard.limit { pausedUntil = now + PINGuard.span }
    }

    /// Compares in a time that depends on the lengths only.
    static func matches(_ given: String, _ right: String?) -> Bool {
        guard let right, given.utf8.count == right.utf8.count else { return false }
        return zip(given.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}

import MediaTypes

/// Counts wrong PINs of one room, over all ways in. After ten within an hour the room pauses for an hour: whoever has a wrong
/// PIN learns nothing any more, and a right one leads to the lobby, where a host looks at who it is. Another one counts the digits
/// that lead to no room, and pauses all PINs that callers enter without a room.
///
/// A right PIN can still be told from a wrong one in the pause, by the lobby; so no origin is given more than a few tries in it.
struct PINGuard {
    /// Ours.
    static let limit = 10
    /// Ours: of the whole box, where one slip in a number counts too.
    static let limitOfBox = 30
    static let span = MediaTime.seconds(3_600)
    static let limitOriginsInPause = 1_000

    private let patience: Int
    /// The wrong tries of the last hour, oldest first; at most `patience`.
    private var wrong: [MediaTime] = []
    private var pausedUntil: MediaTime?
    /// Wrong tries in this pause.
    private var tries: [JoinOrigin: Int] = [:]

    /// - Parameter patience: the wrong tries within an hour that begin a pause
    init(patience: Int = PINGuard.limit) { self.patience = patience }

    mutating func isPaused(at now: MediaTime) -> Bool {
        guard let until = pausedUntil else { return false }
        if now < until { return true }
        self = PINGuard(patience: patience)
        return false
    }

    /// What is left of a pause that is over is forgotten.
    mutating func expire(at now: MediaTime) { _ = isPaused(at: now) }

    /// From how many places PINs were tried in this pause.
    var originCount: Int { tries.count }

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
        if wrong.count >= patience { pausedUntil = now + PINGuard.span }
    }

    /// Compares in a time that depends on the lengths only.
    static func matches(_ given: String, _ right: String?) -> Bool {
        guard let right, given.utf8.count == right.utf8.count else { return false }
        return zip(given.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// The same with several: which of them it is makes no difference in time.
    static func matches(_ given: String, anyOf right: [String?]) -> Bool { right.reduce(false) { matches(given, $1) || $0 } }
}

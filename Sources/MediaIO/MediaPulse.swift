/// What the media thread shows of being alive, at one moment.
public struct MediaPulse: Sendable, Hashable {
    /// How often it has read its sockets for a tick.
    let readCount: UInt64
    /// Whether it waits for somebody to come: then nothing has to move.
    let isAsleep: Bool

    /// Whether the thread has worked since that moment, or has nothing to do.
    public func isAlive(since earlier: MediaPulse) -> Bool { isAsleep || readCount != earlier.readCount }
}

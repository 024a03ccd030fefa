import MediaTypes

/// What the control column asks of the media column.
@frozen public enum Command: Sendable, BitwiseCopyable {
    /// A leg that was built whole on the control side.
    case add(LegBox)
    /// Says goodbye (RTCP BYE) and gives the leg back by `Report.removed`.
    case remove(LegID)
    case mute(LegID, Bool)
    case gain(LegID, Decibels)
    /// Packets count from this address too: the participant has proved by STUN that it is there.
    case allow(LegID, TransportAddress)
    /// Packets from this address do not count any more.
    case forget(LegID, TransportAddress)
    /// Packets go to this address from now on.
    case direct(LegID, TransportAddress)
    /// Nothing is sent while a participant has not said for a while that it wants to be sent to (RFC 7675).
    case hold(LegID, Bool)
    /// Removes everybody, each with a goodbye; then the service can stop.
    case removeAll
}

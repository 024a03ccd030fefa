import MediaTypes

/// What the control column asks of the media column.
@frozen public enum Command: Sendable, BitwiseCopyable {
    /// A leg that was built whole on the control side.
    case add(LegBox)
    /// Says goodbye (RTCP BYE) and gives the leg back by `Report.removed`.
    case remove(LegID)
    case mute(LegID, Bool)
    case gain(LegID, Decibels)
    /// Removes everybody, each with a goodbye; then the service can stop.
    case removeAll
}

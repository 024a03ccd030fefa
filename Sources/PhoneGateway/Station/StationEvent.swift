import SIP

/// What comes from the telephone network. Not in one piece with those who wait for it: a place for so much is copied whole, with all that
/// stood there before of others.
public indirect enum StationEvent: Sendable {
    /// Somebody calls: say `ring`, `accept` or `reject`.
    case incoming(CallHandle, IncomingCall, trunk: TrunkID?)
    case call(CallHandle, CallEvent)
    case registration(TrunkID, RegistrationStatus)
}

/// What came and led to nothing.
public struct StationCounters: Sendable, Hashable {
    public internal(set) var messages = UserAgentCounters()
    /// Too many, in all or from one address.
    public internal(set) var refusedConnections = 0
    /// Closed, as they said nothing or took too long to say it.
    public internal(set) var slowConnections = 0
    /// Closed, as the other side did not read.
    public internal(set) var stuckConnections = 0
}

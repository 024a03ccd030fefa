import MediaTypes

/// What an agent wants done. A tuple is the peer's address and port, as seen from here.
public enum ICEAction: Sendable, Hashable {
    /// Send this from the socket that the datagram came to.
    case send([UInt8], to: TransportAddress)
    /// The peer proved that it is behind this tuple: DTLS and media may come from it, whoever had it before.
    case allow(TransportAddress)
    /// There are more than 8: nothing more is to be taken from this one.
    case forget(TransportAddress)
    /// Media goes to this tuple from now on.
    case select(TransportAddress)
    /// 30 s without a valid check: nothing may be sent until `consentBack`.
    case consentLost
    /// A valid check came after all.
    case consentBack
    /// 120 s without a sign of life: the session is over.
    case expired
}

/// What a session wants done.
public enum DTLSAction: Sendable {
    /// To the peer, as one datagram of at most 1,200 bytes.
    case send([UInt8])
    /// The handshake is complete, and the peer has the certificate that it announced. Comes once.
    case connected(DTLSKeys)
    /// The handshake failed. A server goes on waiting for another one, unless `DTLSSession.isOver`.
    case failed(DTLSFailure)
    /// The peer said goodbye (close_notify): the session is over.
    case closed
}

/// Why a handshake failed.
public enum DTLSFailure: Sendable, Hashable {
    /// Not complete within 10 s.
    case timeout
    /// What came was no handshake that we can agree to: garbage, other ciphers, no certificate, a wrong signature.
    case refused
    /// More than 64 KiB came in.
    case tooMuchInput
    /// The peer proved to own another certificate than was announced. The session is over, and there are no keys.
    case wrongFingerprint
    /// The peer offers no SRTP profile of ours. The session is over.
    case noCommonProfile
}

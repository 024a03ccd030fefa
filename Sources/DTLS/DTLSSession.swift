import MediaTypes

/// One peer's DTLS: a handshake that yields SRTP keys, then nothing but goodbyes.
///
/// The order of a call: a server is made when the description of the peer is there, and waits; `handle` takes each datagram of DTLS from a
/// tuple that STUN has validated; `advance` is called at `deadline`; `.connected` comes with the keys; `close` says goodbye. What both
/// return is to be done in that order.
///
/// After the handshake nobody but the holder of the peer's keys can end the session: OpenSSL then sees nothing but encrypted alerts.
/// - Threads: one at a time
/// - Source: RFC 6347, RFC 5764; README.md says which parts
@safe public struct DTLSSession: ~Copyable {
    public enum Role: Sendable, Hashable {
        /// Waits for the hello: `setup:passive`.
        case server
        /// Says hello at the first `advance`, which is due at once.
        case client
    }

    private enum State {
        /// No answer was due so far: a server without a hello, or a client that has not said it.
        case waiting
        /// Our flight is out, and repeated until the peer's next one is complete.
        case shaking
        /// The allowance of this handshake is used up: all is dropped until its time is over.
        case refusing
        case connected
        case over
    }

    private let identity: DTLSIdentity
    private let role: Role
    private let peer: CertificateFingerprint
    private var state = State.waiting
    private var gate: HandshakeGate
    /// Nil when there is nothing for it to do.
    private var connection: TLSConnection?
    /// What we said last, for when it was lost.
    private var flight: [[UInt8]] = []
    private var retransmission: (due: MediaTime, interval: MediaTime)?
    /// When the limits of this handshake end, it among them.
    private var end: MediaTime?
    private var lastFlightRepeats = 0
    private var lastRepeat: MediaTime?

    /// - Shape: peer: of the certificate that the peer's session description announces
    public init(identity: DTLSIdentity, role: Role, peer: CertificateFingerprint, at now: MediaTime) throws(DTLSError) {
        guard let connection = TLSConnection(identity, role) else { throw .sessionNotMade }
        self.identity = identity
        self.role = role
        self.peer = peer
        self.connection = connection
        gate = HandshakeGate(role: role)
        if role == .client {
            retransmission = (now, Limits.firstRetransmission)
            end = now + Limits.handshakeTime
        }
    }

    /// Whether nothing will come of it any more.
    public var isOver: Bool { state == .over }

    /// Whether the keys have been handed out, and no goodbye has come or gone.
    public var isConnected: Bool { state == .connected }

    /// When `advance` is due; nil when only a datagram can change anything.
    public var deadline: MediaTime? {
        guard let due = retransmission?.due, let end else { return end }
        return min(due, end)
    }

    /// Takes a datagram of the peer. What is no DTLS, or has no business in this state, is dropped without an answer.
    public mutating func handle(_ datagram: [UInt8], at now: MediaTime) -> [DTLSAction] {
        // A late call of `advance` must not let this datagram into a handshake that had ended.
        var actions = expire(at: now)
        switch state {
        case .waiting, .shaking:
            let records = gate.admit(datagram)
            guard gate.isSpent || !records.isEmpty else { break }
            if end == nil { end = now + Limits.handshakeTime }
            actions += gate.isSpent ? fail(.tooMuchInput) : shake(records, at: now)
        case .connected: actions += handleAfterwards(datagram, at: now)
        case .refusing, .over: break
        }
        return actions
    }

    /// Repeats what is due to be repeated, and ends the handshake whose time is over.
    public mutating func advance(to now: MediaTime) -> [DTLSAction] {
        let ending = expire(at: now)
        guard let (due, interval) = retransmission, now >= due else { return ending }
        if flight.isEmpty { return shake(nil, at: now) }
        let next = min(interval * 2, Limits.slowestRetransmission)
        retransmission = (now + next, next)
        return flight.map { .send($0) }
    }

    /// Says goodbye, if there is somebody to say it to. The session is over.
    public mutating func close() -> [DTLSAction] {
        let isHeard = state == .connected
        if isHeard { connection?.sayGoodbye() }
        return finish()
    }

    private mutating func shake(_ records: [UInt8]?, at now: MediaTime) -> [DTLSAction] {
        // Made again only when there is something for it. When there is no memory, the peer's next try may be luckier.
        guard let connection = connection ?? TLSConnection(identity, role) else { return [] }
        self.connection = connection
        let progress = connection.shake(records)
        let datagrams = connection.takeDatagrams()
        let sends = datagrams.map { DTLSAction.send($0) }
        switch progress {
        case .waiting:
            guard !datagrams.isEmpty else { break }
            state = .shaking
            flight = datagrams
            retransmission = (now + Limits.firstRetransmission, Limits.firstRetransmission)
        case .failed: return sends + fail(.refused)
        case .complete: return sends + conclude(connection, lastFlight: datagrams, at: now)
        }
        return sends
    }

    /// The peer has proved that it owns its certificate: only now its fingerprint says who it is. Compared earlier, a certificate out of
    /// nowhere could end the session.
    private mutating func conclude(_ connection: TLSConnection, lastFlight: [[UInt8]], at now: MediaTime) -> [DTLSAction] {
        let refusal: DTLSFailure
        if connection.peerFingerprint != peer {
            refusal = .wrongFingerprint
        } else if let keys = connection.exportKeys(role) {
            state = .connected
            // A server has the last word, and must say it again when the peer goes on asking.
            flight = role == .server ? lastFlight : []
            retransmission = nil
            end = nil
            return [.connected(keys)]
        } else {
            refusal = .noCommonProfile
        }
        // So that the peer need not find out by waiting.
        connection.sayGoodbye()
        return finish() + [.failed(refusal)]
    }

    /// After the handshake: goodbyes, and requests for our last flight. Application records have no meaning here.
    private mutating func handleAfterwards(_ datagram: [UInt8], at now: MediaTime) -> [DTLSAction] {
        let bytes = unsafe datagram.span.bytes
        var actions: [DTLSAction] = []
        var isAsking = false
        var offset = 0
        while let record = DTLSRecord(parsing: bytes, at: offset) {
            offset = record.range.upperBound
            switch record.type {
            case Specified.ContentType.handshake: isAsking = true
            case Specified.ContentType.alert where record.isEncrypted:
                guard let connection, connection.isGoodbye(Array(datagram[record.range])) else { continue }
                connection.sayGoodbye()
                return actions + finish() + [.closed]
            default: continue
            }
        }
        if isAsking { actions = repeatLastFlight(at: now) }
        return actions
    }

    /// The peer would not repeat its flight if it had ours.
    /// - Source: RFC 6347 section 4.2.4
    private mutating func repeatLastFlight(at now: MediaTime) -> [DTLSAction] {
        guard !flight.isEmpty, lastFlightRepeats < Limits.lastFlightRepeats else { return [] }
        if let lastRepeat, now < lastRepeat + Limits.lastFlightPause { return [] }
        lastRepeat = now
        lastFlightRepeats += 1
        return flight.map { .send($0) }
    }

    private mutating func expire(at now: MediaTime) -> [DTLSAction] {
        guard let end, now >= end else { return [] }
        let isUnfinished = state == .shaking || gate.hasBegun
        guard role == .server else { return finish() + [.failed(.timeout)] }
        self.end = nil
        gate = HandshakeGate(role: role)
        waitAnew()
        return isUnfinished ? [.failed(.timeout)] : []
    }

    private mutating func fail(_ failure: DTLSFailure) -> [DTLSAction] {
        guard role == .server else { return finish() + [.failed(failure)] }
        waitAnew()
        if !gate.beginAttempt() { state = .refusing }
        return [.failed(failure)]
    }

    /// Back to where a server began, but for the limits. Whatever OpenSSL holds of the old handshake would be in the way of the next one.
    private mutating func waitAnew() {
        flight = []
        retransmission = nil
        state = .waiting
        connection = nil
    }

    /// Lets go of everything.
    /// - Returns: what was still to be sent
    private mutating func finish() -> [DTLSAction] {
        let datagrams = connection?.takeDatagrams() ?? []
        connection = nil
        flight = []
        retransmission = nil
        end = nil
        state = .over
        return datagrams.map { .send($0) }
    }
}

extension DTLSSession: @unchecked Sendable {}

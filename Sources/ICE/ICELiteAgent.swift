import MediaTypes

/// The server's side of ICE for one session: it has a public address, so it sends no checks and answers those of the browser. Whoever
/// does not know the password gets no answer at all.
///
/// After each call do the actions in their order, and call `advance` when `deadline` has come.
/// - Source: RFC 8445 sections 2.5 and 7.3, RFC 7675
public struct ICELiteAgent: Sendable {
    private enum State {
        /// No valid check yet, so nothing is sent that consent could end.
        case waiting
        /// Valid checks come.
        case consented
        /// None came for 30 s.
        case lost
        /// None came for 120 s: whatever comes now is ignored.
        case expired
    }

    /// Both sides' credentials of one ICE generation.
    private struct Generation {
        let local: ICECredentials
        let remote: ICECredentials?

        func isNamed(by username: String) -> Bool {
            guard let remote else { return username.hasPrefix(local.ufrag + ":") }
            return username == local.ufrag + ":" + remote.ufrag
        }
    }

    private var state = State.waiting
    private var current: Generation
    /// Before a restart, until the first check of the current one: until then the browser does not know that one.
    private var previous: Generation?
    private var tuples = ICETuples()
    private var lastCheck: MediaTime
    /// The last valid check, or the request for this session or for its restart.
    private var lastSignOfLife: MediaTime

    /// - Shape: remote: nil when the peer's are not known: then its half of the user name is not compared
    public init(local: ICECredentials, remote: ICECredentials?, at now: MediaTime) {
        current = Generation(local: local, remote: remote)
        lastCheck = now
        lastSignOfLife = now
    }

    /// New credentials for the same session, when the peer asked for them. Tuples, selection and consent stay; the old credentials are
    /// accepted until the first check with the new ones. The seat's 120 s begin anew.
    public mutating func restart(local: ICECredentials, remote: ICECredentials?, at now: MediaTime) {
        guard state != .expired else { return }
        // The peer asked twice and used nothing of the first answer: what it still uses are those from before.
        if previous == nil { previous = current }
        current = Generation(local: local, remote: remote)
        lastSignOfLife = max(lastSignOfLife, now)
    }

    /// The username fragments by which checks for this session are known: the old one too until the first check with the new one. They
    /// change in `restart` and in `handle`.
    public var localUfrags: [String] { [current.local.ufrag] + (previous.map { [$0.local.ufrag] } ?? []) }

    /// Whether the peer proved that it is behind this tuple.
    public func isValidated(_ tuple: TransportAddress) -> Bool { tuples.contains(tuple) }

    /// Where media goes; nil until the peer nominated.
    public var selected: TransportAddress? { tuples.selected }

    /// When to call `advance`; nil when the session is over.
    public var deadline: MediaTime? {
        switch state {
        case .waiting, .lost: lastSignOfLife + Chosen.seatLifetime
        case .consented: lastCheck + Specified.consentLifetime
        case .expired: nil
        }
    }

    /// Tells what has run out.
    public mutating func advance(to now: MediaTime) -> [ICEAction] {
        var actions: [ICEAction] = []
        if state == .consented, now >= lastCheck + Specified.consentLifetime {
            state = .lost
            actions.append(.consentLost)
        }
        if state == .waiting || state == .lost, now >= lastSignOfLife + Chosen.seatLifetime {
            state = .expired
            actions.append(.expired)
        }
        return actions
    }

    /// Takes a datagram that `PacketKind` says is STUN.
    /// - Returns: nothing for strangers, whatever they send
    public mutating func handle(_ datagram: [UInt8], from source: TransportAddress, at now: MediaTime) -> [ICEAction] {
        var actions = advance(to: now)
        guard state != .expired, let (request, generation) = authenticated(datagram) else { return actions }
        if !request.unknownRequired.isEmpty {
            actions.append(.send(refusal(of: request, code: 420, generation), to: source))
            return actions
        }
        if case .controlled = request.role {
            // A lite agent is never the one that controls.
            actions.append(.send(refusal(of: request, code: 487, generation), to: source))
            return actions
        }
        if previous != nil, generation.local == current.local { previous = nil }
        var answer = STUNMessage(.success, transaction: request.transaction)
        answer.mappedAddress = source
        actions.append(.send(answer.write(password: generation.local.password), to: source))
        noteCheck(at: now, &actions)
        tuples.noteCheck(from: source, isNominating: request.isNominating, at: now, &actions)
        return actions
    }

    /// A check by somebody who knows the password, and which one; nil for everything else. What costs more comes later.
    private func authenticated(_ datagram: [UInt8]) -> (STUNMessage, Generation)? {
        let bytes = unsafe datagram.span.bytes
        guard let message = STUNMessage(parsing: bytes), message.messageClass == .request, message.method == STUNMessage.binding,
            message.hasFingerprint, message.priority != nil, message.integrityOffset != nil, let username = message.username
        else { return nil }
        for generation in [current, previous] {
            guard let generation, generation.isNamed(by: username) else { continue }
            if message.isAuthentic(in: bytes, password: generation.local.password) { return (message, generation) }
        }
        return nil
    }

    /// - Source: RFC 8489 section 6.3.1, RFC 8445 section 7.3.1.1
    private func refusal(of request: STUNMessage, code: UInt16, _ generation: Generation) -> [UInt8] {
        var answer = STUNMessage(.failure, transaction: request.transaction)
        answer.errorCode = code
        answer.unknownAttributes = request.unknownRequired
        return answer.write(password: generation.local.password)
    }

    private mutating func noteCheck(at now: MediaTime, _ actions: inout [ICEAction]) {
        lastCheck = max(lastCheck, now)
        lastSignOfLife = max(lastSignOfLife, now)
        if state == .lost { actions.append(.consentBack) }
        state = .consented
    }
}

import MediaTypes

/// The client's side of ICE as our own load client and tests need it: one address of the server, which is a lite agent; checks with
/// USE-CANDIDATE until one is answered, then one every 5 s.
///
/// After each call do the actions in their order, and call `advance` when `deadline` has come; the first time at once.
/// - Source: RFC 8445 section 7.2, RFC 7675 section 5.1
public struct ICEControllingAgent: Sendable {
    private enum State {
        /// No check was answered yet.
        case checking(retry: MediaTime)
        /// Checks are answered.
        case connected
        /// None was for 30 s; checks go on.
        case lost(retry: MediaTime)
        /// None was for 120 s.
        case expired
    }

    /// When a browser puts USE-CANDIDATE into its checks.
    public enum Nomination: Sendable {
        /// In every check, as Chrome does on its selected path.
        case always
        /// Until one is answered, as Firefox does.
        case once
    }

    /// Our address as the server sees it, of the last answer.
    public private(set) var mappedAddress: TransportAddress?
    /// Whether a check was answered within 30 s.
    public var isConnected: Bool { if case .connected = state { true } else { false } }

    private let server: TransportAddress
    private let nomination: Nomination
    private var state: State
    private var local: ICECredentials
    private var remote: ICECredentials
    private var random: SplitMix64
    private let tieBreaker: UInt64
    /// Newest last.
    private var outstanding: [STUNTransaction] = []
    private var hasNominated = false
    private var nextCheck: MediaTime
    private var lastAnswer: MediaTime

    /// - Shape: random: for the tie breaker, and the seed of transactions and intervals
    public init(
        local: ICECredentials, remote: ICECredentials, to server: TransportAddress, nominating nomination: Nomination = .always,
        at now: MediaTime, using random: inout some RandomNumberGenerator
    ) {
        self.local = local
        self.remote = remote
        self.server = server
        self.nomination = nomination
        self.random = SplitMix64(seed: random.next())
        tieBreaker = random.next()
        state = .checking(retry: Chosen.firstRetry)
        nextCheck = now
        lastAnswer = now
    }

    /// Checks with new credentials from now on; the path and its consent stay; without consent, the 120 s begin anew.
    public mutating func restart(local: ICECredentials, remote: ICECredentials, at now: MediaTime) {
        if case .expired = state { return }
        self.local = local
        self.remote = remote
        outstanding = []
        hasNominated = false
        nextCheck = now
        // Too early for an answer, but the server is there: it gave the credentials.
        if !isConnected { lastAnswer = max(lastAnswer, now) }
    }

    /// When to call `advance`; nil when the session is over.
    public var deadline: MediaTime? {
        switch state {
        case .checking, .lost: min(nextCheck, lastAnswer + Chosen.seatLifetime)
        case .connected: min(nextCheck, lastAnswer + Specified.consentLifetime)
        case .expired: nil
        }
    }

    /// Sends the check that is due, and tells what has run out.
    public mutating func advance(to now: MediaTime) -> [ICEAction] {
        var actions: [ICEAction] = []
        if isConnected, now >= lastAnswer + Specified.consentLifetime {
            state = .lost(retry: Chosen.firstRetry)
            actions.append(.consentLost)
        }
        if !isConnected, now >= lastAnswer + Chosen.seatLifetime {
            if case .expired = state { return actions }
            state = .expired
            actions.append(.expired)
            return actions
        }
        if now >= nextCheck {
            actions.append(.send(check(), to: server))
            nextCheck = now + intervalToNext()
        }
        return actions
    }

    /// Takes a datagram that `PacketKind` says is STUN: an answer to one of the last checks, by the server, or nothing.
    public mutating func handle(_ datagram: [UInt8], from source: TransportAddress, at now: MediaTime) -> [ICEAction] {
        let bytes = unsafe datagram.span.bytes
        if case .expired = state { return [] }
        guard source == server, let answer = STUNMessage(parsing: bytes), answer.messageClass == .success,
            answer.method == STUNMessage.binding, answer.hasFingerprint, let address = answer.mappedAddress,
            let index = outstanding.firstIndex(of: answer.transaction), answer.isAuthentic(in: bytes, password: remote.password)
        else { return [] }
        outstanding.removeSubrange(...index)
        mappedAddress = address
        lastAnswer = max(lastAnswer, now)
        hasNominated = true
        defer { state = .connected }
        switch state {
        case .checking:
            nextCheck = now + consentInterval()
            return [.allow(server), .select(server)]
        case .lost:
            nextCheck = now + consentInterval()
            return [.consentBack]
        case .connected, .expired:
            return []
        }
    }

    private mutating func check() -> [UInt8] {
        var request = STUNMessage(.request, transaction: .random(using: &random))
        request.username = remote.ufrag + ":" + local.ufrag
        request.priority = Specified.peerReflexivePriority
        request.role = .controlling(tieBreaker)
        request.isNominating = nomination == .always || !hasNominated
        if outstanding.count >= Chosen.outstanding { outstanding.removeFirst() }
        outstanding.append(request.transaction)
        return request.write(password: remote.password)
    }

    private mutating func intervalToNext() -> MediaTime {
        switch state {
        case .checking(let retry):
            state = .checking(retry: min(retry * 2, Chosen.longestRetry))
            return retry
        case .lost(let retry):
            state = .lost(retry: min(retry * 2, Chosen.longestRetry))
            return retry
        case .connected, .expired:
            return consentInterval()
        }
    }

    /// 4 to 6 s.
    private mutating func consentInterval() -> MediaTime {
        let fifth = Specified.consentInterval / 5
        return Specified.consentInterval - fifth + .nanoseconds(Int64(Double(random.nextUnit()) * Double(2 * fifth.nanoseconds)))
    }
}

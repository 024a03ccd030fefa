import MediaTypes

/// Keeps one account registered. It never hammers: a refusal is followed by a wait that grows, and one that a person must put right by a
/// long one; and it is never stuck: whatever comes or does not come, there is a next try.
///
/// After each call do the actions in their order, and call `advance` when `deadline` has come.
/// - Source: RFC 3261 section 10.2; RFC 3581; RFC 3608; RFC 5626 section 3.5
public struct Registration: Sendable {
    /// What it wants done.
    public enum Action: Sendable, Hashable {
        /// To the current target; tell the answer by `handle`, and silence by `timedOut`.
        case send(SIPRequest)
        /// The current target does not serve: the next requests go to the next one.
        case useNextTarget
        /// It serves.
        case keepTarget
        /// For `trunk status`.
        case changed(RegistrationStatus)
        /// Seen from there, we are at this address.
        case seenAs(TransportAddress)
    }

    private enum State {
        case stopped
        /// The next try, or refresh, is then.
        case waiting(until: MediaTime)
        /// A REGISTER of that number is on its way.
        case asking(sequence: UInt32)
        /// The last one, which takes us off the list.
        case leaving(sequence: UInt32)
    }

    /// How it stands.
    public private(set) var status = RegistrationStatus.stopped
    /// The proxies that our calls are to go through.
    /// - Source: RFC 3608 section 6
    public private(set) var serviceRoutes: [NameAddress] = []

    private let account: TrunkAccount
    private let transport: SIPTransport
    private let callID: String
    private let tag: String
    private var identifiers: IdentifierSource
    private var digest: DigestClient
    private var state = State.stopped
    private var sequence: UInt32 = 0
    /// Where we say that we are, and where we said so before.
    private var contact: TransportAddress
    private var oldContact: TransportAddress?
    private var requestedSeconds = Chosen.registrationSeconds
    /// Requests of this try: an answered challenge, a longer time.
    private var roundTrips = 0
    private var credentialTries = 0
    private var failures = 0
    private var registeredSince: MediaTime?
    private var registeredUntil: MediaTime?
    private var lastMove: MediaTime?

    /// - Shape: contact: our own address, until the other side says how it sees us
    public init(_ account: TrunkAccount, over transport: SIPTransport, contact: TransportAddress, identifiers: IdentifierSource) {
        self.account = account
        self.transport = transport
        self.contact = contact
        self.identifiers = identifiers
        digest = account.digest
        callID = self.identifiers.token() + self.identifiers.token()
        tag = self.identifiers.token()
    }

    /// When to call `advance`; nil when nothing is due.
    public var deadline: MediaTime? {
        guard case .waiting(let until) = state else { return nil }
        // What has run out is said at once, not at the next try.
        if let registeredUntil, case .failing = status { return min(until, registeredUntil) }
        return until
    }

    /// Begins, or tries at once what waits.
    public mutating func start(at now: MediaTime) -> [Action] { start(at: now, ifWaiting: false) }

    private mutating func start(at now: MediaTime, ifWaiting: Bool) -> [Action] {
        switch state {
        case .asking, .leaving: return []
        case .stopped where ifWaiting: return []
        case .stopped, .waiting:
            let isNew = registeredUntil == nil
            state = .waiting(until: now)
            return (isNew ? change(.trying) : []) + advance(to: now)
        }
    }

    /// Takes us off the list: at the end of the service.
    public mutating func stop(at now: MediaTime) -> [Action] {
        guard registeredUntil != nil else {
            state = .stopped
            return change(.stopped)
        }
        roundTrips = 0
        credentialTries = 0
        let request = register(seconds: 0)
        state = .leaving(sequence: sequence)
        return [.send(request)]
    }

    /// Does what is due.
    public mutating func advance(to now: MediaTime) -> [Action] {
        guard case .waiting(let until) = state else { return [] }
        if let registeredUntil, now >= registeredUntil {
            self.registeredUntil = nil
            registeredSince = nil
        }
        guard now >= until else { return [] }
        roundTrips = 0
        credentialTries = 0
        return ask()
    }

    /// The connection, or the hole in the router, is gone: registers anew, at the next target.
    public mutating func lost(at now: MediaTime) -> [Action] {
        guard case .waiting = state, registeredUntil != nil else { return [] }
        return fail(.noAnswer, at: now)
    }

    /// We are somewhere else now: says so at once where we are registered, or about to be.
    public mutating func move(to address: TransportAddress, at now: MediaTime) -> [Action] {
        guard address != contact else { return [] }
        guard sequence > 0 else {
            contact = address
            return []
        }
        oldContact = contact
        contact = address
        lastMove = nil
        return start(at: now, ifWaiting: true)
    }

    private mutating func ask(_ authorization: DigestAuthorization? = nil) -> [Action] {
        let request = register(seconds: requestedSeconds, authorization)
        state = .asking(sequence: sequence)
        return [.send(request)]
    }

    /// - Shape: authorization: the answer to the challenge just now; nil for one that is expected
    private mutating func register(seconds: Int, _ authorization: DigestAuthorization? = nil) -> SIPRequest {
        sequence &+= 1
        roundTrips += 1
        var request = SIPRequest(
            .register, account.registrar, from: NameAddress(account.address, tag: tag), to: NameAddress(account.address), callID: callID,
            sequence: sequence)
        request.add("Contact", contactText(contact))
        if let oldContact { request.add("Contact", contactText(oldContact) + ";expires=0") }
        request.add("Expires", String(seconds))
        request.add("Supported", "path")
        if let authorization = authorization ?? digest.anticipate(.register, uri: account.registrar) {
            request.set(authorization.name, authorization.value)
        }
        return request
    }

    private func contactURI(_ address: TransportAddress) -> SIPURI {
        var uri = SIPURI(user: account.user, host: address.host, port: address.port)
        if transport != .udp { uri.parameters.set("transport", to: transport.rawValue) }
        return uri
    }

    private func contactText(_ address: TransportAddress) -> String { NameAddress(.sip(contactURI(address))).text }

    /// A response to a REGISTER of ours.
    public mutating func handle(_ response: SIPResponse, at now: MediaTime) -> [Action] {
        guard !response.status.isProvisional else { return [] }
        switch state {
        case .asking(sequence: response.cseq.number): return asked(response, now)
        case .leaving(sequence: response.cseq.number): return left(response)
        default: return []
        }
    }

    /// No response to a REGISTER of ours within 32 s.
    public mutating func timedOut(_ sequence: UInt32, at now: MediaTime) -> [Action] {
        switch state {
        case .asking(sequence: sequence): return fail(.noAnswer, at: now)
        case .leaving(sequence: sequence):
            state = .stopped
            return change(.stopped)
        default: return []
        }
    }

    private mutating func asked(_ response: SIPResponse, _ now: MediaTime) -> [Action] {
        switch response.status.code {
        case 200..<300: return granted(response, now)
        case 300..<400: return fail(.redirected, at: now)
        case 401, 407: return challenged(response, now)
        case 403: return fail(.forbidden, at: now)
        case 404, 410, 484, 604: return fail(.unknownAccount, at: now)
        case 423: return tooBrief(response, now)
        case 408, 429, 480, 486, 500..<600, 600: return fail(.unavailable(response.status), retryAfter: response.retryAfter, at: now)
        default: return fail(.refused(response.status), retryAfter: response.retryAfter, at: now)
        }
    }

    private mutating func challenged(_ response: SIPResponse, _ now: MediaTime) -> [Action] {
        // A nonce that we took from last time counts as no try: a registrar that has forgotten it asks anew, stale or not.
        switch digest.handle(response, to: .register, uri: account.registrar, tries: credentialTries, using: &identifiers) {
        case .answer(let authorization):
            credentialTries += 1
            return ask(authorization)
        case .wrongPassword:
            digest.forget()
            return fail(.wrongPassword, at: now)
        case .otherRealm(let realm): return fail(.otherRealm(realm), at: now)
        case .unanswerable: return fail(.unknownScheme, at: now)
        }
    }

    private mutating func tooBrief(_ response: SIPResponse, _ now: MediaTime) -> [Action] {
        guard let least = response.headers.number("Min-Expires").flatMap({ Int(exactly: $0) }), least > requestedSeconds,
            least <= Chosen.longestRegistration, roundTrips <= Chosen.credentialTries + 1
        else { return fail(.unusableExpiry, at: now) }
        requestedSeconds = least
        return ask()
    }

    private mutating func granted(_ response: SIPResponse, _ now: MediaTime) -> [Action] {
        guard let seconds = grantedSeconds(response) else { return fail(.unusableExpiry, at: now) }
        guard seconds >= Chosen.shortestRegistration else { return fail(.briefExpiry(seconds: seconds), at: now) }
        let granted = min(seconds, Chosen.longestRegistration)
        failures = 0
        oldContact = nil
        serviceRoutes = response.headers.list("Service-Route").compactMap(NameAddress.init(parsing:))
        // Trunks with thousands of boxes are asked by each in its own time.
        let percent = Chosen.refreshPercent * 1_000 + identifiers.time(in: -5_000...0)
        state = .waiting(until: now + max(.milliseconds(Int64(granted) * percent / 100), Chosen.shortestRefresh))
        let until = now + .seconds(Int64(granted))
        let since = registeredSince ?? now
        registeredSince = since
        registeredUntil = until
        return [.keepTarget] + change(.registered(since: since, until: until)) + moved(response, now)
    }

    /// Of our own binding; else of all of them; else what we asked for.
    private func grantedSeconds(_ response: SIPResponse) -> Int? {
        let own = response.contacts.first { $0.uri.sip?.isEquivalent(to: contactURI(contact)) ?? false }
        if let text = own?.parameters["expires"] { return Text.number(text, upTo: Specified.largestNumber).map { Int($0) } }
        return response.headers["Expires"] == nil ? requestedSeconds : response.headers.number("Expires").map { Int($0) }
    }

    /// Where the other side saw us is where it must look for us; not on a stream, where it keeps the connection.
    /// - Source: RFC 3581 section 4; RFC 3261 section 18.2.1
    private mutating func moved(_ response: SIPResponse, _ now: MediaTime) -> [Action] {
        guard transport == .udp, let via = response.vias.first,
            let port = via.parameters["rport"].flatMap({ Text.number($0, upTo: 65_535) }),
            let host = via.parameters["received"], let seen = TransportAddress(host: host, port: UInt16(port)), seen != contact, port > 0
        else { return [] }
        if let lastMove, now - lastMove < Chosen.movePause { return [] }
        lastMove = now
        oldContact = contact
        contact = seen
        roundTrips = 0
        credentialTries = 0
        return [.seenAs(seen)] + ask()
    }

    private mutating func left(_ response: SIPResponse) -> [Action] {
        if response.status == .unauthorized || response.status == .proxyAuthenticationRequired,
            case .answer(let authorization) = digest.handle(response, to: .register, uri: account.registrar, tries: credentialTries, using: &identifiers)
        {
            credentialTries += 1
            let request = register(seconds: 0, authorization)
            state = .leaving(sequence: sequence)
            return [.send(request)]
        }
        state = .stopped
        registeredUntil = nil
        registeredSince = nil
        return change(.stopped)
    }

    private mutating func fail(_ failure: RegistrationFailure, retryAfter: UInt32? = nil, at now: MediaTime) -> [Action] {
        let longest = if case .briefExpiry = failure { Chosen.longestRetryOfBrief } else { Chosen.longestRetry }
        let base = failure.needsPerson ? Chosen.personRetry : min(Chosen.firstRetry * (1 << min(failures, 10)), longest)
        failures += 1
        let quarter = base.nanoseconds / 4
        var wait = MediaTime.nanoseconds(base.nanoseconds + identifiers.time(in: -quarter...quarter))
        if let retryAfter { wait = max(wait, min(.seconds(Int64(retryAfter)), Chosen.longestRetryAfter)) }
        state = .waiting(until: now + wait)
        let isElsewhere = if case .noAnswer = failure { true } else if case .unavailable = failure { true } else { false }
        return (isElsewhere ? [.useNextTarget] : []) + change(.failing(failure, retryAt: now + wait))
    }

    private mutating func change(_ status: RegistrationStatus) -> [Action] {
        guard status != self.status else { return [] }
        self.status = status
        return [.changed(status)]
    }
}

import MediaTypes

/// All of SIP for one box: admission, transactions, calls and registrations, without a socket, a clock or a random source.
///
/// A datagram goes to `receive(_:from:at:)`, what a `StreamFramer` says to `receive(_:from:at:)` of its event; do the actions in their
/// order, and call `advance` when `deadline` has come.
/// - Source: RFC 3261 sections 8, 11 to 18
public struct UserAgent: Sendable {
    struct CallEntry: Sendable {
        var call: Call
        /// Where its requests go that name no admitted address.
        let path: SIPPath
        let trunk: Int?
        /// Which of our addresses it came to.
        var local: TransportAddress?
    }

    struct TrunkEntry: Sendable {
        let trunk: Trunk
        /// As they were looked up last.
        var targets: [SIPPath]
        var registration: Registration
        var failover: Failover
        /// For calls; registration has its own, with its own nonces.
        var digest: DigestClient
        var keepAliveAt: MediaTime?
        var unansweredKeepAlives = 0
        /// Where we are, seen from here,
        var local: TransportAddress?
        /// and how the other side sees us.
        var publicAddress: TransportAddress?
    }

    enum Timer: Hashable {
        case call(UInt64)
        case registration(Int)
        case keepAlive(Int)
    }

    public internal(set) var counters = UserAgentCounters()

    let settings: UserAgentSettings
    var identifiers: IdentifierSource
    var gate: AdmissionGate
    var table = TransactionTable()
    var calls: [UInt64: CallEntry] = [:]
    /// By our tag, which is in each of its messages.
    var callsByTag: [String: UInt64] = [:]
    var trunks: [TrunkEntry] = []
    var timers = DeadlineQueue<Timer>()
    private var lastCall: UInt64 = 0
    /// The service ends: no call comes in any more.
    var isStopping = false

    /// - Shape: secret: 32 random bytes, from which tags, branches and Call-IDs are made
    public init(_ settings: UserAgentSettings, secret: [UInt8]) {
        self.settings = settings
        identifiers = IdentifierSource(secret: secret)
        gate = AdmissionGate(settings.admitted)
    }

    /// When to call `advance`; nil when nothing is due.
    public var deadline: MediaTime? { [table.deadline, timers.first].compactMap { $0 }.min() }

    /// Calls that are not over.
    public var callCount: Int { calls.count }
    /// Transactions, with those that only wait for copies.
    public var transactionCount: Int { table.count }

    /// Does what is due.
    public mutating func advance(to now: MediaTime) -> [UserAgentAction] {
        var actions = perform(table.advance(to: now), at: now)
        while let timer = timers.take(dueAt: now) {
            switch timer {
            case .call(let number): actions += withCall(number, at: now) { call, _, _ in call.advance(to: now) }
            case .registration(let index): actions += withRegistration(index, at: now) { $0.advance(to: now) }
            case .keepAlive(let index): actions += keepAlive(index, at: now)
            }
        }
        return actions
    }

    // MARK: Calls, from above

    /// Says that it rings; with a body, what there is to hear before the answer.
    public mutating func ring(_ call: CallHandle, _ body: SIPBody? = nil, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.ring(body, at: now) }
    }

    /// Answers: with the answer to the offer, or with an offer when there was none.
    public mutating func accept(_ call: CallHandle, _ body: SIPBody, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.accept(body, at: now) }
    }

    /// Does not answer.
    public mutating func reject(_ call: CallHandle, _ status: SIPStatus, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.refuse(status) + call.end(.here) }
    }

    /// Ends the call, whatever it is doing.
    public mutating func hangUp(_ call: CallHandle, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.hangUp(at: now) }
    }

    /// Ends all calls.
    public mutating func hangUpAll(at now: MediaTime) -> [UserAgentAction] {
        calls.keys.sorted().flatMap { hangUp(CallHandle(number: $0), at: now) }
    }

    /// Changes the session. Nothing happens while another change is under way.
    public mutating func offer(_ call: CallHandle, _ body: SIPBody, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.offer(body) }
    }

    /// The answer to `CallEvent.offered`.
    public mutating func answerOffer(_ call: CallHandle, _ body: SIPBody, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.answerOffer(body, at: now) }
    }

    /// Leaves the session as it is.
    public mutating func refuseOffer(_ call: CallHandle, _ status: SIPStatus, at now: MediaTime) -> [UserAgentAction] {
        withCall(call.number, at: now) { call, _, _ in call.refuseOffer(status) }
    }

    /// Calls somebody over a trunk; whether that is allowed was decided above.
    /// - Returns: nil when there are too many calls, or the trunk has no target
    public mutating func dial(_ user: String, over trunk: TrunkID, _ body: SIPBody, at now: MediaTime) -> (CallHandle, [UserAgentAction])? {
        guard trunk.index < trunks.count, let path = trunks[trunk.index].failover.current, calls.count < Chosen.calls,
            table.activeCount < Chosen.activeTransactions
        else { return nil }
        let account = trunks[trunk.index].trunk.account
        let tag = identifiers.token()
        let callee = URI.sip(SIPURI(user: user, host: account.domain))
        var request = SIPRequest(
            .invite, callee, from: NameAddress(account.address, tag: tag), to: NameAddress(callee),
            callID: identifiers.token() + identifiers.token(), sequence: 1)
        for route in trunks[trunk.index].registration.serviceRoutes { request.add("Route", route.text) }
        request.body = body
        let call = Call(
            outbound: request, localTag: tag, contact: contactText(over: path, trunk: trunk.index, local: nil), seed: identifiers.next(), at: now)
        let number = add(CallEntry(call: call, path: path, trunk: trunk.index), tag: tag)
        return (CallHandle(number: number), withCall(number, at: now) { call, _, _ in call.dial() })
    }

    // MARK: What is common

    mutating func add(_ entry: CallEntry, tag: String) -> UInt64 {
        lastCall += 1
        calls[lastCall] = entry
        callsByTag[tag] = lastCall
        return lastCall
    }

    /// Lets a call do something, and does what it wants.
    mutating func withCall(
        _ number: UInt64, at now: MediaTime, _ body: (inout Call, inout DigestClient?, inout IdentifierSource) -> [CallAction]
    ) -> [UserAgentAction] {
        guard var entry = calls[number] else { return [] }
        var digest = entry.trunk.map { trunks[$0].digest }
        let wanted = body(&entry.call, &digest, &identifiers)
        if let trunk = entry.trunk, let digest { trunks[trunk].digest = digest }
        calls[number] = entry
        timers.set(.call(number), to: entry.call.deadline)
        return wanted.flatMap { perform($0, of: number, entry, at: now) }
    }

    private mutating func perform(_ action: CallAction, of number: UInt64, _ entry: CallEntry, at now: MediaTime) -> [UserAgentAction] {
        switch action {
        case .respond(let response, let key): return perform(table.respond(response, to: key, at: now), at: now)
        case .ask(let request): return ask(request, over: nextHop(of: request, else: entry.path), for: .call(number), at: now)
        case .acknowledge(var request):
            let path = nextHop(of: request, else: entry.path)
            request.push(via(over: path, trunk: entry.trunk, local: entry.local))
            return [.send(request.bytes, to: path)]
        case .cancel(let sequence): return perform(table.cancel(callID: entry.call.invite.callID, sequence: sequence, at: now), at: now)
        case .report(let event): return [.call(CallHandle(number: number), event)]
        case .forget:
            calls.forget(number)
            callsByTag[entry.call.localTag] = nil
            timers.set(.call(number), to: nil)
            return []
        }
    }

    mutating func ask(_ request: SIPRequest, over path: SIPPath, for owner: TransactionTable.Owner, at now: MediaTime) -> [UserAgentAction]
    {
        var request = request
        switch owner {
        case .call(let number): request.push(via(over: path, trunk: calls[number]?.trunk, local: calls[number]?.local))
        case .registration(let index), .keepAlive(let index): request.push(via(over: path, trunk: index, local: nil))
        case .nobody: request.push(via(over: path, trunk: nil, local: nil))
        }
        return perform(table.ask(request, over: path, for: owner, at: now), at: now)
    }

    /// The next hop says where, as long as it is an address that we listen to; else the way back is taken. A request of ours never goes to
    /// a stranger, whatever a Contact or a Record-Route says, and no name is looked up for it.
    private func nextHop(of request: SIPRequest, else path: SIPPath) -> SIPPath {
        guard let hop = request.routes.first?.uri.sip ?? request.uri.sip else { return path }
        let transport = hop.parameters["transport"].flatMap { SIPTransport(rawValue: Text.lowercased($0)) } ?? path.transport
        let port = hop.port ?? (hop.isSecure ? Specified.defaultSecurePort : transport.defaultPort)
        guard !hop.isSecure || transport == .tls, let address = TransportAddress(host: hop.host, port: port), gate.isKnown(address) else {
            return path
        }
        // Over the connection that the other side has made: one of ours to it might not be let in, or not be for sure with it.
        let hasConnected = path.transport == transport && transport.isReliable && path.address.isSameHost(as: address)
        return hasConnected && !trunks.contains { $0.targets.contains(path) } ? path : SIPPath(transport, address)
    }

    mutating func via(over path: SIPPath, trunk: Int?, local: TransportAddress?) -> Via {
        let address = localAddress(over: path, trunk: trunk, local: local)
        return Via(transport: path.transport, host: address?.host ?? "0.0.0.0", port: address?.port, branch: identifiers.branch())
    }

    private func localAddress(over path: SIPPath, trunk: Int?, local: TransportAddress?) -> TransportAddress? {
        local ?? trunk.flatMap { trunks[$0].local } ?? settings.localAddresses[path.transport]
    }

    func contactText(over path: SIPPath, trunk: Int?, local: TransportAddress?) -> String {
        let known = path.transport == .udp ? trunk.flatMap { trunks[$0].publicAddress } : nil
        let address = known ?? localAddress(over: path, trunk: trunk, local: local)
        var uri = SIPURI(
            user: trunk.map { trunks[$0].trunk.account.user } ?? settings.user, host: address?.host ?? "0.0.0.0", port: address?.port)
        if path.transport != .udp { uri.parameters.set("transport", to: path.transport.rawValue) }
        return NameAddress(.sip(uri)).text
    }

    /// Does what the transactions want.
    mutating func perform(_ outputs: [TransactionTable.Output], at now: MediaTime) -> [UserAgentAction] {
        outputs.flatMap { output -> [UserAgentAction] in
            switch output {
            case .send(let bytes, let path): return [.send(bytes, to: path)]
            case .response(let response, let request, .call(let number)):
                return withCall(number, at: now) { call, digest, identifiers in
                    call.handle(response, to: request, digest: &digest, using: &identifiers, at: now)
                }
            case .timedOut(let request, .call(let number)): return withCall(number, at: now) { call, _, _ in call.timedOut(request) }
            case .response(let response, _, .registration(let index)):
                return withRegistration(index, at: now) { $0.handle(response, at: now) }
            case .timedOut(let request, .registration(let index)):
                return withRegistration(index, at: now) { $0.timedOut(request.cseq.number, at: now) }
            case .response(let response, _, .keepAlive(let index)):
                if !response.status.isProvisional { trunks[index].unansweredKeepAlives = 0 }
                return []
            case .timedOut, .response: return []
            }
        }
    }
}

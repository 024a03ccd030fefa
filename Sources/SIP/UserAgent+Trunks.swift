import MediaTypes

/// Trunks: registration, keep-alives, and the place to go to when one fails.
extension UserAgent {
    /// Adds a trunk, and registers with it if it wants that: at once, or as soon as `setTargets` says where it is.
    public mutating func add(_ trunk: Trunk, at now: MediaTime) -> (TrunkID, [UserAgentAction]) {
        let contact = settings.localAddresses[trunk.transport] ?? TransportAddress(ipv4: 0, port: Specified.defaultPort)
        let identifiers = IdentifierSource(
            secret: (0..<4).flatMap { _ in
                let word = self.identifiers.next()
                return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
            })
        let registration = Registration(trunk.account, over: trunk.transport, contact: contact, identifiers: identifiers)
        trunks.append(
            TrunkEntry(
                trunk: trunk, targets: [], registration: registration, failover: Failover([]), digest: trunk.account.digest,
                keepAliveAt: trunk.keepAlive == .none ? nil : now + Chosen.keepAlive))
        let id = TrunkID(index: trunks.count - 1)
        timers.set(.keepAlive(id.index), to: trunks[id.index].keepAliveAt)
        return (id, setTargets(trunk.targets, of: id, at: now))
    }

    /// How a trunk stands.
    public func status(of trunk: TrunkID) -> RegistrationStatus? {
        trunk.index < trunks.count ? trunks[trunk.index].registration.status : nil
    }

    /// Where its requests go now; nil as long as its name has not been looked up.
    public func target(of trunk: TrunkID) -> SIPPath? { trunk.index < trunks.count ? trunks[trunk.index].failover.current : nil }

    /// Tries at once what waits: for `trunk test`.
    public mutating func retry(_ trunk: TrunkID, at now: MediaTime) -> [UserAgentAction] {
        guard target(of: trunk) != nil, trunks[trunk.index].trunk.registers, !isStopping else { return [] }
        return withRegistration(trunk.index, at: now) { $0.start(at: now) }
    }

    /// Unregisters everywhere, and takes no more calls: at the end of the service.
    public mutating func stop(at now: MediaTime) -> [UserAgentAction] {
        isStopping = true
        return trunks.indices.flatMap { index in
            timers.set(.keepAlive(index), to: nil)
            return withRegistration(index, at: now) { $0.stop(at: now) }
        }
    }

    /// What has come of looking up a trunk's name. Addresses that it had before stay admitted as long as calls go over them.
    public mutating func setTargets(_ targets: [SIPPath], of trunk: TrunkID, at now: MediaTime) -> [UserAgentAction] {
        guard trunk.index < trunks.count, trunks[trunk.index].targets != targets else { return [] }
        let former = trunks[trunk.index].failover.current
        trunks[trunk.index].targets = targets
        trunks[trunk.index].failover.replace(with: targets)
        gate.setTrunk(trunk.index, (targets + calls.values.filter { $0.trunk == trunk.index }.map(\.path)).map(\.address))
        // A place that is new is tried at once; while all goes well at the former one, nothing changes.
        return former == trunks[trunk.index].failover.current ? [] : retry(trunk, at: now)
    }

    /// Which of our addresses leads to a trunk. After a change it is told at once.
    public mutating func setLocalAddress(_ address: TransportAddress, of trunk: TrunkID, at now: MediaTime) -> [UserAgentAction] {
        guard trunk.index < trunks.count, trunks[trunk.index].local != address else { return [] }
        trunks[trunk.index].local = address
        trunks[trunk.index].publicAddress = nil
        return withRegistration(trunk.index, at: now) { $0.move(to: address, at: now) }
    }

    /// The connection has ended, or could not be made: what was asked over it stays without an answer.
    /// - Source: RFC 3261 section 17.1.4
    public mutating func connectionLost(_ path: SIPPath, at now: MediaTime) -> [UserAgentAction] {
        let lost = trunks.indices.filter { trunks[$0].failover.current == path }
        // Those that wait for their next time, then those that wait for an answer: none fails twice.
        let waiting = lost.flatMap { index in withRegistration(index, at: now) { $0.lost(at: now) } }
        return waiting + perform(table.lose(path), at: now)
    }

    /// Lets a registration do something, and does what it wants.
    mutating func withRegistration(_ index: Int, at now: MediaTime, _ body: (inout Registration) -> [Registration.Action])
        -> [UserAgentAction]
    {
        guard index < trunks.count else { return [] }
        let wanted = body(&trunks[index].registration)
        timers.set(.registration(index), to: trunks[index].registration.deadline)
        var hasNextTarget = false
        let actions = wanted.flatMap { action -> [UserAgentAction] in
            switch action {
            case .send(let request):
                guard let path = trunks[index].failover.current else {
                    return withRegistration(index, at: now) { $0.timedOut(request.cseq.number, at: now) }
                }
                return ask(request, over: path, for: .registration(index), at: now)
            case .useNextTarget:
                trunks[index].failover.fail()
                hasNextTarget = !trunks[index].failover.haveAllFailed
            case .keepTarget: trunks[index].failover.succeed()
            case .seenAs(let address): trunks[index].publicAddress = address
            case .changed(let status): return [.registration(TrunkID(index: index), status)]
            }
            return []
        }
        // Who has not been tried yet is not kept waiting: RFC 3263 section 4.3.
        return hasNextTarget && !isStopping ? actions + withRegistration(index, at: now) { $0.start(at: now) } : actions
    }

    mutating func keepAlive(_ index: Int, at now: MediaTime) -> [UserAgentAction] {
        guard index < trunks.count, let path = trunks[index].failover.current else { return [] }
        timers.set(.keepAlive(index), to: now + Chosen.keepAlive)
        switch trunks[index].trunk.keepAlive {
        case .none: return []
        case .emptyLines: return [.send(Specified.ping, to: path)]
        case .options:
            var lost: [UserAgentAction] = []
            if trunks[index].unansweredKeepAlives >= Chosen.lostKeepAlives {
                trunks[index].unansweredKeepAlives = 0
                lost = withRegistration(index, at: now) { $0.lost(at: now) }
            }
            trunks[index].unansweredKeepAlives += 1
            let account = trunks[index].trunk.account
            let request = SIPRequest(
                .options, account.registrar, from: NameAddress(account.address, tag: identifiers.token()),
                to: NameAddress(account.registrar),
                callID: identifiers.token(), sequence: 1)
            return lost + ask(request, over: trunks[index].failover.current ?? path, for: .keepAlive(index), at: now)
        }
    }
}

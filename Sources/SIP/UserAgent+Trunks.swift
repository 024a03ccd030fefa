import MediaTypes

/// Trunks: registration, keep-alives, and the place to go to when one fails.
extension UserAgent {
    /// Adds a trunk, and registers with it if it wants that.
    /// - Returns: nil without targets
    public mutating func add(_ trunk: Trunk, at now: MediaTime) -> (TrunkID, [UserAgentAction])? {
        guard let first = trunk.targets.first else { return nil }
        gate.ranges += trunk.targets.map { AddressRange($0.address) }
        let contact = settings.localAddresses[first.transport] ?? TransportAddress(ipv4: 0, port: Specified.defaultPort)
        let identifiers = IdentifierSource(
            secret: (0..<4).flatMap { _ in
                let word = self.identifiers.next()
                return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
            })
        let registration = Registration(trunk.account, over: first.transport, contact: contact, identifiers: identifiers)
        trunks.append(
            TrunkEntry(
                trunk: trunk, registration: registration, failover: Failover(trunk.targets), digest: trunk.account.digest,
                keepAliveAt: trunk.keepAlive == .none ? nil : now + Chosen.keepAlive))
        let index = trunks.count - 1
        timers.set(.keepAlive(index), to: trunks[index].keepAliveAt)
        return (TrunkID(index: index), trunk.registers ? withRegistration(index, at: now) { $0.start(at: now) } : [])
    }

    /// How a trunk stands.
    public func status(of trunk: TrunkID) -> RegistrationStatus? {
        trunk.index < trunks.count ? trunks[trunk.index].registration.status : nil
    }

    /// Tries at once what waits: for `trunk test`.
    public mutating func retry(_ trunk: TrunkID, at now: MediaTime) -> [UserAgentAction] {
        withRegistration(trunk.index, at: now) { $0.start(at: now) }
    }

    /// Unregisters everywhere: at the end of the service.
    public mutating func stop(at now: MediaTime) -> [UserAgentAction] {
        trunks.indices.flatMap { index in
            timers.set(.keepAlive(index), to: nil)
            return withRegistration(index, at: now) { $0.stop(at: now) }
        }
    }

    /// A new look-up of a trunk's name.
    public mutating func setTargets(_ targets: [SIPPath], of trunk: TrunkID) {
        guard trunk.index < trunks.count else { return }
        trunks[trunk.index].failover.replace(with: targets)
        gate.ranges += targets.map { AddressRange($0.address) }.filter { !gate.ranges.contains($0) }
    }

    /// The connection with a trunk has ended.
    public mutating func connectionLost(_ path: SIPPath, at now: MediaTime) -> [UserAgentAction] {
        trunks.indices.filter { trunks[$0].failover.current == path }.flatMap { index in
            withRegistration(index, at: now) { $0.lost(at: now) }
        }
    }

    /// Lets a registration do something, and does what it wants.
    mutating func withRegistration(_ index: Int, at now: MediaTime, _ body: (inout Registration) -> [Registration.Action])
        -> [UserAgentAction]
    {
        guard index < trunks.count else { return [] }
        let wanted = body(&trunks[index].registration)
        timers.set(.registration(index), to: trunks[index].registration.deadline)
        return wanted.flatMap { action -> [UserAgentAction] in
            switch action {
            case .send(let request):
                guard let path = trunks[index].failover.current else { return [] }
                return ask(request, over: path, for: .registration(index), at: now)
            case .useNextTarget: trunks[index].failover.fail()
            case .keepTarget: trunks[index].failover.succeed()
            case .seenAs(let address): trunks[index].publicAddress = address
            case .changed(let status): return [.registration(TrunkID(index: index), status)]
            }
            return []
        }
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

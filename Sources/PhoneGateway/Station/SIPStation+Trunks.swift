import MediaTypes
import NIOSSL
import SIP

/// Trunks: their names, looked up again and again, for a provider moves without telling anybody.
extension SIPStation {
    /// Adds a trunk: looks its server up, and registers if it wants that. Returns at once; what becomes of it comes as an event.
    public func add(_ trunk: StationTrunk) async -> TrunkID {
        var security: Result<NIOSSLContext, ConnectionFailure>?
        if trunk.transport == .tls {
            security = Result { () throws(ConnectionFailure) in try StationSecurity.client(trunk.certificateCheck) }
        }
        let (id, actions) = agent.add(
            Trunk(trunk.account, over: trunk.transport, registers: trunk.registers, keepAlive: trunk.keepAlive), at: now)
        trunks[id] = TrunkEntry(trunk: trunk, security: security, lookUpAt: now)
        perform(actions)
        advanceLookUps()
        return id
    }

    /// How a trunk stands.
    public func status(of trunk: TrunkID) -> TrunkStatus {
        TrunkStatus(
            registration: agent.status(of: trunk) ?? .stopped, lookUp: trunks[trunk]?.lookUp ?? .pending, target: agent.target(of: trunk),
            connectionFailure: trunks[trunk]?.connectionFailure)
    }

    /// Where a trunk's requests go now; nil as long as its server has not been found.
    public func path(of trunk: TrunkID) -> SIPPath? { agent.target(of: trunk) }

    /// Looks it up and registers at once: for `trunk test`.
    public func retry(_ trunk: TrunkID) {
        trunks[trunk]?.lookUpAt = now
        advanceLookUps()
        perform(agent.retry(trunk, at: now))
    }

    func note(_ status: RegistrationStatus, of trunk: TrunkID) {
        switch status {
        case .registered: trunks[trunk]?.connectionFailure = nil
        case .failing(let failure, _):
            guard let entry = trunks[trunk] else { return }
            if failure == .noAnswer { closeSilent(entry.targets) }
            // Perhaps it has moved.
            let earliest = entry.lookedUpAt.map { $0 + Chosen.lookUpPause } ?? now
            trunks[trunk]?.lookUpAt = min(entry.lookUpAt, max(now, earliest))
        case .stopped, .trying: break
        }
    }

    // MARK: Names

    var lookUpDeadline: MediaTime? {
        isStopping ? nil : trunks.values.filter { !$0.isLookingUp }.map(\.lookUpAt).min()
    }

    func advanceLookUps() {
        guard !isStopping else { return }
        for (id, entry) in trunks where !entry.isLookingUp && now >= entry.lookUpAt {
            trunks[id]?.isLookingUp = true
            let (trunk, resolver) = (entry.trunk, resolver)
            Task {
                let found: Result<[SIPPath], ResolverError>
                do throws(ResolverError) {
                    found = .success(try await resolver.targets(of: trunk.host, port: trunk.port, over: trunk.transport))
                } catch { found = .failure(error) }
                lookedUp(id, found)
            }
        }
        settle()
    }

    private func lookedUp(_ id: TrunkID, _ found: Result<[SIPPath], ResolverError>) {
        guard !isStopping, trunks[id] != nil else { return }
        trunks[id]?.isLookingUp = false
        trunks[id]?.lookedUpAt = now
        switch found.map({ $0.filter(reaches) }) {
        case .success(let targets) where !targets.isEmpty:
            trunks[id]?.failedLookUps = 0
            trunks[id]?.lookUp = .found(targetCount: targets.count)
            trunks[id]?.lookUpAt = now + Chosen.lookUpAgain
            take(targets, of: id)
        case .success: lookUpFailed(id, .noSuchName)
        case .failure(let error): lookUpFailed(id, error)
        }
        settle()
    }

    private func take(_ targets: [SIPPath], of id: TrunkID) {
        let former = trunks[id]?.targets ?? []
        // Equals are drawn by lot each time: another order is no other place.
        guard Set(targets) != Set(former) || former.isEmpty else { return refreshContact(of: id, toward: agent.target(of: id)) }
        trunks[id]?.targets = targets
        let current = agent.target(of: id).flatMap { targets.contains($0) ? $0 : nil }
        refreshContact(of: id, toward: current ?? targets.first)
        perform(agent.setTargets(targets, of: id, at: now))
    }

    /// The box may have got another address since.
    private func refreshContact(of id: TrunkID, toward path: SIPPath?) {
        guard let path else { return }
        perform(agent.setLocalAddress(contact(toward: path), of: id, at: now))
    }

    private func lookUpFailed(_ id: TrunkID, _ error: ResolverError) {
        let failures = trunks[id]?.failedLookUps ?? 0
        trunks[id]?.failedLookUps = failures + 1
        trunks[id]?.lookUp = .failed(error)
        trunks[id]?.lookUpAt = now + min(Chosen.firstLookUpRetry * (1 << min(failures, 10)), Chosen.lookUpAgain)
    }
}

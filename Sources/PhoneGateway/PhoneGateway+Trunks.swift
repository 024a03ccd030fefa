import Conference
import MediaTypes
import Profiles
import SIP

/// Trunks, as an admin sees them.
extension PhoneGateway {
    /// How all trunks stand, in the order of the configuration.
    public func trunkStates() async -> [TrunkState] {
        var states: [TrunkState] = []
        for id in trunkIDs { if let state = await state(of: id) { states.append(state) } }
        return states
    }

    /// What came and led to nothing, from trunks and others.
    public func counters() async -> StationCounters { await station.counters }

    /// Looks a trunk's server up and registers at once; returns when something has come of it, or nothing in the time that a request has.
    /// - Returns: nil when there is no trunk of that name
    public func test(trunk name: String) async -> TrunkState? {
        guard let id = trunkIDs.first(where: { trunks[$0]?.name == name }) else { return nil }
        troubles[id] = nil
        guard let before = await state(of: id), before.registers else { return await state(of: id) }
        await station.retry(id)
        let limit = surroundings.now() + Chosen.trunkTest
        while surroundings.now() < limit {
            try? await Task.sleep(for: .milliseconds(100))
            guard let now = await state(of: id) else { return nil }
            if now.status.registration != before.status.registration, now.status.registration != .trying { return now }
        }
        return await state(of: id)
    }

    private func state(of id: TrunkID) async -> TrunkState? {
        guard let trunk = trunks[id] else { return nil }
        return TrunkState(
            name: trunk.name, server: trunk.server.description, transport: trunk.transport, registers: trunk.registers,
            status: await station.status(of: id), now: surroundings.now(), calls: callCount(on: id), trouble: troubles[id])
    }

    /// A trunk has become another.
    func note(_ status: RegistrationStatus, of trunk: TrunkID) {
        let before = registrations.updateValue(status, forKey: trunk)
        switch status {
        case .registered:
            if troubles[trunk] == .lost { troubles[trunk] = nil }
            if !Self.isRegistered(before) { surroundings.conference.record(.trunkRegistered) }
        case .failing(let failure, _):
            if Self.isRegistered(before), failure == .noAnswer { troubles[trunk] = .lost }
            if before.map({ if case .failing = $0 { false } else { true } }) ?? true { surroundings.conference.record(.trunkFailing) }
        case .stopped, .trying: break
        }
    }

    private static func isRegistered(_ status: RegistrationStatus?) -> Bool { if case .registered = status { true } else { false } }
}

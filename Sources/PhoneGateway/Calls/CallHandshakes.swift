import DTLS
import MediaLink
import MediaTypes

/// Holds the handshakes of calls, at their ports and before their legs: nothing can be heard there yet, and so nothing is lost.
struct CallHandshakes: Sendable {
    let ports: any WaitingPorts
    /// Of the box: made at its start, and kept nowhere.
    let identity: DTLSIdentity

    enum End: Sendable {
        case secured(SecuredPaths)
        case failed(DTLSFailure)
    }

    /// A handshake at one of the two ports of a call.
    private struct Place {
        var handshaking: CallHandshaking
        let port: CallPort
        let isControl: Bool

        var path: SecuredPath? { if case .secured(let path) = handshaking.outcome { path } else { nil } }
    }

    /// Holds what a call needs.
    /// - Parameter clock: one that does not go backwards
    /// - Returns: the paths, or why there are none; nil when the task was cancelled, or the port is not the call's any more
    func hold(_ plan: HandshakePlan, at port: CallPort, clock: @Sendable () -> MediaTime) async -> End? {
        do {
            var places = [try open(plan, plan.sound, port, isControl: false, at: clock())]
            if let control = plan.control { places.append(try open(plan, control, port, isControl: true, at: clock())) }
            // Sound does not wait long for the reports about it.
            var patience = MediaTime.distantFuture
            while true {
                let now = clock()
                for index in places.indices { try step(&places[index], at: now) }
                if places[0].handshaking.outcome != nil { patience = min(patience, now + Chosen.controlHandshake) }
                if let end = Self.end(sound: places[0], control: places.dropFirst().first, isPatient: now < patience) { return end }
                try await Task.sleep(for: .nanoseconds(Chosen.handshakeLook.nanoseconds))
            }
        } catch is DTLSError {
            return .failed(.refused)
        } catch {
            return nil
        }
    }

    private func open(
        _ plan: HandshakePlan, _ signalled: TransportAddress, _ port: CallPort, isControl: Bool, at now: MediaTime
    ) throws(DTLSError) -> Place {
        Place(
            handshaking: try CallHandshaking(identity, plan.role, peer: plan.peer, signalled: signalled, at: now), port: port, isControl: isControl)
    }

    /// Takes in what has come, and does what is due.
    private func step(_ place: inout Place, at now: MediaTime) throws(MediaError) {
        var answers: [DatagramToSend] = []
        for datagram in try ports.takeDatagrams(at: place.port, isControl: place.isControl, most: Chosen.handshakeDatagrams) {
            answers += place.handshaking.handle(datagram, at: now)
        }
        if let deadline = place.handshaking.deadline, deadline <= now { answers += place.handshaking.advance(to: now) }
        for answer in answers { try ports.send(answer.bytes, from: place.port, isControl: place.isControl, to: answer.address) }
    }

    /// - Returns: nil while there is something to wait for
    private static func end(sound: Place, control: Place?, isPatient: Bool) -> End? {
        switch sound.handshaking.outcome {
        case nil: return nil
        case .failed(let failure): return .failed(failure)
        case .secured(let path):
            if isPatient, let control, control.handshaking.outcome == nil { return nil }
            return .secured(SecuredPaths(sound: path, control: control?.path))
        }
    }
}

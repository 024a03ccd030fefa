import MediaTypes

/// A request of somebody else's until nobody can ask again: answers copies of it with the last response, and sends the final response to an
/// INVITE again until ACK comes.
/// - Source: RFC 3261 section 17.2; RFC 6026 section 7.1
struct ServerTransaction: Sendable {
    enum Action: Sendable, Hashable {
        case send([UInt8])
        /// The final response to an INVITE was never acknowledged.
        case timedOut
    }

    private enum State {
        /// No final response yet; an INVITE that waits too long gets its 100 here.
        case proceeding(trying: MediaTime?)
        /// A final response that is no success to an INVITE: sent until ACK.
        case completed(next: MediaTime, interval: MediaTime, end: MediaTime)
        /// A 2xx to an INVITE: the call sends it again; here copies of the INVITE are swallowed.
        case accepted(until: MediaTime)
        /// After the ACK, or after the final response to another request.
        case confirmed(until: MediaTime)
        case terminated
    }

    let request: SIPRequest
    /// Where responses go.
    let path: SIPPath
    private var last: [UInt8]?
    private var state: State

    init(_ request: SIPRequest, over path: SIPPath, at now: MediaTime) {
        self.request = request
        self.path = path
        state = .proceeding(trying: request.method == .invite ? now + Specified.tryingDelay : nil)
    }

    private var isInvite: Bool { request.method == .invite }

    /// Over: to be forgotten.
    var isTerminated: Bool { if case .terminated = state { true } else { false } }

    /// Has no final response yet, or waits for its ACK.
    var isActive: Bool {
        switch state {
        case .proceeding, .completed: true
        case .accepted, .confirmed, .terminated: false
        }
    }

    var deadline: MediaTime? {
        switch state {
        case .proceeding(let trying): trying
        case .completed(let next, _, let end): path.transport.isReliable ? end : min(next, end)
        case .accepted(let until), .confirmed(let until): until
        case .terminated: nil
        }
    }

    /// The request came again, or its ACK.
    mutating func handle(_ copy: SIPRequest, at now: MediaTime) -> [Action] {
        if copy.method == .ack {
            guard case .completed = state else { return [] }
            state = path.transport.isReliable ? .terminated : .confirmed(until: now + Specified.t4)
            return []
        }
        switch state {
        case .proceeding, .completed: return last.map { [.send($0)] } ?? []
        case .confirmed: return isInvite ? [] : last.map { [.send($0)] } ?? []
        case .accepted, .terminated: return []
        }
    }

    /// Sends a response; after a final one, no other. The 2xx to an INVITE may come as often as it likes.
    mutating func respond(_ response: SIPResponse, at now: MediaTime) -> [Action] {
        switch state {
        case .accepted where response.status.isSuccess: return [.send(response.bytes)]
        case .proceeding: break
        default: return []
        }
        let bytes = response.bytes
        last = bytes
        let end = now + Specified.transactionLifetime
        switch (response.status.isProvisional, isInvite) {
        case (true, _): state = .proceeding(trying: nil)
        case (false, false): state = path.transport.isReliable ? .terminated : .confirmed(until: end)
        case (false, true):
            state =
                response.status.isSuccess ? .accepted(until: end) : .completed(next: now + Specified.t1, interval: Specified.t1, end: end)
        }
        return [.send(bytes)]
    }

    /// Does what is due.
    mutating func advance(to now: MediaTime) -> [Action] {
        switch state {
        case .proceeding(let trying):
            guard let trying, now >= trying else { return [] }
            return respond(SIPResponse(.trying, to: request, tag: nil), at: now)
        case .completed(let next, let interval, let end):
            guard now < end else {
                state = .terminated
                return [.timedOut]
            }
            guard now >= next, !path.transport.isReliable, let last else { return [] }
            let wait = min(interval * 2, Specified.t2)
            state = .completed(next: now + wait, interval: wait, end: end)
            return [.send(last)]
        case .accepted(let until), .confirmed(let until):
            if now >= until { state = .terminated }
            return []
        case .terminated: return []
        }
    }
}

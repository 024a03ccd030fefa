import MediaTypes

/// A request of ours until its final response: sends it again where the transport loses things, and answers the INVITE's final responses
/// that are no success with ACK.
/// - Source: RFC 3261 section 17.1; RFC 6026 section 7.2
struct ClientTransaction: Sendable {
    enum Action: Sendable, Hashable {
        case send([UInt8])
        /// For whoever made the request. Of 2xx to an INVITE every copy, for each wants an ACK.
        case deliver(SIPResponse)
        /// No final response within 32 s.
        case timedOut
    }

    private enum State {
        /// Sent, and no response yet.
        case calling(next: MediaTime, interval: MediaTime, end: MediaTime)
        /// A provisional response has come; an INVITE then waits as long as it takes.
        case proceeding(next: MediaTime?, end: MediaTime?)
        /// Answers copies of a final response.
        case completed(until: MediaTime)
        /// An INVITE with a 2xx: lets all copies through.
        case accepted(until: MediaTime)
        case terminated
    }

    let request: SIPRequest
    let path: SIPPath
    private let bytes: [UInt8]
    private var ack: [UInt8] = []
    private var state: State

    /// - Shape: request: with its Via
    init(_ request: SIPRequest, over path: SIPPath, at now: MediaTime) {
        self.request = request
        self.path = path
        bytes = request.bytes
        state = .calling(next: now, interval: Specified.t1, end: now + Specified.transactionLifetime)
    }

    private var isInvite: Bool { request.method == .invite }

    /// Over: to be forgotten.
    var isTerminated: Bool { if case .terminated = state { true } else { false } }

    /// Waits for a response still.
    var isActive: Bool {
        switch state {
        case .calling, .proceeding: true
        case .completed, .accepted, .terminated: false
        }
    }

    /// Whether a CANCEL may be sent: a provisional response must have come (RFC 3261 section 9.1).
    var isProceeding: Bool { if case .proceeding = state { true } else { false } }

    var deadline: MediaTime? {
        switch state {
        case .calling(let next, _, let end): hasSent && path.transport.isReliable ? end : min(next, end)
        case .proceeding(let next, let end): [next, end].compactMap { $0 }.min()
        case .completed(let until), .accepted(let until): until
        case .terminated: nil
        }
    }

    private var hasSent = false

    /// Sends what is due; the first time at once.
    mutating func advance(to now: MediaTime) -> [Action] {
        switch state {
        case .calling(let next, let interval, let end):
            guard now < end || !hasSent else { return giveUp() }
            guard now >= next, !hasSent || !path.transport.isReliable else { return [] }
            // Timer A doubles; timer E doubles up to T2.
            let wait = hasSent ? (isInvite ? interval * 2 : min(interval * 2, Specified.t2)) : interval
            hasSent = true
            state = .calling(next: now + wait, interval: wait, end: end)
            return [.send(bytes)]
        case .proceeding(let next, let end):
            if let end, now >= end { return giveUp() }
            guard let next, now >= next else { return [] }
            state = .proceeding(next: now + Specified.t2, end: end)
            return [.send(bytes)]
        case .completed(let until), .accepted(let until):
            if now >= until { state = .terminated }
            return []
        case .terminated: return []
        }
    }

    private mutating func giveUp() -> [Action] {
        state = .terminated
        return [.timedOut]
    }

    /// Takes a response that `TransactionKey` says is for this request.
    mutating func handle(_ response: SIPResponse, at now: MediaTime) -> [Action] {
        switch state {
        case .calling(_, _, let end), .proceeding(_, let end?):
            if response.status.isProvisional {
                state =
                    isInvite
                    ? .proceeding(next: nil, end: nil) : .proceeding(next: path.transport.isReliable ? nil : now + Specified.t2, end: end)
                return [.deliver(response)]
            }
            return finish(response, now)
        case .proceeding:
            return response.status.isProvisional ? [.deliver(response)] : finish(response, now)
        case .completed:
            return isInvite && !response.status.isProvisional && !response.status.isSuccess ? [.send(ack)] : []
        case .accepted:
            return response.status.isSuccess ? [.deliver(response)] : []
        case .terminated: return []
        }
    }

    private mutating func finish(_ response: SIPResponse, _ now: MediaTime) -> [Action] {
        let isReliable = path.transport.isReliable
        guard isInvite else {
            state = isReliable ? .terminated : .completed(until: now + Specified.t4)
            return [.deliver(response)]
        }
        if response.status.isSuccess {
            state = .accepted(until: now + Specified.transactionLifetime)
            return [.deliver(response)]
        }
        state = isReliable ? .terminated : .completed(until: now + Specified.transactionLifetime)
        ack = Self.ack(of: request, to: response).bytes
        return [.send(ack), .deliver(response)]
    }

    /// The ACK within the transaction: the hop, the route and the number of the INVITE, and the To of the response.
    /// - Source: RFC 3261 section 17.1.1.3
    private static func ack(of request: SIPRequest, to response: SIPResponse) -> SIPRequest {
        inherit(.ack, from: request, to: response.to)
    }

    /// - Source: RFC 3261 section 9.1
    func cancel() -> SIPRequest { Self.inherit(.cancel, from: request, to: request.to) }

    private static func inherit(_ method: SIPMethod, from request: SIPRequest, to: NameAddress) -> SIPRequest {
        var other = SIPRequest(method, request.uri, from: request.from, to: to, callID: request.callID, sequence: request.cseq.number)
        if let via = request.vias.first { other.push(via) }
        for field in request.headers.fields("Route") { other.add("Route", field.value) }
        return other
    }
}

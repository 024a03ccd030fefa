import MediaTypes

/// The side that is called.
/// - Source: RFC 3261 section 13.3; RFC 3262 section 3
extension Call {
    /// Says that it rings, or with a body plays something before the answer. Reliably where the other side asks for it, and with a body
    /// where it can.
    mutating func ring(_ body: SIPBody?, at now: MediaTime) -> [CallAction] {
        guard case .ringing = state, let inviteKey, unconfirmed == nil else { return [] }
        var response = response(body == nil ? .ringing : .sessionProgress, to: invite, body: body)
        let isRequired = invite.headers.tokens("Require").contains("100rel")
        guard isRequired || body != nil && invite.headers.tokens("Supported").contains("100rel") else {
            return [.respond(response, inviteKey)]
        }
        response.add("Require", "100rel")
        response.add("RSeq", String(nextReliable))
        nextReliable &+= 1
        unconfirmed = Resending(response, for: inviteKey, at: now)
        if let body { localBody = body }
        return [.respond(response, inviteKey)]
    }

    /// Answers the call.
    mutating func accept(_ body: SIPBody?, at now: MediaTime) -> [CallAction] {
        guard case .ringing = state, let inviteKey else { return [] }
        // RFC 3262 section 5: no 2xx while a session in a 1xx is not confirmed.
        if let unconfirmed, unconfirmed.response.body != nil {
            heldAnswer = body
            return []
        }
        unconfirmed = nil
        state = .answering
        return [.respond(success(to: invite, key: inviteKey, body: body, at: now), inviteKey)]
    }

    /// A 2xx to INVITE or UPDATE, with its session timer; that to an INVITE is sent until ACK comes.
    mutating func success(to request: SIPRequest, key: TransactionKey, body: SIPBody?, at now: MediaTime) -> SIPResponse {
        let timer = SessionTimer(answering: request, at: now)
        sessionTimer = timer
        if let body { localBody = body }
        var response = response(.ok, to: request, body: body)
        response.add("Session-Expires", timer.answerText)
        if request.headers.tokens("Supported").contains("timer") { response.add("Require", "timer") }
        if request.method == .invite { unacknowledged = Resending(response, for: key, at: now) }
        return response
    }

    /// Does not answer it.
    mutating func refuse(_ status: SIPStatus) -> [CallAction] {
        guard case .ringing = state, let inviteKey else { return [] }
        unconfirmed = nil
        state = .ended
        return [.respond(response(status, to: invite), inviteKey), .forget]
    }

    /// The caller's CANCEL; the answer to it is given already.
    mutating func cancelled() -> [CallAction] {
        guard case .ringing = state else { return [] }
        return refuse(.requestTerminated) + end(.cancelled)
    }

    mutating func acknowledged(_ request: SIPRequest) -> [CallAction] {
        guard let pending = unacknowledged, request.cseq.number == pending.sequence else { return [] }
        unacknowledged = nil
        if case .answering = state {
            state = .established
            if hangsUpAfterACK { return bye(.here) }
        }
        return [.report(.confirmed(request.body))]
    }

    /// - Source: RFC 3262 section 3
    mutating func confirmed(_ request: SIPRequest, key: TransactionKey, at now: MediaTime) -> [CallAction] {
        var scanner = TextScanner(request.headers["RAck"] ?? "")
        guard let pending = unconfirmed, let number = scanner.number(upTo: Specified.largestNumber) else {
            return [.respond(response(.noSuchCall, to: request), key)]
        }
        scanner.skipBlanks()
        guard String(number) == pending.response.headers["RSeq"], CSeq(parsing: scanner.rest) == pending.response.cseq else {
            return [.respond(response(.noSuchCall, to: request), key)]
        }
        unconfirmed = nil
        let answer: [CallAction] = [.respond(response(.ok, to: request), key)]
        guard let heldAnswer else { return answer }
        self.heldAnswer = nil
        return answer + accept(heldAnswer, at: now)
    }
}

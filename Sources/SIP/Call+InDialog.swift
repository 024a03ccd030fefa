import MediaTypes

/// Requests of the other side within the dialog, and what it is answered.
/// - Source: RFC 3261 sections 12.2.2, 14.2, 15.1.2; RFC 3311 section 5.2
extension Call {
    mutating func handle(_ request: SIPRequest, key: TransactionKey, at now: MediaTime) -> [CallAction] {
        if request.method == .ack { return acknowledged(request) }
        guard dialog?.admits(request) ?? false else { return [.respond(response(.serverError, to: request), key)] }
        switch request.method {
        case .bye: return hungUp(request, key)
        case .prack: return confirmed(request, key: key, at: now)
        case .info: return pressed(request, key)
        case .options: return [.respond(response(.ok, to: request), key)]
        case .invite, .update: return change(request, key, now)
        default: return [.respond(response(.methodNotAllowed, to: request), key)]
        }
    }

    private mutating func hungUp(_ request: SIPRequest, _ key: TransactionKey) -> [CallAction] {
        let answer: [CallAction] = [.respond(response(.ok, to: request), key)]
        // What still waits for an answer gets one: RFC 3261 section 15.1.2.
        var last: [CallAction] = []
        if case .ringing = state { last = refuse(.requestTerminated) }
        if let pendingOffer { last.append(.respond(response(.requestTerminated, to: pendingOffer.request), pendingOffer.key)) }
        pendingOffer = nil
        // Ours may be on its way too; its answer finds nobody, and nobody misses it.
        return answer + last.filter { if case .forget = $0 { false } else { true } } + end(.there) + forget()
    }

    private mutating func pressed(_ request: SIPRequest, _ key: TransactionKey) -> [CallAction] {
        guard let body = request.body else { return [.respond(response(.ok, to: request), key)] }
        guard ["application/dtmf-relay", "application/dtmf"].contains(body.mediaType) else {
            var refusal = response(.unsupportedMediaType, to: request)
            refusal.add("Accept", "application/dtmf-relay, application/dtmf")
            return [.respond(refusal, key)]
        }
        let digit = InfoDigit.parse(body)
        return [.respond(response(.ok, to: request), key)] + (digit.map { [.report(.digit($0))] } ?? [])
    }

    /// A re-INVITE or an UPDATE.
    private mutating func change(_ request: SIPRequest, _ key: TransactionKey, _ now: MediaTime) -> [CallAction] {
        if SessionTimer.isTooShort(request) {
            var refusal = response(.sessionIntervalTooSmall, to: request)
            refusal.add("Min-SE", String(Specified.shortestSessionInterval))
            return [.respond(refusal, key)]
        }
        let isOffer = request.method == .invite || request.body != nil
        if isOffer, ourInvite != nil { return [.respond(response(.requestPending, to: request), key)] }
        // One at a time; and before the first answer only UPDATE, which then waits for PRACK or ACK like everybody.
        var isBusy = pendingOffer != nil || unacknowledged != nil || unconfirmed?.response.body != nil
        switch state {
        case .established: break
        case .ringing, .calling: isBusy = isBusy || request.method == .invite || isOffer
        case .answering, .cancelling, .closing, .ended: isBusy = true
        }
        if isOffer, isBusy {
            var refusal = response(.serverError, to: request)
            refusal.add("Retry-After", String(random.next() % 10))
            return [.respond(refusal, key)]
        }
        guard isOffer else {
            dialog?.refreshTarget(request.contacts)
            return [.respond(success(to: request, key: key, body: nil, at: now), key)]
        }
        pendingOffer = PendingOffer(request: request, key: key)
        return [.report(.offered(request.body))]
    }

    /// What the session is to be from now on.
    mutating func answerOffer(_ body: SIPBody, at now: MediaTime) -> [CallAction] {
        guard let pending = pendingOffer else { return [] }
        pendingOffer = nil
        dialog?.refreshTarget(pending.request.contacts)
        return [.respond(success(to: pending.request, key: pending.key, body: body, at: now), pending.key)]
    }

    /// The session stays as it is.
    mutating func refuseOffer(_ status: SIPStatus) -> [CallAction] {
        guard let pending = pendingOffer else { return [] }
        pendingOffer = nil
        return [.respond(response(status, to: pending.request), pending.key)]
    }
}

import MediaTypes

/// Requests of ours within the dialog, and the answers to all of ours.
/// - Source: RFC 3261 sections 12.2.1.2, 14.1, 15.1.1; RFC 3311 section 5.1
extension Call {
    /// Changes the session: hold, resume, another codec.
    mutating func offer(_ body: SIPBody) -> [CallAction] {
        guard case .established = state, ourInvite == nil, pendingOffer == nil, unacknowledged == nil, glareRetry == nil else { return [] }
        return reinvite(body)
    }

    mutating func reinvite(_ body: SIPBody) -> [CallAction] {
        // What we wanted to send again has met an offer of theirs: theirs counts.
        guard case .established = state, ourInvite == nil, pendingOffer == nil, unacknowledged == nil, var request = dialog?.next(.invite)
        else { return [] }
        ourInvite = request.cseq.number
        localBody = body
        describe(&request)
        request.body = body
        return [.ask(request)]
    }

    /// A response to any request of ours.
    mutating func handle(
        _ response: SIPResponse, to request: SIPRequest, digest: inout DigestClient?, using identifiers: inout IdentifierSource,
        at now: MediaTime
    ) -> [CallAction] {
        if request.method == .invite, request.to.tag == nil {
            return handleInvited(response, to: request, digest: &digest, using: &identifiers, at: now)
        }
        if response.status.isProvisional { return [] }
        switch request.method {
        case .bye: return isLastBye(request) ? forget() : []
        case .invite: return changed(response, to: request, at: now)
        case .update: return refreshed(response, at: now)
        default: return []
        }
    }

    private func isLastBye(_ request: SIPRequest) -> Bool {
        guard case .closing = state else { return false }
        return request.to.tag == dialog?.remote.tag
    }

    private mutating func changed(_ response: SIPResponse, to request: SIPRequest, at now: MediaTime) -> [CallAction] {
        if response.status.isSuccess, let ack = dialog?.ack(sequence: request.cseq.number) {
            guard ourInvite == request.cseq.number else { return [.acknowledge(ack)] }
            ourInvite = nil
            dialog?.refreshTarget(response.contacts)
            sessionTimer = SessionTimer(askedAndAnswered: response, at: now) ?? sessionTimer?.restarted(at: now)
            return [.acknowledge(ack), .report(.offerAnswered(response.body))]
        }
        guard ourInvite == request.cseq.number, case .established = state else { return [] }
        ourInvite = nil
        switch response.status {
        case .requestPending:
            // Whoever made the Call-ID waits longer, so that both do not meet again.
            let range = isOutbound ? Specified.ownerGlareWaitMs : Specified.otherGlareWaitMs
            glareRetry = now + .milliseconds(Int64.random(in: range, using: &random) / 10 * 10)
            return []
        case .noSuchCall, .requestTimeout: return bye(.lost)
        default: return [.report(.offerRefused(response.status))]
        }
    }

    private mutating func refreshed(_ response: SIPResponse, at now: MediaTime) -> [CallAction] {
        guard case .established = state else { return [] }
        switch response.status {
        case .noSuchCall, .requestTimeout: return bye(.lost)
        case .methodNotAllowed, .notImplemented:
            peerAllowsUpdate = false
            return localBody.map { reinvite($0) } ?? []
        default:
            guard response.status.isSuccess else { return [] }
            dialog?.refreshTarget(response.contacts)
            sessionTimer = SessionTimer(askedAndAnswered: response, at: now) ?? sessionTimer?.restarted(at: now)
            return []
        }
    }

    /// A request of ours got no answer.
    /// - Source: RFC 3261 section 12.2.1.2
    mutating func timedOut(_ request: SIPRequest) -> [CallAction] {
        switch state {
        case .calling, .cancelling:
            guard request.method == .invite, request.cseq == invite.cseq else { return [] }
            return end(.unanswered) + forget()
        case .closing: return request.method == .bye && isLastBye(request) ? forget() : []
        case .established:
            guard request.method == .invite || request.method == .update, request.to.tag == dialog?.remote.tag else { return [] }
            return bye(.lost)
        case .ringing, .answering, .ended: return []
        }
    }
}

import MediaTypes

/// The side that calls. A call may ring in many places at once: the first answer is taken, the others get ACK and BYE.
/// - Source: RFC 3261 sections 9.1, 13.2; RFC 3262 section 4
extension Call {
    /// Sends the INVITE.
    mutating func dial() -> [CallAction] {
        describe(&invite)
        return [.ask(invite)]
    }

    /// A response to one of our INVITEs that began the call.
    mutating func handleInvited(
        _ response: SIPResponse, to request: SIPRequest, digest: inout DigestClient?, using identifiers: inout IdentifierSource,
        at now: MediaTime
    ) -> [CallAction] {
        if response.status.isProvisional { return rings(response, to: request, at: now) }
        if response.status.isSuccess { return answered(response, to: request, at: now) }
        guard request.cseq == invite.cseq else { return [] }
        switch state {
        case .cancelling: return end(.unanswered) + forget()
        case .calling: break
        default: return []
        }
        switch response.status {
        case .unauthorized, .proxyAuthenticationRequired:
            return challenged(response, &digest, &identifiers)
        case .sessionIntervalTooSmall:
            guard let least = response.headers.number("Min-SE"), least <= 86_400, credentialTries <= Chosen.credentialTries else { break }
            credentialTries += 1
            return again {
                $0.set("Session-Expires", String(max(Int(least), Chosen.sessionInterval)))
                $0.set("Min-SE", String(least))
            }
        default: break
        }
        // A redirection is no answer either: who is called is the caller's business alone.
        return end(.refused(response.status)) + forget()
    }

    private mutating func rings(_ response: SIPResponse, to request: SIPRequest, at now: MediaTime) -> [CallAction] {
        let isFirst = !hasProvisional
        hasProvisional = true
        switch state {
        // Now the CANCEL may go: RFC 3261 section 9.1.
        case .cancelling: return isFirst ? [.cancel(sequence: invite.cseq.number)] : []
        case .calling: break
        default: return []
        }
        guard response.status.code > 100 else { return [] }
        var actions: [CallAction] = [.report(.progress(response.status, response.body))]
        guard let tag = response.to.tag, forks[tag] != nil || forks.count < Chosen.forks else { return actions }
        var dialog = forks[tag] ?? Dialog(calling: request, answeredBy: response)
        if response.headers.tokens("Require").contains("100rel"), let number = response.headers.number("RSeq") {
            // In order, each once: RFC 3262 section 4.
            let isNext = reliable[tag].map { number == $0 &+ 1 } ?? true
            guard isNext else { return [] }
            reliable[tag] = number
            var prack = dialog.next(.prack)
            prack.add("RAck", "\(number) \(response.cseq.text)")
            actions.insert(.ask(prack), at: 0)
        }
        forks[tag] = dialog
        return actions
    }

    private mutating func answered(_ response: SIPResponse, to request: SIPRequest, at now: MediaTime) -> [CallAction] {
        let tag = response.to.tag ?? ""
        // The same answer again wants the same ACK again.
        if let ack = acks[tag] { return [.acknowledge(ack)] }
        guard acks.count < Chosen.forks else { return [] }
        var dialog = Dialog(calling: request, answeredBy: response)
        if let early = forks[tag] { dialog.skip(to: early.localSequence) }
        let ack = dialog.ack(sequence: response.cseq.number)
        acks[tag] = ack
        guard case .calling = state else {
            // Too late, or another fork.
            let bye = dialog.next(.bye)
            guard case .cancelling = state else { return [.acknowledge(ack), .ask(bye)] }
            self.dialog = dialog
            state = .closing
            return [.acknowledge(ack), .ask(bye)] + end(.unanswered)
        }
        self.dialog = dialog
        state = .established
        sessionTimer = SessionTimer(askedAndAnswered: response, at: now)
        peerAllowsUpdate = response.headers.tokens("Allow").contains("update")
        return [.acknowledge(ack), .report(.answered(response.body))]
    }

    /// Only here, before there is anybody else than our trunk: within a call whoever sits at the far end could ask for the password.
    private mutating func challenged(
        _ response: SIPResponse, _ digest: inout DigestClient?, _ identifiers: inout IdentifierSource
    ) -> [CallAction] {
        let outcome = digest?.handle(response, to: .invite, uri: invite.uri, tries: credentialTries, using: &identifiers)
        guard case .answer(let authorization)? = outcome else { return end(.unauthorized) + forget() }
        credentialTries += 1
        return again { $0.set(authorization.name, authorization.value) }
    }

    /// The INVITE anew, with the next number.
    private mutating func again(_ change: (inout SIPRequest) -> Void) -> [CallAction] {
        var next = SIPRequest(
            .invite, invite.uri, from: invite.from, to: invite.to, callID: invite.callID, sequence: invite.cseq.number &+ 1)
        for field in invite.headers.all where !["Via", "Max-Forwards", "From", "To", "Call-ID", "CSeq"].contains(field.name) {
            next.add(field.name, field.value)
        }
        next.body = invite.body
        change(&next)
        invite = next
        hasProvisional = false
        forks = [:]
        return [.ask(invite)]
    }

    /// Nobody is to answer any more.
    mutating func giveUp(_ reason: CallEnd, at now: MediaTime) -> [CallAction] {
        state = .cancelling(until: now + Specified.transactionLifetime + Specified.transactionLifetime)
        return (hasProvisional ? [.cancel(sequence: invite.cseq.number)] : []) + end(reason)
    }
}

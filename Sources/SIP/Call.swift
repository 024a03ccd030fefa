import MediaTypes

/// One call, in either direction, from the first request to the answer to the last. It knows no addresses and no session descriptions.
///
/// After each call do the actions in their order, and call `advance` when `deadline` has come.
/// - Source: RFC 3261 sections 9, 12 to 15; RFC 3262, 3311, 4028
struct Call: Sendable {
    enum State: Sendable {
        /// Somebody calls; no final response yet.
        case ringing(until: MediaTime)
        /// We have answered; no ACK yet.
        case answering
        /// We call; no final response yet.
        case calling(until: MediaTime)
        /// We have given up calling, and wait for what becomes of the INVITE.
        case cancelling(until: MediaTime)
        case established
        /// Our BYE is on its way.
        case closing
        case ended
    }

    /// A request that changes the session and waits for an answer from above.
    struct PendingOffer: Sendable {
        let request: SIPRequest
        let key: TransactionKey
    }

    var state: State
    /// Of the request that began it, or of the one sent last.
    var invite: SIPRequest
    /// Nil for a dial-out that nobody has answered.
    var dialog: Dialog?
    let isOutbound: Bool
    let localTag: String
    /// Our Contact, as in a header field.
    let contact: String
    var random: SplitMix64

    // Called.
    /// Of the first INVITE.
    var inviteKey: TransactionKey?
    var unconfirmed: Resending?
    var unacknowledged: Resending?
    var nextReliable: UInt32 = 1
    /// Given by us while a reliable 1xx with a session was not confirmed.
    var heldAnswer: SIPBody?
    /// We hung up before ACK, when no BYE is allowed.
    var hangsUpAfterACK = false

    // Calling.
    var hasProvisional = false
    var credentialTries = 0
    /// Of each fork, by its tag; and the last reliable 1xx of each.
    var forks: [String: Dialog] = [:]
    var reliable: [String: UInt32] = [:]
    var acks: [String: SIPRequest] = [:]

    // Both.
    var pendingOffer: PendingOffer?
    /// The number of a re-INVITE of ours that waits for its final response.
    var ourInvite: UInt32?
    /// The session that we last described: for a refresh.
    var localBody: SIPBody?
    /// Ours again after glare, and when.
    var glareRetry: MediaTime?
    var sessionTimer: SessionTimer?
    var peerAllowsUpdate: Bool
    var hasReportedEnd = false

    /// Of a call that comes in.
    init(inbound request: SIPRequest, key: TransactionKey, localTag: String, contact: String, seed: UInt64, at now: MediaTime) {
        state = .ringing(until: now + Chosen.ringingLimit)
        invite = request
        dialog = Dialog(answering: request, localTag: localTag)
        isOutbound = false
        self.localTag = localTag
        self.contact = contact
        random = SplitMix64(seed: seed)
        inviteKey = key
        peerAllowsUpdate = request.headers.tokens("Allow").contains("update")
    }

    /// Of a call that goes out.
    init(outbound request: SIPRequest, localTag: String, contact: String, seed: UInt64, at now: MediaTime) {
        state = .calling(until: now + Chosen.ringingLimit)
        invite = request
        isOutbound = true
        self.localTag = localTag
        self.contact = contact
        random = SplitMix64(seed: seed)
        localBody = request.body
        peerAllowsUpdate = false
    }

    /// Somebody calls, and has not confirmed the answer yet.
    var isUnconfirmed: Bool {
        switch state {
        case .ringing, .answering: true
        case .calling, .cancelling, .established, .closing, .ended: false
        }
    }

    /// When to call `advance`; nil when nothing is due.
    var deadline: MediaTime? {
        var times = [unconfirmed?.deadline, unacknowledged?.deadline]
        switch state {
        case .ringing(let until), .calling(let until), .cancelling(let until): times.append(until)
        case .answering: break
        case .established: times += [glareRetry, sessionTimer?.deadline]
        case .closing, .ended: return nil
        }
        return times.compactMap { $0 }.min()
    }

    /// Does what is due.
    mutating func advance(to now: MediaTime) -> [CallAction] {
        switch state {
        case .ringing(let until) where now >= until: return refuse(.temporarilyUnavailable) + end(.unanswered)
        case .calling(let until) where now >= until: return giveUp(.unanswered, at: now)
        case .cancelling(let until) where now >= until: return end(.unanswered) + forget()
        case .closing, .ended: return []
        default: break
        }
        let actions = resend(now)
        guard case .established = state else { return actions }
        return actions + retryAfterGlare(now) + keepSession(now)
    }

    private mutating func resend(_ now: MediaTime) -> [CallAction] {
        var actions: [CallAction] = []
        switch unconfirmed?.advance(to: now) {
        case .again?: if let unconfirmed { actions.append(.respond(unconfirmed.response, unconfirmed.key)) }
        case .gaveUp?:
            // RFC 3262 section 3: reject the INVITE with a 5xx.
            unconfirmed = nil
            return refuse(.serverError) + end(.lost)
        case nil: break
        }
        switch unacknowledged?.advance(to: now) {
        case .again?: if let unacknowledged { actions.append(.respond(unacknowledged.response, unacknowledged.key)) }
        case .gaveUp?:
            // RFC 3261 section 13.3.1.4: the dialog stands, and a BYE ends it.
            unacknowledged = nil
            return actions + bye(.lost)
        case nil: break
        }
        return actions
    }

    private mutating func retryAfterGlare(_ now: MediaTime) -> [CallAction] {
        guard let glareRetry, now >= glareRetry else { return [] }
        self.glareRetry = nil
        return localBody.map { reinvite($0) } ?? []
    }

    private mutating func keepSession(_ now: MediaTime) -> [CallAction] {
        switch sessionTimer?.advance(to: now) {
        case .refresh?: return refresh()
        case .expiry?: return bye(.lost)
        case nil: return []
        }
    }

    /// UPDATE without a body where the other side knows it, else the same session again.
    private mutating func refresh() -> [CallAction] {
        guard peerAllowsUpdate else { return localBody.map { reinvite($0) } ?? [] }
        guard var request = dialog?.next(.update) else { return [] }
        describe(&request)
        return [.ask(request)]
    }

    // MARK: What is common to all messages

    /// Who and where we are, and what we know.
    func describe(_ request: inout SIPRequest) {
        request.add("Contact", contact)
        request.add("Allow", SIPMethod.served.map(\.name).joined(separator: ", "))
        request.add("Supported", "100rel, timer")
        request.add("Session-Expires", sessionTimer?.refreshText ?? "\(Chosen.sessionInterval)")
        request.add("Min-SE", String(Specified.shortestSessionInterval))
    }

    /// A response within the dialog.
    func response(_ status: SIPStatus, to request: SIPRequest, body: SIPBody? = nil) -> SIPResponse {
        var response = SIPResponse(status, to: request, tag: localTag)
        if request.method == .invite || request.method == .update {
            if status.code < 300 {
                for field in request.headers.fields("Record-Route") { response.add("Record-Route", field.value) }
                response.add("Contact", contact)
            }
            response.add("Allow", SIPMethod.served.map(\.name).joined(separator: ", "))
            response.add("Supported", "100rel, timer")
        }
        response.body = body
        return response
    }

    /// Says it once.
    mutating func end(_ reason: CallEnd) -> [CallAction] {
        guard !hasReportedEnd else { return [] }
        hasReportedEnd = true
        return [.report(.ended(reason))]
    }

    mutating func forget() -> [CallAction] {
        state = .ended
        return [.forget]
    }

    /// Ends a dialog that stands.
    mutating func bye(_ reason: CallEnd) -> [CallAction] {
        guard let request = dialog?.next(.bye) else { return end(reason) + forget() }
        state = .closing
        return [.ask(request)] + end(reason)
    }

    /// Ends the call, whatever it is doing.
    mutating func hangUp(at now: MediaTime) -> [CallAction] {
        switch state {
        case .ringing: return refuse(.decline) + end(.here)
        case .answering:
            hangsUpAfterACK = true
            return end(.here)
        case .calling: return giveUp(.here, at: now)
        case .established: return bye(.here)
        case .cancelling, .closing, .ended: return []
        }
    }
}

import SIP

/// Calls, from above: as in `UserAgent`, at the time that it is.
extension SIPStation {
    /// Says that it rings; with a body, what there is to hear before the answer.
    public func ring(_ call: CallHandle, _ body: SIPBody? = nil) { perform(agent.ring(call, body, at: now)) }

    /// Answers: with the answer to the offer, or with an offer when there was none.
    public func accept(_ call: CallHandle, _ body: SIPBody) { perform(agent.accept(call, body, at: now)) }

    /// Does not answer.
    public func reject(_ call: CallHandle, _ status: SIPStatus) { perform(agent.reject(call, status, at: now)) }

    /// Ends the call, whatever it is doing.
    public func hangUp(_ call: CallHandle) { perform(agent.hangUp(call, at: now)) }

    /// Changes the session. Nothing happens while another change is under way.
    public func offer(_ call: CallHandle, _ body: SIPBody) { perform(agent.offer(call, body, at: now)) }

    /// The answer to `CallEvent.offered`.
    public func answerOffer(_ call: CallHandle, _ body: SIPBody) { perform(agent.answerOffer(call, body, at: now)) }

    /// Leaves the session as it is.
    public func refuseOffer(_ call: CallHandle, _ status: SIPStatus) { perform(agent.refuseOffer(call, status, at: now)) }

    /// Calls somebody over a trunk; whether that is allowed was decided above.
    /// - Returns: nil when there are too many calls, or the trunk's server has not been found
    public func dial(_ user: String, over trunk: TrunkID, _ body: SIPBody) -> CallHandle? {
        guard !isStopping, let (call, actions) = agent.dial(user, over: trunk, body, at: now) else { return nil }
        perform(actions)
        return call
    }

    /// Calls that are not over.
    public var callCount: Int { agent.callCount }
}

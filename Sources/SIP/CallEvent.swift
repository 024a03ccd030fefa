/// A call, for whoever is above.
public struct CallHandle: Sendable, Hashable {
    let number: UInt64
}

/// Somebody calls. What identifies the caller is for the time of the call only.
public struct IncomingCall: Sendable, Hashable {
    /// The number or name that was called: of the request line, else of To.
    public let dialled: String
    /// The caller's number or name; nil when withheld.
    public let caller: String?
    /// The offer; nil when the answer is to come from the caller, in ACK.
    public let offer: SIPBody?
    /// Where it came from.
    public let path: SIPPath
    /// Over which trunk; nil for who calls directly.
    public let trunk: TrunkID?
}

/// What happens in a call.
public enum CallEvent: Sendable, Hashable {
    /// Dial-out: it rings, or there is early media to hear.
    case progress(SIPStatus, SIPBody?)
    /// Dial-out: somebody has answered, with this session; ACK is on its way.
    case answered(SIPBody?)
    /// A 2xx of ours has arrived; with the other side's answer if the offer was ours.
    case confirmed(SIPBody?)
    /// The session is to change: call `answerOffer` or `refuseOffer`. Nil: the other side wants an offer of ours.
    case offered(SIPBody?)
    /// The answer to `offer`.
    case offerAnswered(SIPBody?)
    /// The other side keeps the session as it is.
    case offerRefused(SIPStatus)
    /// A key, by INFO.
    case digit(Character)
    /// Over; nothing else follows.
    case ended(CallEnd)
}

/// Why a call is over.
public enum CallEnd: Sendable, Hashable {
    /// We hung up.
    case here
    /// The other side hung up.
    case there
    /// The caller gave up before we answered.
    case cancelled
    /// Dial-out: no, with the reason.
    case refused(SIPStatus)
    /// Nobody answered in time.
    case unanswered
    /// The account's password or realm is wrong.
    case unauthorized
    /// The other side is not there any more: no ACK, no answer, or no refresh.
    case lost
}

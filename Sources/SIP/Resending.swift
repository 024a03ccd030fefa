import MediaTypes

/// A response to an INVITE that is sent until the other side says that it has it: a 2xx until ACK, a reliable 1xx until PRACK.
/// - Source: RFC 3261 section 13.3.1.4; RFC 3262 section 3
struct Resending: Sendable {
    let response: SIPResponse
    let key: TransactionKey
    /// Of the INVITE.
    let sequence: UInt32
    private var next: MediaTime
    private var interval = Specified.t1
    private let end: MediaTime
    private let longest: MediaTime

    init(_ response: SIPResponse, for key: TransactionKey, at now: MediaTime) {
        self.response = response
        self.key = key
        sequence = response.cseq.number
        next = now + Specified.t1
        end = now + Specified.transactionLifetime
        longest = response.status.isProvisional ? Specified.transactionLifetime : Specified.t2
    }

    enum Due { case again, gaveUp }

    var deadline: MediaTime { min(next, end) }

    mutating func advance(to now: MediaTime) -> Due? {
        if now >= end { return .gaveUp }
        guard now >= next else { return nil }
        interval = min(interval * 2, longest)
        next = now + interval
        return .again
    }
}

/// What a call wants done.
enum CallAction: Sendable {
    /// Through the transaction that the request came in.
    case respond(SIPResponse, TransactionKey)
    /// A new transaction of ours; its responses come back.
    case ask(SIPRequest)
    /// ACK of a 2xx: outside of transactions.
    case acknowledge(SIPRequest)
    /// The INVITE of that number is not wanted any more.
    case cancel(sequence: UInt32)
    /// For whoever is above.
    case report(CallEvent)
    /// Nothing more will come: forget the call.
    case forget
}

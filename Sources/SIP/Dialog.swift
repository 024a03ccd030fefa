/// What two user agents remember of each other: who is who, the way between them, and how far each has counted.
/// - Source: RFC 3261 section 12
struct Dialog: Sendable {
    let callID: String
    /// Ours, with our tag.
    let local: NameAddress
    /// Theirs, with their tag, if they have one (RFC 2543 had none).
    let remote: NameAddress
    /// Where the other side is: the Contact of the last request or response that may change it.
    private(set) var remoteTarget: URI
    /// The proxies in between, the nearest first.
    let routes: [NameAddress]
    /// Of our last request.
    private(set) var localSequence: UInt32
    private var remoteSequence: UInt32?

    /// Of the side that was called.
    /// - Source: RFC 3261 section 12.1.1
    init(answering request: SIPRequest, localTag: String) {
        callID = request.callID
        var local = request.to
        local.parameters.set("tag", to: localTag)
        self.local = local
        remote = request.from
        remoteTarget = request.contacts.first?.uri ?? request.from.uri
        routes = request.recordRoutes
        localSequence = 0
        remoteSequence = request.cseq.number
    }

    /// Of the side that calls.
    /// - Source: RFC 3261 section 12.1.2
    init(calling request: SIPRequest, answeredBy response: SIPResponse) {
        callID = request.callID
        local = request.from
        remote = response.to
        remoteTarget = response.contacts.first?.uri ?? request.uri
        routes = response.recordRoutes.reversed()
        localSequence = request.cseq.number
    }

    /// Whether a request within a dialog is within this one.
    func contains(_ request: SIPRequest) -> Bool {
        request.callID == callID && request.to.tag == local.tag && request.from.tag == remote.tag
    }

    /// Counts a request of theirs. A lower number than before is out of order: answered 500.
    /// - Source: RFC 3261 section 12.2.2
    mutating func admits(_ request: SIPRequest) -> Bool {
        if let remoteSequence, request.cseq.number <= remoteSequence { return false }
        remoteSequence = request.cseq.number
        return true
    }

    /// The other side is elsewhere now.
    mutating func refreshTarget(_ contacts: [NameAddress]) {
        if let contact = contacts.first { remoteTarget = contact.uri }
    }

    /// Requests were sent before the answer: goes on behind them.
    mutating func skip(to sequence: UInt32) { localSequence = max(localSequence, sequence) }

    /// Our next request.
    mutating func next(_ method: SIPMethod) -> SIPRequest {
        localSequence &+= 1
        return request(method, sequence: localSequence)
    }

    /// The ACK of a 2xx to the INVITE of that number.
    func ack(sequence: UInt32) -> SIPRequest { request(.ack, sequence: sequence) }

    /// - Source: RFC 3261 section 12.2.1.1
    private func request(_ method: SIPMethod, sequence: UInt32) -> SIPRequest {
        // A strict router wants to find itself in the request line, and us to put the target at the end.
        let isStrict = routes.first.map { $0.uri.sip?.isLooseRouter == false } ?? false
        let uri = isStrict ? routes.first?.uri ?? remoteTarget : remoteTarget
        var request = SIPRequest(method, Self.bare(uri), from: local, to: remote, callID: callID, sequence: sequence)
        for route in isStrict ? routes.dropFirst() : routes[...] { request.add("Route", route.text) }
        if isStrict { request.add("Route", NameAddress(remoteTarget).text) }
        return request
    }

    /// As a request line may have it: a Contact can hold header fields.
    private static func bare(_ uri: URI) -> URI {
        guard case .sip(var sip) = uri else { return uri }
        sip.headerText = nil
        return .sip(sip)
    }
}

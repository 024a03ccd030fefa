/// Which transaction a message belongs to. An ACK belongs to its INVITE; a CANCEL has one of its own and names another.
/// - Source: RFC 3261 sections 17.1.3, 17.2.3
struct TransactionKey: Sendable, Hashable {
    let name: String
    let method: SIPMethod

    /// Of a request that came.
    init(of request: SIPRequest) { self.init(of: request, as: request.method) }

    /// Of the INVITE that a CANCEL means.
    init(cancelledBy request: SIPRequest) { self.init(of: request, as: .invite) }

    private init(of request: SIPRequest, as method: SIPMethod) {
        self.method = method == .ack ? .invite : method
        let via = request.vias.first
        if let via, via.hasUniqueBranch {
            name = "\(via.branch ?? "")|\(Text.lowercased(via.host))|\(via.port ?? Specified.defaultPort)"
        } else {
            // RFC 2543 knows no branch: the fields that an ACK and a CANCEL have in common with their INVITE. The tag of To is in an ACK
            // and not in the INVITE before; so it is left out.
            name = "\(request.uri.text)|\(request.from.tag ?? "")|\(request.callID)|\(request.cseq.number)|\(via?.text ?? "")"
        }
    }

    /// Of a request of ours, by the branch that we gave it.
    init(branch: String, method: SIPMethod) {
        name = branch
        self.method = method
    }

    /// Of a response to a request of ours.
    init?(of response: SIPResponse) {
        // With a second hop it is not for us: RFC 3261 section 8.1.3.3.
        guard response.vias.count == 1, let branch = response.vias.first?.branch else { return nil }
        self.init(branch: branch, method: response.cseq.method)
    }
}

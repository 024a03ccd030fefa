import MediaTypes

/// Whose a call is that comes in: a trunk's, or of somebody who calls directly.
///
/// Providers send calls from other ports of their server, and connections come from any port, so the port alone does not tell. But a
/// telephone on the same machine may be allowed to call directly. Hence this rule, for what comes from the host of a trunk's server:
/// 1. from the very address and port of the server, or over our connection with it: the trunk's
/// 2. from another port, where the host may not call directly: the trunk's, for it is admitted as that alone
/// 3. from another port, where it may: the trunk's only if it says so, by the user that we registered or by the account's domain;
///    else direct
extension UserAgent {
    /// Of several accounts at one provider, that which is called.
    /// - Returns: nil for who calls directly
    func trunk(of request: SIPRequest, from source: SIPPath) -> Int? {
        let there = trunks.indices.filter { index in
            trunks[index].targets.contains { $0.address.isSameHost(as: source.address) }
        }
        let atServer = there.filter { index in trunks[index].targets.contains { $0.address == source.address } }
        let candidates =
            if !atServer.isEmpty { atServer }
            else if !gate.isAllowed(source.address) { there }
            else { there.filter { trunks[$0].trunk.isNamed(in: request) } }
        return candidates.first { trunks[$0].trunk.account.user == request.uri.user } ?? candidates.first
    }
}

extension Trunk {
    /// Whether a request calls what we registered, or comes from or goes to the provider's domain. A domain that is an address says
    /// nothing, since whoever calls from there names it too.
    fileprivate func isNamed(in request: SIPRequest) -> Bool {
        if registers, request.uri.user == account.user { return true }
        guard TransportAddress(host: account.domain, port: 0) == nil else { return false }
        return [request.from, request.to].contains { $0.uri.sip.map { Text.areSame($0.host, account.domain) } ?? false }
    }
}

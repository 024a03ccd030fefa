import SIP

/// Why a name leads nowhere. `description` is one line that says what would be right.
public enum ResolverError: Error, Sendable, Hashable {
    /// There is no such name, or it has no address.
    case noSuchName
    /// The name says itself that it does not offer this (RFC 2782: a target that is the root).
    case noSuchService
    /// No name server has answered.
    case noAnswer
    /// A name server has answered that it cannot tell.
    case failed
    /// The answer is none that can be read.
    case malformed(DNSError)

    /// Whether another question may be answered all the same.
    var isHopeful: Bool { self != .noSuchService }
}

extension ResolverError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noSuchName: "there is no such server name, or it has no address: check the trunk's server"
        case .noSuchService:
            "the provider says that it does not offer SIP over this transport: try another transport, udp, tcp or tls, for the trunk"
        case .noAnswer: "no name server answers: check the box's network, and the name servers in /etc/resolv.conf"
        case .failed: "the name server cannot tell the server's address: check the trunk's server; the box asks again by itself"
        case .malformed(let error): "the name server's answer cannot be read (\(error)): ask another name server"
        }
    }
}

import MediaTypes
import NIOPosix
import SIP

/// Finds the addresses behind a trunk's server: SRV, then A and AAAA. NAPTR is not asked for, the transport is configured.
/// - Source: RFC 3263 section 4.2; RFC 2782
public struct TrunkResolver: Sendable {
    /// A name with more places than this is not tried to its end anyway.
    static var mostTargets: Int { 16 }

    private let nameServer: TransportAddress?

    /// - Parameter nameServer: whom to ask for SRV (IPv4); nil for the name servers of this machine
    public init(nameServer: TransportAddress? = nil) { self.nameServer = nameServer }

    /// The places to try, the best first.
    /// - Parameter port: nil to ask for SRV, and without any to take the transport's own
    public func targets(of host: String, port: UInt16?, over transport: SIPTransport) async throws(ResolverError) -> [SIPPath] {
        if let address = TransportAddress(host: host, port: port ?? transport.defaultPort) { return [SIPPath(transport, address)] }
        let nameServer = nameServer
        let found: Result<[SIPPath], ResolverError>
        do {
            found = try await NIOThreadPool.singleton.runIfActive {
                Result { () throws(ResolverError) in try Self.lookUp(host, port, transport, nameServer) }
            }
        } catch { throw .failed }
        return try found.get()
    }

    private static func lookUp(_ host: String, _ port: UInt16?, _ transport: SIPTransport, _ nameServer: TransportAddress?)
        throws(ResolverError) -> [SIPPath]
    {
        if port == nil {
            do throws(ResolverError) {
                let targets = try services(of: host, transport, nameServer)
                if !targets.isEmpty { return targets }
            } catch where !error.isHopeful {
                throw error
            } catch {
                // Routers at home that know nothing of SRV, and answer all the rest.
            }
        }
        return try NameService.addresses(of: host, port: port ?? transport.defaultPort).prefix(mostTargets).map { SIPPath(transport, $0) }
    }

    /// None when nobody has been entered for it.
    private static func services(of host: String, _ transport: SIPTransport, _ nameServer: TransportAddress?) throws(ResolverError)
        -> [SIPPath]
    {
        let records = try NameService.services(of: "\(transport.serviceName).\(host)", server: nameServer)
        guard !records.isEmpty else { return [] }
        var random = SystemRandomNumberGenerator()
        let ordered = ServiceRecord.ordered(records, using: &random)
        guard !ordered.isEmpty else { throw .noSuchService }
        var targets: [SIPPath] = []
        for record in ordered where targets.count < mostTargets {
            // One of them may be gone, the others serve.
            guard let addresses = try? NameService.addresses(of: record.host, port: record.port) else { continue }
            for address in addresses where !targets.contains(SIPPath(transport, address)) { targets.append(SIPPath(transport, address)) }
        }
        guard !targets.isEmpty else { throw .noSuchName }
        return Array(targets.prefix(mostTargets))
    }
}

extension SIPTransport {
    /// - Source: RFC 3263 section 4.1
    fileprivate var serviceName: String {
        switch self {
        case .udp: "_sip._udp"
        case .tcp: "_sip._tcp"
        case .tls: "_sips._tcp"
        }
    }
}

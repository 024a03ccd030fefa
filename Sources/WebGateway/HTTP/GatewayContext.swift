import Conference
import Hummingbird
import MediaTypes
import NIOCore

/// What is known of a request besides its text.
struct GatewayContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    /// Who asks; kept for as long as the request lasts. At first the other end of the connection, which may be a reverse proxy: see
    /// `ForwardedCaller`.
    var caller: TransportAddress?

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        caller = source.channel.remoteAddress.flatMap(TransportAddress.init)
    }

    /// From this very machine: a browser on it, or a reverse proxy that is not trusted to say for whom it asks.
    var isNearby: Bool { caller?.isLoopback ?? false }

    var origin: JoinOrigin { JoinOrigin(caller ?? TransportAddress(high: 0, low: 0, port: 0)) }

    /// Bodies hold an offer at most.
    var maxUploadSize: Int { Chosen.maxBodyBytes }
}

extension TransportAddress {
    /// Nil for a socket of another kind.
    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let four):
            self.init(ipv4: UInt32(bigEndian: four.address.sin_addr.s_addr), port: UInt16(bigEndian: four.address.sin_port))
        case .v6(let six):
            let bytes = unsafe withUnsafeBytes(of: six.address.sin6_addr) { unsafe Array($0) }
            func word(_ at: Int) -> UInt64 { bytes[at..<at + 8].reduce(0) { $0 << 8 | UInt64($1) } }
            self.init(high: word(0), low: word(8), port: UInt16(bigEndian: six.address.sin6_port))
        case .unixDomainSocket: return nil
        }
    }
}

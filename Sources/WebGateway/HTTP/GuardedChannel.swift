import HummingbirdCore
import Logging
import MediaTypes
import NIOCore
import NIOHTTPTypes
import NIOSSL
import Profiles
import Reception
import Synchronization

/// An HTTP/1.1 connection with the limits of a service that strangers reach; by TLS where there is a certificate.
struct GuardedChannel: HTTPChannelHandler {
    typealias Accepted = AcceptedConnection<HTTPRequestPart, HTTPResponsePart>

    private let base: HTTP1Channel
    /// Nil for plain HTTP.
    private let certificates: CertificateStore?
    private let connections: ConnectionCount

    var responder: HTTPChannelHandler.Responder { base.responder }

    init(responder: @escaping HTTPChannelHandler.Responder, certificates: CertificateStore?, connections: ConnectionCount) {
        var decoder = HTTP1Channel.Configuration.DecoderConfiguration()
        decoder.maxHeaderFieldSize = Chosen.maxHeaderBytes
        decoder.maxHeaderListSize = Chosen.maxHeaderBytes
        decoder.maxHeaderFieldCount = Chosen.maxHeaderFields
        base = HTTP1Channel(
            responder: responder,
            configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [RequestDeadline()], httpDecoderConfiguration: decoder))
        self.certificates = certificates
        self.connections = connections
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Accepted> {
        guard let ticket = connections.enter(channel.remoteAddress.flatMap(TransportAddress.init)) else {
            return channel.eventLoop.makeFailedFuture(ChannelError.operationUnsupported)
        }
        let connections = connections
        channel.closeFuture.whenComplete { _ in connections.leave(ticket) }
        let certificates = certificates
        return channel.eventLoop.makeCompletedFuture {
            if let certificates { try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificates.context)) }
            try channel.pipeline.syncOperations.addHandler(ByteWatch())
        }.flatMap { base.setup(channel: channel, logger: logger) }.map { Accepted($0) }
    }

    func handle(value: Accepted, logger: Logger) async { await base.handle(value: value.take(), logger: logger) }
}

extension AcceptedConnection: ServerChildChannelValue {}

/// Connections at a time, from one network and in all.
final class ConnectionCount: Sendable {
    /// What `leave` gives back.
    struct Ticket: Sendable { fileprivate let key: UInt64? }

    private struct Counts {
        var all = 0
        var byNetwork: [UInt64: Int] = [:]
    }

    private let counts = Mutex(Counts())
    private let trustedProxies: Set<IPAddress>

    init(trustedProxies: Set<IPAddress> = []) { self.trustedProxies = trustedProxies }

    var all: Int { counts.withLock { $0.all } }

    /// From how many networks, this machine and trusted proxies left out.
    var networkCount: Int { counts.withLock { $0.byNetwork.count } }

    /// - Returns: nil when there are too many
    func enter(_ address: TransportAddress?) -> Ticket? {
        // A reverse proxy is one address for everybody.
        let isProxy = address.map { trustedProxies.contains(IPAddress(high: $0.high, low: $0.low)) } ?? false
        let key = address.flatMap { $0.isLoopback || isProxy ? nil : $0.ipv4.map(UInt64.init) ?? $0.high }
        return counts.withLock { counts in
            guard counts.all < Chosen.connections else { return nil }
            if let key {
                guard counts.byNetwork[key, default: 0] < Chosen.connectionsPerNetwork else { return nil }
                counts.byNetwork[key, default: 0] += 1
            }
            counts.all += 1
            return Ticket(key: key)
        }
    }

    func leave(_ ticket: Ticket) {
        counts.withLock { counts in
            counts.all -= 1
            guard let key = ticket.key, let count = counts.byNetwork[key] else { return }
            if count > 1 { counts.byNetwork[key] = count - 1 } else { counts.byNetwork.forget(key) }
        }
    }
}

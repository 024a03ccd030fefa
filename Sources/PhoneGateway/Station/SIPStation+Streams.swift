import Glibc
import MediaTypes
import NIOCore
import NIOPosix
import NIOSSL
import SIP

/// Connections by TCP and TLS.
/// - Source: RFC 3261 section 18; RFC 5922; RFC 5923 is not followed: a connection serves the far end that it has
extension SIPStation {
    /// What is sent and not acknowledged for so long ends a connection, as the system does after a quarter of an hour only.
    static var tcpUserTimeout: ChannelOptions.Types.SocketOption {
        ChannelOptions.Types.SocketOption(level: .tcp, name: NIOBSDSocket.Option(rawValue: TCP_USER_TIMEOUT))
    }

    /// Takes a connection, or throws: then it is closed, without a byte to it.
    func admit(_ channel: any Channel, _ transport: SIPTransport) throws {
        guard !isStopping, let far = channel.remoteAddress.flatMap(TransportAddress.init), agent.admitsConnection(from: far) else {
            throw ChannelError.operationUnsupported
        }
        let others = streams.filter { $0.value.isAccepted }.keys
        guard others.count < settings.limits.connections,
            others.count(where: { $0.address.high == far.high && $0.address.low == far.low }) < settings.limits.connectionsPerAddress
        else {
            own.refusedConnections += 1
            throw ChannelError.operationUnsupported
        }
        let path = SIPPath(transport, far)
        if transport == .tls {
            guard let serverSecurity else { throw ChannelError.operationUnsupported }
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: serverSecurity))
        }
        try channel.pipeline.syncOperations.addHandler(StreamReceiver(self, path))
        streams[path] = StreamConnection(channel: channel, isAccepted: true, isConnected: true, heardAt: now)
        watch(channel, path)
        settle()
    }

    private func watch(_ channel: any Channel, _ path: SIPPath) {
        channel.closeFuture.whenComplete { _ in self.assumeIsolated { $0.closed(path, channel) } }
    }

    func receive(_ bytes: [UInt8], over path: SIPPath, _ channel: any Channel) {
        guard streams[path]?.channel === channel else { return }
        streams[path]?.hasSpoken = true
        streams[path]?.heardAt = now
        let events = streams[path]?.framer.handle(bytes, at: now) ?? []
        let local = contact(toward: path)
        for event in events { perform(agent.receive(event, from: path, to: local, at: now)) }
        settle()
    }

    /// Why it is about to end.
    func note(_ failure: ConnectionFailure, of path: SIPPath, _ channel: any Channel) {
        guard let stream = streams[path], stream.channel === channel, stream.failure == nil else { return }
        streams[path]?.failure = failure
    }

    private func closed(_ path: SIPPath, _ channel: any Channel) {
        guard streams[path]?.channel === channel else { return }
        lose(path, streams[path]?.failure ?? .ended)
    }

    private func lose(_ path: SIPPath, _ failure: ConnectionFailure) {
        streams.forget(path)
        for id in trunks.keys where agent.target(of: id) == path { trunks[id]?.connectionFailure = failure }
        perform(agent.connectionLost(path, at: now))
    }

    // MARK: Ours

    func send(_ bytes: [UInt8], over path: SIPPath) {
        guard let stream = streams[path] else { return connect(to: path, sending: bytes) }
        guard stream.isConnected, let channel = stream.channel else {
            if stream.waiting.count < Chosen.waitingMessages { streams[path]?.waiting.append(bytes) }
            return
        }
        // Who does not read what was asked for gets no more.
        guard channel.isWritable else {
            own.stuckConnections += 1
            return channel.close(promise: nil)
        }
        channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil)
    }

    private func connect(to path: SIPPath, sending bytes: [UInt8]) {
        guard !isFinished, streams.values.count(where: { !$0.isAccepted }) < settings.limits.connections else { return loseSoon(path, .noAnswer) }
        streams[path] = StreamConnection(isAccepted: false, isConnected: false, heardAt: now, waiting: [bytes])
        ClientBootstrap(group: loop)
            .connectTimeout(.nanoseconds(Chosen.connecting.nanoseconds))
            .channelOption(Self.tcpUserTimeout, value: Chosen.lostConnection)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try self.assumeIsolated { try $0.prepare(channel, path) } }
            }
            .connect(to: path.address.socketAddress(isIPv6: false))
            .whenComplete { result in self.assumeIsolated { $0.connected(path, result) } }
    }

    private func prepare(_ channel: any Channel, _ path: SIPPath) throws {
        if path.transport == .tls { try channel.pipeline.syncOperations.addHandler(try security(of: path)) }
        try channel.pipeline.syncOperations.addHandler(StreamReceiver(self, path))
        streams[path]?.channel = channel
    }

    /// Only trunks have a name that can be proved.
    private func security(of path: SIPPath) throws -> NIOSSLClientHandler {
        guard let entry = trunks.values.first(where: { $0.targets.contains(path) }), let security = entry.security else {
            throw ConnectionFailure.otherName
        }
        // Without a name it is the address that the certificate must be for.
        let isAddress = TransportAddress(host: entry.trunk.host, port: 0) != nil
        return try NIOSSLClientHandler(context: try security.get(), serverHostname: isAddress ? nil : entry.trunk.host)
    }

    private func connected(_ path: SIPPath, _ result: Result<any Channel, any Error>) {
        switch result {
        case .failure(let error): lose(path, ConnectionFailure(error))
        case .success(let channel):
            guard let stream = streams[path], stream.channel === channel, !isFinished else { return channel.close(promise: nil) }
            streams[path]?.isConnected = true
            streams[path]?.waiting = []
            streams[path]?.heardAt = now
            watch(channel, path)
            for bytes in stream.waiting { channel.writeAndFlush(ByteBuffer(bytes: bytes), promise: nil) }
            settle()
        }
    }

    /// Closes connections over which nothing has come for as long as a request waits for its answer: the system at the other end is there, but
    /// the program is not. The next request makes a new one.
    func closeSilent(_ paths: [SIPPath]) {
        for path in paths {
            guard let stream = streams[path], stream.isConnected, stream.heardAt + Chosen.silence <= now else { continue }
            streams[path]?.failure = .noAnswer
            streams[path]?.isConnected = false
            stream.channel?.close(promise: nil)
        }
    }

    /// After what is under way, as if the network had said so.
    private func loseSoon(_ path: SIPPath, _ failure: ConnectionFailure) {
        loop.execute { self.assumeIsolated { $0.lose(path, failure) } }
    }

    // MARK: Time

    var streamDeadline: MediaTime? { streams.values.compactMap { $0.deadline(settings.limits) }.min() }

    /// Closes what is too slow, and what nobody needs.
    func advanceStreams() {
        for (path, stream) in streams {
            guard let deadline = stream.deadline(settings.limits), now >= deadline else { continue }
            let events = streams[path]?.framer.advance(to: now) ?? []
            let isSlow = !events.isEmpty || stream.isAccepted && !stream.hasSpoken
            guard isSlow || !agent.needs(path) else {
                streams[path]?.heardAt = now
                continue
            }
            if isSlow { own.slowConnections += 1 }
            for event in events { perform(agent.receive(event, from: path, at: now)) }
            // From here on it is not looked after any more.
            streams[path]?.isConnected = false
            stream.channel?.close(promise: nil)
        }
    }
}

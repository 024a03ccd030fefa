import Glibc
import MediaTypes
import NIOCore
import NIOPosix
import NIOSSL
import SIP

/// SIP on sockets: a `UserAgent` with UDP, TCP and TLS, a clock and the name servers. It decides nothing about calls, and logs nothing.
///
/// - Threads: an actor on one event loop, on which its sockets are too, so that what comes is dealt with in its order and at once
public actor SIPStation {
    struct TrunkEntry {
        let trunk: StationTrunk
        /// For TLS.
        let security: Result<NIOSSLContext, ConnectionFailure>?
        var targets: [SIPPath] = []
        var lookUp = TrunkStatus.LookUp.pending
        var isLookingUp = false
        var lookUpAt: MediaTime
        var lookedUpAt: MediaTime?
        var failedLookUps = 0
        var connectionFailure: ConnectionFailure?
    }

    /// What happens, to be read by one.
    public nonisolated let events: AsyncStream<StationEvent>
    public nonisolated var unownedExecutor: UnownedSerialExecutor { unsafe loop.executor.asUnownedSerialExecutor() }

    nonisolated let settings: StationSettings
    nonisolated let loop: any EventLoop
    let resolver: TrunkResolver
    var agent: UserAgent
    var streams: [SIPPath: StreamConnection] = [:]
    var trunks: [TrunkID: TrunkEntry] = [:]
    var own = StationCounters()
    /// Nil without TLS.
    var serverSecurity: NIOSSLContext?
    /// Where we listen.
    public private(set) var ports: [SIPTransport: UInt16] = [:]
    private(set) var isStopping = false
    /// Nothing is sent any more.
    private(set) var isFinished = false

    private let sink: AsyncStream<StationEvent>.Continuation
    private var datagrams: (any Channel)?
    private var isIPv6 = true
    private var listeners: [any Channel] = []
    private var timer: (at: MediaTime, task: Scheduled<Void>)?
    private var stopBy: MediaTime?
    private var stopWaiters: [CheckedContinuation<Void, Never>] = []
    /// Which of our addresses leads to whom, for a while; by a hash, so that whom cannot be had from it.
    private var localEnds: [Int: (address: TransportAddress, until: MediaTime)] = [:]

    /// Listens from here on. Whoever has made it calls `stop` in the end.
    public init(_ settings: StationSettings, resolver: TrunkResolver = TrunkResolver()) async throws(StationError) {
        self.settings = settings
        self.resolver = resolver
        loop = MultiThreadedEventLoopGroup.singleton.next()
        (events, sink) = AsyncStream.makeStream(of: StationEvent.self)
        var random = SystemRandomNumberGenerator()
        agent = UserAgent(
            UserAgentSettings(localAddresses: [:], admitted: settings.admitted), secret: (0..<32).map { _ in UInt8.random(in: 0...255, using: &random) })
        if settings.tlsPort != nil {
            guard let files = settings.certificate else { throw .noCertificate }
            serverSecurity = try StationSecurity.server(files)
        }
        do throws(StationError) { try await listen() } catch {
            await closeAll()
            throw error
        }
    }

    /// Reads the certificate files again. Those that cannot be used change nothing; connections that stand keep what they have.
    public func reloadCertificates() throws(StationError) {
        guard let files = settings.certificate, serverSecurity != nil else { return }
        serverSecurity = try StationSecurity.server(files)
    }

    public var counters: StationCounters {
        var counters = own
        counters.messages = agent.counters
        return counters
    }

    /// Which of our addresses leads to somebody, with the port at which we listen.
    public func localAddress(toward path: SIPPath) -> TransportAddress {
        var far = path.address
        far.port = 0
        var local: TransportAddress
        let key = far.hashValue
        if let known = localEnds[key], known.until > now {
            local = known.address
        } else {
            let bound = settings.address.flatMap { $0.isUnspecified ? nil : $0 }
            local = bound ?? path.address.localEnd() ?? TransportAddress(ipv4: 0, port: 0)
            if localEnds.count >= Chosen.localEnds { localEnds = [:] }
            localEnds[key] = (local, now + Chosen.localEndLife)
        }
        local.port = ports[path.transport] ?? ports[.udp] ?? 0
        return local
    }

    /// The same as the other side can use it: from behind a router, the router's. Whoever is behind it too does not find us at its outside.
    func contact(toward path: SIPPath) -> TransportAddress {
        let local = localAddress(toward: path)
        guard !path.address.isLocal, let known = settings.publicAddress() else { return local }
        return TransportAddress(high: known.high, low: known.low, port: local.port)
    }

    // MARK: What comes, and what is done about it

    var now: MediaTime { .nanoseconds(Int64(clamping: NIODeadline.now().uptimeNanoseconds)) }

    func receive(_ datagram: [UInt8], from source: TransportAddress) {
        let path = SIPPath(.udp, source)
        perform(agent.receive(datagram, from: path, to: agent.isAdmitted(source) ? contact(toward: path) : nil, at: now))
    }

    func perform(_ actions: [UserAgentAction]) {
        for action in actions {
            switch action {
            case .send(let bytes, to: let path): send(bytes, to: path)
            case .close(let path): streams[path]?.channel?.close(promise: nil)
            case .incoming(let call, let incoming): sink.yield(.incoming(call, incoming, trunk: incoming.trunk))
            case .call(let call, let event): sink.yield(.call(call, event))
            case .registration(let trunk, let status):
                note(status, of: trunk)
                sink.yield(.registration(trunk, status))
            }
        }
        settle()
    }

    private func send(_ bytes: [UInt8], to path: SIPPath) {
        guard path.transport == .udp else { return send(bytes, over: path) }
        let far = path.address.socketAddress(isIPv6: isIPv6)
        datagrams?.writeAndFlush(AddressedEnvelope(remoteAddress: far, data: ByteBuffer(bytes: bytes)), promise: nil)
    }

    /// Whether datagrams can go there.
    func reaches(_ path: SIPPath) -> Bool {
        guard path.transport == .udp else { return true }
        guard let address = settings.address, !address.isUnspecified else { return isIPv6 || path.address.ipv4 != nil }
        return (address.ipv4 == nil) == (path.address.ipv4 == nil)
    }

    // MARK: Time

    /// Sets the timer to what is due next.
    func settle() {
        guard !isFinished else { return }
        if isStopping { finishIfQuiet() }
        let deadline = [agent.deadline, streamDeadline, lookUpDeadline, stopBy].compactMap { $0 }.min()
        guard deadline != timer?.at else { return }
        timer?.task.cancel()
        timer = deadline.map { at in
            let task = loop.scheduleTask(deadline: .uptimeNanoseconds(UInt64(clamping: at.nanoseconds))) {
                self.assumeIsolated { $0.advance() }
            }
            return (at, task)
        }
    }

    private func advance() {
        timer = nil
        let actions = agent.advance(to: now)
        advanceStreams()
        advanceLookUps()
        perform(actions)
    }

    // MARK: Beginning and end

    private func listen() async throws(StationError) {
        // A port that is free for UDP may be taken for TCP.
        var tries = settings.port == 0 ? Chosen.portTries : 1
        while true {
            do throws(StationError) {
                try await listen(on: settings.port)
                break
            } catch .portInUse where tries > 1 {
                tries -= 1
                await closeAll()
            }
        }
        if let port = settings.tlsPort { ports[.tls] = try await listen(.tls, on: port) }
    }

    private func listen(on port: UInt16) async throws(StationError) {
        let channel = try await bindDatagrams(port)
        datagrams = channel
        ports[.udp] = channel.localAddress?.port.map { UInt16(truncatingIfNeeded: $0) }
        ports[.tcp] = try await listen(.tcp, on: ports[.udp] ?? port)
    }

    private func bindDatagrams(_ port: UInt16) async throws(StationError) -> any Channel {
        let bootstrap = DatagramBootstrap(group: loop)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: Chosen.datagramBytes))
            .channelOption(.socketOption(.so_rcvbuf), value: Chosen.receiveBufferBytes)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(DatagramReceiver(self)) }
            }
        // One socket of the IPv6 kind serves IPv4 as well; a machine without IPv6 gets the other kind.
        if settings.address.map({ $0.isUnspecified }) ?? true {
            do {
                isIPv6 = true
                return try await bootstrap.bind(to: TransportAddress(high: 0, low: 0, port: port).socketAddress(isIPv6: true)).get()
            } catch let error as IOError where error.errnoCode == EADDRINUSE || error.errnoCode == EACCES {
                throw StationError(error, port: port)
            } catch {}
        }
        isIPv6 = settings.address.map { !$0.isUnspecified && $0.ipv4 == nil } ?? false
        do { return try await bootstrap.bind(to: bindAddress(port)).get() } catch { throw StationError(error, port: port) }
    }

    private func bindAddress(_ port: UInt16) -> SocketAddress {
        var address = settings.address ?? TransportAddress(high: 0, low: 0, port: 0)
        if address.isUnspecified { address = isIPv6 ? TransportAddress(high: 0, low: 0, port: 0) : TransportAddress(ipv4: 0, port: 0) }
        address.port = port
        return address.socketAddress(isIPv6: isIPv6)
    }

    private func listen(_ transport: SIPTransport, on port: UInt16) async throws(StationError) -> UInt16 {
        do {
            let listener = try await ServerBootstrap(group: loop)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(Self.tcpUserTimeout, value: Chosen.lostConnection)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture { try self.assumeIsolated { try $0.admit(channel, transport) } }
                }
                .bind(to: bindAddress(port)).get()
            listeners.append(listener)
            return listener.localAddress?.port.map { UInt16(truncatingIfNeeded: $0) } ?? port
        } catch {
            throw StationError(error, port: port)
        }
    }

    /// Hangs up and unregisters; what is not answered within two seconds is left. Nothing comes afterwards.
    public func stop() async {
        if !isStopping {
            isStopping = true
            stopBy = now + Chosen.farewell
            perform(agent.hangUpAll(at: now) + agent.stop(at: now))
        }
        if stopBy != nil {
            await withCheckedContinuation {
                stopWaiters.append($0)
                finishIfQuiet()
            }
        }
        isFinished = true
        await closeAll()
        sink.finish()
    }

    /// Goes on with `stop` when nobody is waited for any more.
    private func finishIfQuiet() {
        guard let stopBy else { return }
        let isQuiet = agent.callCount == 0 && trunks.keys.allSatisfy { agent.status(of: $0) == .stopped }
        guard isQuiet || now >= stopBy, !stopWaiters.isEmpty else { return }
        self.stopBy = nil
        for waiter in stopWaiters { waiter.resume() }
        stopWaiters = []
    }

    private func closeAll() async {
        timer?.task.cancel()
        timer = nil
        for stream in streams.values { stream.channel?.close(promise: nil) }
        let open = listeners + (datagrams.map { [$0] } ?? [])
        (listeners, datagrams, ports) = ([], nil, [:])
        for channel in open { try? await channel.close() }
    }
}

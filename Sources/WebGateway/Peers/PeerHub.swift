import CLinux
import Conference
import DTLS
import ICE
import MediaLink
import MediaTypes
import SDP
import Synchronization

/// All browsers' ICE and DTLS, on a thread of its own: the media thread passes up what is not RTP, and is told where its legs are.
/// Any thread may call.
public final class PeerHub: MediaRoutes, @unchecked Sendable {
    private struct Books {
        var peers: [PeerID: Peer] = [:]
        /// Who is at an address that was proved by STUN.
        var routes: [TransportAddress: PeerID] = [:]
        /// Who has said a user fragment.
        var ufrags: [String: PeerID] = [:]
        var random = SystemRandomNumberGenerator()
        var mustStop = false
    }

    private let signalling: any SignallingPort
    private let media: any MediaPort
    private let conference: Conference
    private let settings: PeerSettings
    private let identity: DTLSIdentity
    private let wake: Int32
    private let books = Mutex(Books())

    /// - Throws: `DTLSError` when libcrypto makes no certificate
    public init(signalling: any SignallingPort, media: any MediaPort, conference: Conference, settings: PeerSettings) throws(DTLSError) {
        self.signalling = signalling
        self.media = media
        self.conference = conference
        self.settings = settings
        identity = try DTLSIdentity()
        wake = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
    }

    deinit { CLinux.close(wake) }

    private var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    // MARK: What HTTP asks

    /// Answers an offer for a participant who has a seat. A new offer of the same participant ends the session before.
    /// - Parameters:
    ///   - wanted: seen from us: what this way in is for
    ///   - nearby: whether the offer comes from this machine
    public func open(_ offer: AudioOffer, for handle: ParticipantHandle, wanted: MediaDirection, nearby: Bool) throws -> PeerAnswer {
        guard let fingerprint = CertificateFingerprint(sdp: offer.fingerprint) else {
            throw PeerError.badOffer("a=fingerprint: sha-256 and 32 bytes in hexadecimal are right")
        }
        let candidates = candidates(nearby: nearby)
        let (answer, effects) = try books.withLock { books in
            if books.mustStop { throw PeerError.full }
            var effects: [(Peer, Peer.Effect)] = []
            for former in books.peers.values where former.handle == handle { effects += remove(former, &books) }
            guard books.peers.count < settings.maxPeers else { throw PeerError.full }
            let local = ICECredentials.random(using: &books.random)
            let promise = StreamPromise(using: &books.random)
            let answer = try settings.answer(
                to: offer, wanted: wanted, promise: promise, local: local, fingerprint: identity.fingerprint, candidates: candidates)
            let peer = try Peer(
                id: PeerID(using: &books.random), handle: handle, answer: answer, local: local, identity: identity, fingerprint: fingerprint,
                promise: promise, etag: PeerID(using: &books.random).text, at: now)
            books.peers[peer.id] = peer
            books.ufrags[local.ufrag] = peer.id
            return (PeerAnswer(id: peer.id, etag: peer.etag, sdp: answer.text), effects)
        }
        carryOut(effects)
        poke()
        return answer
    }

    /// New credentials for a browser that has changed its network: DTLS, SSRC and seat stay.
    /// - Returns: the fragment to answer with (RFC 9725 section 4.3.3)
    public func restart(_ id: PeerID, ufrag: String, password: String) throws(PeerError) -> PeerAnswer {
        let answer = try books.withLock { (books) throws(PeerError) -> PeerAnswer in
            guard let peer = books.peers[id] else { throw .noSuchPeer }
            let local = ICECredentials.random(using: &books.random)
            peer.restart(local: local, remote: ICECredentials(ufrag: ufrag, password: password), etag: PeerID(using: &books.random).text, at: now)
            index(peer, &books)
            var answer = peer.answer
            answer.ufrag = local.ufrag
            answer.password = local.password
            return PeerAnswer(id: id, etag: peer.etag, sdp: answer.restartFragment)
        }
        poke()
        return answer
    }

    /// The entity tag of a peer's ICE session; nil when there is none.
    public func etag(of id: PeerID) -> String? { books.withLock { $0.peers[id]?.etag } }

    /// Whose it is.
    public func handle(of id: PeerID) -> ParticipantHandle? { books.withLock { $0.peers[id]?.handle } }

    public func route(of handle: ParticipantHandle) -> MediaRoute? {
        books.withLock { $0.peers.values.first { $0.handle == handle }?.route }
    }

    /// Addresses at which browsers are known to be.
    var addressCount: Int { books.withLock { $0.routes.count } }

    /// Whoever has a session.
    var handles: Set<ParticipantHandle> { books.withLock { Set($0.peers.values.map(\.handle)) } }

    /// Ends a browser's media. Its seat is the caller's affair.
    public func close(_ id: PeerID) {
        let effects = books.withLock { books in books.peers[id].map { remove($0, &books) } ?? [] }
        carryOut(effects)
    }

    /// Ends the media of a participant who has left.
    public func close(of handle: ParticipantHandle) {
        let effects = books.withLock { books in books.peers.values.filter { $0.handle == handle }.flatMap { remove($0, &books) } }
        carryOut(effects)
    }

    /// Where browsers are told to look for the box. Those on this machine are told of its loopback address as well.
    private func candidates(nearby: Bool) -> [TransportAddress] {
        let local = signalling.localAddresses
        let own = nearby || local.allSatisfy(\.isLoopback) ? local : local.filter { !$0.isLoopback }
        guard let published = settings.publicAddress(), !own.contains(published) else { return own }
        return own + [published]
    }

    // MARK: The thread

    /// Starts the hub's thread.
    public func start() {
        var thread = pthread_t()
        let code = unsafe pthread_create(&thread, nil, { context in
            guard let context = unsafe context else { return nil }
            unsafe Unmanaged<PeerHub>.fromOpaque(context).takeRetainedValue().run()
            return nil
        }, Unmanaged.passRetained(self).toOpaque())
        if code == 0 { pthread_detach(thread) }
    }

    /// Says goodbye to every browser, and lets the thread end.
    public func stop() {
        let effects = books.withLock { books in
            books.mustStop = true
            return books.peers.values.flatMap { remove($0, &books) }
        }
        carryOut(effects)
        poke()
    }

    private func run() {
        while let next = nextDeadline() {
            let left = next == .distantFuture ? -1 : max(next.nanoseconds - clinux_monotonic_ns(), 0)
            var value: UInt64 = 0
            if clinux_wait_readable_either(signalling.datagramDescriptor, wake, left) > 0 { _ = unsafe read(wake, &value, 8) }
            work()
        }
    }

    // These two are apart from the loop, so that while the thread sleeps no address stands in what it uses of its stack.

    /// - Returns: nil when the thread is to end
    @inline(never) private func nextDeadline() -> MediaTime? {
        books.withLock { books in books.mustStop ? nil : books.peers.values.reduce(.distantFuture) { min($0, $1.deadline) } }
    }

    /// What has come, and what is due.
    @inline(never) private func work() {
        let datagrams = signalling.takeDatagrams()
        let effects = books.withLock { books in
            var effects: [(Peer, Peer.Effect)] = []
            for datagram in datagrams { effects += take(datagram, &books) }
            let now = now
            for peer in books.peers.values where peer.deadline <= now { effects += note(peer.advance(to: now), of: peer, &books) }
            return effects
        }
        carryOut(effects)
    }

    /// Finds whose datagram it is. Strangers get no answer, not even a refusal.
    private func take(_ datagram: ReceivedDatagram, _ books: inout Books) -> [(Peer, Peer.Effect)] {
        guard let first = datagram.bytes.first else { return [] }
        if first <= 3 {
            guard let ufrag = STUNDatagram.localUfrag(of: datagram.bytes), let id = books.ufrags[ufrag], let peer = books.peers[id] else { return [] }
            let effects = note(peer.handleSTUN(datagram.bytes, from: datagram.source, at: now), of: peer, &books)
            index(peer, &books)
            return effects
        }
        guard let id = books.routes[datagram.source], let peer = books.peers[id] else { return [] }
        // Whoever must wait sends its hello again.
        if peer.isHandshaking, books.peers.values.count(where: \.isHandshaking) > Chosen.handshakesAtOnce { return [] }
        return note(peer.handleDTLS(datagram.bytes, from: datagram.source, at: now), of: peer, &books)
    }

    /// Keeps the user fragments that a peer answers to.
    private func index(_ peer: Peer, _ books: inout Books) {
        for (ufrag, id) in books.ufrags where id == peer.id && !peer.localUfrags.contains(ufrag) { books.ufrags[ufrag] = nil }
        for ufrag in peer.localUfrags { books.ufrags[ufrag] = peer.id }
    }

    private func remove(_ peer: Peer, _ books: inout Books) -> [(Peer, Peer.Effect)] {
        let effects = note(peer.close(), of: peer, &books)
        books.peers[peer.id] = nil
        for ufrag in peer.localUfrags { books.ufrags[ufrag] = nil }
        return effects
    }

    /// What changes the books is done at once; the rest is left for after the lock.
    private func note(_ effects: [Peer.Effect], of peer: Peer, _ books: inout Books) -> [(Peer, Peer.Effect)] {
        var left: [(Peer, Peer.Effect)] = []
        for effect in effects {
            switch effect {
            case .route(let address): books.routes[address] = peer.id
            case .unroute(let address): if books.routes[address] == peer.id { books.routes.forget(address) }
            case .end:
                books.peers[peer.id] = nil
                for ufrag in peer.localUfrags { books.ufrags[ufrag] = nil }
                left.append((peer, effect))
            case .send, .join, .order: left.append((peer, effect))
            }
        }
        return left
    }

    private func carryOut(_ effects: [(Peer, Peer.Effect)]) {
        for (peer, effect) in effects {
            switch effect {
            case .send(let bytes, let address): signalling.send(bytes, to: address)
            case .order(let order): carryOut(order)
            case .join(let keys, let remote, let isProven): join(peer, keys, remote, isProven)
            case .end(let isGoodbye):
                let conference = conference
                let handle = peer.handle
                Task { if isGoodbye { await conference.leaveIfThere(handle) } else { await conference.disconnectIfThere(handle) } }
            case .route, .unroute: break
            }
        }
    }

    /// A leg that is gone meanwhile needs no orders, and a full ring is emptied within a tick: the next proof comes in seconds.
    private func carryOut(_ order: Peer.LegOrder) {
        switch order {
        case .allow(let leg, let address): try? media.allow(leg, address)
        case .forget(let leg, let address): try? media.forget(leg, address)
        case .direct(let leg, let address): try? media.direct(leg, to: address)
        case .hold(let leg, let isHeld): try? media.hold(leg, isHeld)
        }
    }

    private func join(_ peer: Peer, _ keys: DTLSKeys, _ remote: TransportAddress, _ isProven: Bool) {
        guard let srtp = SRTPKeys(profile: keys.profile, send: keys.local, receive: keys.remote) else { return }
        let agreement = settings.agreement(with: peer.answer, remote: remote, isProven: isProven, promise: peer.promise, srtp: srtp)
        let handle = peer.handle
        let id = peer.id
        Task { [self] in
            do {
                let place = try await conference.connect(handle, agreement)
                let effects = books.withLock { books -> [(Peer, Peer.Effect)]? in
                    guard let peer = books.peers[id], let effects = peer.seat(at: place.leg, knowing: remote) else { return nil }
                    return note(effects, of: peer, &books)
                }
                // It went while the conference thought.
                guard let effects else { return await conference.disconnectIfThere(handle) }
                carryOut(effects)
            } catch {
                close(id)
            }
        }
    }

    private func poke() {
        var one: UInt64 = 1
        _ = unsafe write(wake, &one, 8)
    }
}

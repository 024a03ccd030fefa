import Conference
import DTLS
import ICE
import MediaLink
import MediaTypes
import SDP

/// One browser's way to the media socket: ICE until an address is proved, DTLS until there are keys, then a leg that follows the browser
/// from network to network. Not safe by itself: the hub holds its lock around every call.
final class Peer {
    /// How far it has come.
    private enum State {
        /// No address is proved yet, or the handshake is under way.
        case handshaking
        /// The keys are there, and the conference is asked for a place.
        case joining
        case live(LegID)
        case closed
    }

    /// What the hub has to do for a peer.
    enum Effect {
        case send([UInt8], to: TransportAddress)
        /// Packets from there belong to this peer.
        case route(TransportAddress)
        case unroute(TransportAddress)
        /// `isProven`: the handshake shows that somebody reads what is sent to `remote`.
        case join(DTLSKeys, remote: TransportAddress, isProven: Bool)
        case order(LegOrder)
        /// It is over: for good when the browser said goodbye, else because it has not been heard of for too long.
        case end(isGoodbye: Bool)
    }

    /// What a leg is told as its browser moves.
    enum LegOrder {
        case allow(LegID, TransportAddress)
        case forget(LegID, TransportAddress)
        case direct(LegID, TransportAddress)
        case hold(LegID, Bool)
    }

    let id: PeerID
    let handle: ParticipantHandle
    let answer: AudioAnswer
    let promise: StreamPromise
    private(set) var etag: String
    private var state = State.handshaking
    private var agent: ICELiteAgent
    private var session: DTLSSession
    private var selected: TransportAddress?
    private var allowed: [TransportAddress] = []
    /// Where what we said in the handshake went. Who can read at one address can finish it under the name of another.
    private var handshakeAddress: TransportAddress?
    private var isHandshakeSplit = false
    private let giveUp: MediaTime

    init(
        id: PeerID, handle: ParticipantHandle, answer: AudioAnswer, local: ICECredentials, identity: DTLSIdentity,
        fingerprint: CertificateFingerprint, promise: StreamPromise, etag: String, at now: MediaTime
    ) throws(DTLSError) {
        self.id = id
        self.handle = handle
        self.answer = answer
        self.promise = promise
        self.etag = etag
        agent = ICELiteAgent(local: local, remote: ICECredentials(ufrag: answer.offer.ufrag, password: answer.offer.password), at: now)
        session = try DTLSSession(identity: identity, role: .server, peer: fingerprint, at: now)
        giveUp = now + Chosen.connectTimeout
    }

    /// Where its media goes; nil before an address is proved.
    var route: MediaRoute? {
        selected.map { selected in MediaRoute(remote: selected, alternatives: allowed.filter { $0 != selected }) }
    }

    var localUfrags: [String] { agent.localUfrags }

    var isHandshaking: Bool { if case .handshaking = state { !allowed.isEmpty } else { false } }

    private var leg: LegID? { if case .live(let leg) = state { leg } else { nil } }

    /// When time alone changes something.
    var deadline: MediaTime {
        switch state {
        case .closed: .distantFuture
        case .handshaking: min(giveUp, agent.deadline ?? .distantFuture, session.deadline ?? .distantFuture)
        case .joining, .live: agent.deadline ?? .distantFuture
        }
    }

    func handleSTUN(_ datagram: [UInt8], from source: TransportAddress, at now: MediaTime) -> [Effect] {
        effects(of: agent.handle(datagram, from: source, at: now))
    }

    func handleDTLS(_ datagram: [UInt8], from source: TransportAddress, at now: MediaTime) -> [Effect] {
        guard agent.isValidated(source) else { return [] }
        return effects(of: session.handle(datagram, at: now), to: source)
    }

    func advance(to now: MediaTime) -> [Effect] {
        var effects = effects(of: agent.advance(to: now))
        guard case .handshaking = state else { return effects }
        if let selected { effects += self.effects(of: session.advance(to: now), to: selected) }
        if now >= giveUp { effects += end(isGoodbye: false) }
        return effects
    }

    /// Other credentials for the same media: the browser has changed its network and asks for fresh paths.
    func restart(local: ICECredentials, remote: ICECredentials, etag: String, at now: MediaTime) {
        self.etag = etag
        agent.restart(local: local, remote: remote, at: now)
    }

    /// The conference has given it a place.
    /// - Returns: what the leg must know of what happened meanwhile; nothing when the peer is gone already
    func seat(at leg: LegID, knowing remote: TransportAddress) -> [Effect]? {
        guard case .joining = state else { return nil }
        state = .live(leg)
        var effects = allowed.filter { $0 != remote }.map { Effect.order(.allow(leg, $0)) }
        if let selected, selected != remote { effects.append(.order(.direct(leg, selected))) }
        return effects
    }

    /// Says goodbye to the browser.
    func close() -> [Effect] {
        var effects: [Effect] = []
        if let selected { effects += self.effects(of: session.close(), to: selected) }
        state = .closed
        return effects + allowed.map { .unroute($0) }
    }

    private func end(isGoodbye: Bool) -> [Effect] {
        if case .closed = state { return [] }
        return close() + [.end(isGoodbye: isGoodbye)]
    }

    private func effects(of actions: [ICEAction]) -> [Effect] {
        var effects: [Effect] = []
        for action in actions {
            switch action {
            case .send(let bytes, let address): effects.append(.send(bytes, to: address))
            case .allow(let address):
                allowed.append(address)
                if selected == nil { selected = address }
                effects.append(.route(address))
                if let leg { effects.append(.order(.allow(leg, address))) }
            case .forget(let address):
                allowed.removeAll { $0 == address }
                effects.append(.unroute(address))
                if let leg { effects.append(.order(.forget(leg, address))) }
            case .select(let address):
                selected = address
                if let leg { effects.append(.order(.direct(leg, address))) }
            case .consentLost: if let leg { effects.append(.order(.hold(leg, true))) }
            case .consentBack: if let leg { effects.append(.order(.hold(leg, false))) }
            case .expired: effects += end(isGoodbye: false)
            }
        }
        return effects
    }

    private func effects(of actions: [DTLSAction], to address: TransportAddress) -> [Effect] {
        var effects: [Effect] = []
        for action in actions {
            switch action {
            case .send(let bytes):
                if case .handshaking = state {
                    if let former = handshakeAddress, former != address { isHandshakeSplit = true }
                    handshakeAddress = address
                }
                effects.append(.send(bytes, to: address))
            case .connected(let keys):
                guard case .handshaking = state else { continue }
                state = .joining
                // To where the handshake was, not to what was chosen since: `seat` says that, and the leg then looks for a proof.
                effects.append(.join(keys, remote: address, isProven: handshakeAddress == address && !isHandshakeSplit))
            // A failed handshake says nothing about the browser: anybody who shares its address can spoil one. The next may succeed.
            case .failed: continue
            case .closed: effects += end(isGoodbye: true)
            }
        }
        return effects
    }
}

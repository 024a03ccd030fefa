import DTLS
import MediaLink
import MediaTypes
import RTP

/// The handshake at one port of a call: DTLS with whoever comes there, until somebody shows the certificate that was announced.
///
/// The other side is expected where its description says, and may be elsewhere: a router on the way gives it another address. So several
/// may try at once, each for itself, and who has the certificate wins. As client only the described address is spoken to.
///
/// 1. `handle` takes each datagram that arrives, `advance` is called at `deadline`; what both return is to be sent
/// 2. a server has the last flight, and repeats it when asked: only a packet of sound, or a second without a question, says that it arrived
/// 3. then there is an `outcome`, and nothing follows
/// - Source: RFC 5763 section 5, RFC 5764 section 5.1, RFC 6347 section 4.2.4
struct CallHandshaking {
    enum Outcome: Equatable {
        case secured(SecuredPath)
        case failed(DTLSFailure)
    }

    /// Somebody who may be the other side.
    private final class Candidate {
        let address: TransportAddress
        var session: DTLSSession

        init(_ address: TransportAddress, _ session: consuming DTLSSession) {
            self.address = address
            self.session = session
        }
    }

    private let identity: DTLSIdentity
    private let role: DTLSSession.Role
    private let peer: CertificateFingerprint
    private let signalled: TransportAddress
    private let end: MediaTime
    private var candidates: [Candidate] = []
    /// Who has the certificate, until it is sure that it has the keys as well.
    private var winner: (path: SecuredPath, lingersUntil: MediaTime)?
    private(set) var outcome: Outcome?

    /// - Throws: `DTLSError` when a client's session cannot be made
    init(_ identity: DTLSIdentity, _ role: DTLSSession.Role, peer: CertificateFingerprint, signalled: TransportAddress, at now: MediaTime) throws(DTLSError) {
        self.identity = identity
        self.role = role
        self.peer = peer
        self.signalled = signalled
        end = now + Chosen.handshake
        // Whoever is on hold from the beginning may be at an address of zeros, which is nobody's.
        guard role == .client, !signalled.isUnspecified else { return }
        candidates = [Candidate(signalled, try DTLSSession(identity: identity, role: .client, peer: peer, at: now))]
    }

    /// When time alone changes something; nil when it is over.
    var deadline: MediaTime? {
        guard outcome == nil else { return nil }
        let next = candidates.compactMap { $0.session.deadline }.min() ?? .distantFuture
        return min(next, winner?.lingersUntil ?? end)
    }

    mutating func handle(_ datagram: ReceivedDatagram, at now: MediaTime) -> [DatagramToSend] {
        guard outcome == nil else { return [] }
        switch unsafe PacketKind.classify(datagram.bytes.span.bytes) {
        case .dtls:
            guard let candidate = candidate(at: datagram.source, now) else { return [] }
            return note(candidate.session.handle(datagram.bytes, at: now), of: candidate, at: now)
        case .rtp, .rtcp:
            if let path = winner?.path, path.address == datagram.source { conclude(.secured(path)) }
            return []
        case .stun, .unknown: return []
        }
    }

    mutating func advance(to now: MediaTime) -> [DatagramToSend] {
        var datagrams: [DatagramToSend] = []
        for candidate in candidates where outcome == nil {
            if let due = candidate.session.deadline, due <= now { datagrams += note(candidate.session.advance(to: now), of: candidate, at: now) }
        }
        if let winner {
            if now >= winner.lingersUntil { conclude(.secured(winner.path)) }
        } else if now >= end {
            conclude(.failed(.timeout))
        }
        return datagrams
    }

    /// Nobody new after somebody has won; a client talks to whom it has called. One place is kept for who comes from where it said.
    private mutating func candidate(at source: TransportAddress, _ now: MediaTime) -> Candidate? {
        if let known = candidates.first(where: { $0.address == source }) { return known }
        let strangers = candidates.count { $0.address != signalled }
        guard role == .server, winner == nil, source == signalled || strangers < Chosen.handshakesAtOnce - 1,
            let session = try? DTLSSession(identity: identity, role: .server, peer: peer, at: now)
        else { return nil }
        let candidate = Candidate(source, session)
        candidates.append(candidate)
        return candidate
    }

    private mutating func note(_ actions: [DTLSAction], of candidate: Candidate, at now: MediaTime) -> [DatagramToSend] {
        var datagrams: [DatagramToSend] = []
        for action in actions {
            switch action {
            case .send(let bytes): datagrams.append(DatagramToSend(bytes: bytes, address: candidate.address))
            case .connected(let keys): win(candidate, keys, at: now)
            // It has changed its mind as soon as it had the keys.
            case .closed: conclude(.failed(.refused))
            // A server goes on waiting for the right one. But who is where it said, and has another certificate, will have no better one soon.
            case .failed(let failure):
                if candidate.session.isOver, candidate.address == signalled { conclude(.failed(failure)) }
            }
        }
        return datagrams
    }

    private mutating func win(_ candidate: Candidate, _ keys: DTLSKeys, at now: MediaTime) {
        guard let srtp = SRTPKeys(profile: keys.profile, send: keys.local, receive: keys.remote) else { return }
        let path = SecuredPath(keys: srtp, address: candidate.address)
        candidates = [candidate]
        // A client has heard the last flight.
        if role == .client { conclude(.secured(path)) } else { winner = (path, now + Chosen.lastFlight) }
    }

    private mutating func conclude(_ outcome: Outcome) {
        self.outcome = self.outcome ?? outcome
        candidates = []
    }
}

/// A datagram for somebody.
struct DatagramToSend: Equatable {
    let bytes: [UInt8]
    let address: TransportAddress
}

import DTLS
import MediaTypes
import SRTP

/// A session, and what it has said so far.
final class Party {
    private var session: DTLSSession
    private(set) var keys: [DTLSKeys] = []
    private(set) var failures: [DTLSFailure] = []
    private(set) var isClosed = false
    /// Lengths of all datagrams sent.
    private(set) var sentByteCounts: [Int] = []

    init(_ identity: DTLSIdentity, _ role: DTLSSession.Role, peer: CertificateFingerprint, at now: MediaTime = .zero) throws {
        session = try DTLSSession(identity: identity, role: role, peer: peer, at: now)
    }

    var deadline: MediaTime? { session.deadline }
    var isOver: Bool { session.isOver }
    var isConnected: Bool { session.isConnected }

    /// What each of these returns is to be sent.
    func handle(_ datagram: [UInt8], at now: MediaTime) -> [[UInt8]] { note(session.handle(datagram, at: now)) }
    func advance(to now: MediaTime) -> [[UInt8]] { note(session.advance(to: now)) }
    func close() -> [[UInt8]] { note(session.close()) }

    private func note(_ actions: [DTLSAction]) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        for action in actions {
            switch action {
            case .send(let datagram):
                datagrams.append(datagram)
                sentByteCounts.append(datagram.count)
            case .connected(let connected): keys.append(connected)
            case .failed(let failure): failures.append(failure)
            case .closed: isClosed = true
            }
        }
        return datagrams
    }
}

/// A client and a server that know each other.
struct Pair {
    let client: Party
    let server: Party

    init(client: Party, server: Party) {
        self.client = client
        self.server = server
    }

    init(client clientProfiles: [SRTPProfile] = both, server serverProfiles: [SRTPProfile] = both) throws {
        let clientIdentity = try DTLSIdentity(profiles: clientProfiles)
        let serverIdentity = try DTLSIdentity(profiles: serverProfiles)
        client = try Party(clientIdentity, .client, peer: serverIdentity.fingerprint)
        server = try Party(serverIdentity, .server, peer: clientIdentity.fingerprint)
    }
}

/// As identities have them when nothing is said.
let both: [SRTPProfile] = [.aesCM128SHA1_80, .aeadAES128GCM]

import DTLS
import MediaLink
import MediaTypes
import SDP

/// What a handshake at one port of a call has come to: the keys, and where the other side was found.
struct SecuredPath: Sendable, Equatable {
    let keys: SRTPKeys
    let address: TransportAddress
}

/// The paths of a call whose handshakes are over.
struct SecuredPaths: Sendable, Equatable {
    let sound: SecuredPath
    /// Of RTCP on a port of its own; nil where it shares the port, or no handshake was held there.
    let control: SecuredPath?
}

/// The DTLS association of a call: agreed in the first descriptions, and kept as long as the call lasts.
/// - Source: RFC 5763 section 5; RFC 8842 sections 3 to 5
struct CallAssociation {
    /// As the other side first described itself.
    private let peer: CallHandshake
    private let peerFingerprint: CertificateFingerprint
    /// Ours.
    let part: CallHandshake.Setup
    let isMultiplexed: Bool
    /// Where the other side said that it would be, for sound and for RTCP.
    private let signalled: (sound: TransportAddress, control: TransportAddress)
    /// Nil until the handshakes are over.
    private var paths: SecuredPaths?

    /// - Parameter ours: our answer to `theirs`
    /// - Returns: nil when the two do not fit together
    init?(ours: CallHandshake, theirs: CallAudio) {
        guard let peer = theirs.handshake, ours.setup != .either, let fingerprint = CertificateFingerprint(sdp: peer.fingerprint) else { return nil }
        self.peer = peer
        peerFingerprint = fingerprint
        part = ours.setup
        isMultiplexed = theirs.isMultiplexed
        signalled = (theirs.address, theirs.controlAddress)
    }

    /// What is to be held; nil when it is over.
    var plan: HandshakePlan? {
        guard paths == nil else { return nil }
        return HandshakePlan(
            role: part == .active ? .client : .server, peer: peerFingerprint, sound: signalled.sound,
            control: isMultiplexed ? nil : signalled.control)
    }

    var hasName: Bool { peer.id != nil }

    /// Whether another description of the other side is about this association: same certificate, same parts, same name as far as it is
    /// given. Anything else asks for another handshake.
    func isMeant(by theirs: CallAudio) -> Bool {
        guard let handshake = theirs.handshake, theirs.isMultiplexed == isMultiplexed else { return false }
        return handshake.fingerprint == peer.fingerprint && (handshake.id == nil || handshake.id == peer.id)
            && (handshake.setup == .either || handshake.setup == part.counterpart)
    }

    mutating func note(_ paths: SecuredPaths) { self.paths = paths }

    /// Gives a leg its keys. Where the descriptions still name the same address, packets go where the handshake was: behind a router
    /// that is another one.
    func secure(_ spec: inout LegSpec) {
        guard let paths else { return }
        spec.srtp = paths.sound.keys
        spec.controlSRTP = paths.control?.keys
        if spec.remote == signalled.sound {
            spec.remote = paths.sound.address
            spec.source = paths.sound.address
        }
        if let control = paths.control, spec.controlRemote == signalled.control { spec.controlRemote = control.address }
    }
}

/// Which handshakes a call needs.
struct HandshakePlan: Sendable {
    let role: DTLSSession.Role
    let peer: CertificateFingerprint
    /// Where the other side says that it is, for sound; and for RTCP unless both share a port.
    let sound: TransportAddress
    let control: TransportAddress?
}

import DTLS
import MediaTypes
import SDP
import SRTP

/// What a telephone with DTLS-SRTP has more than a plain one: a certificate, a handshake with whoever answers, and then keys.
/// - Threads: one at a time
/// - Source: RFC 5763, RFC 5764
final class TelephoneSecurity {
    /// What the telephone's descriptions announce.
    let fingerprint: String
    let name = String(UInt64.random(in: 1 << 60 ... .max), radix: 16) + String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
    private let identity: DTLSIdentity
    private let ssrc: UInt32
    private var session: DTLSSession?
    private var inbound: SRTPSession?
    private var outbound: SRTPSession?
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 16)

    /// - Parameter ssrc: with which the telephone sends
    /// - Throws: `VisitError` when libcrypto makes no certificate
    init(ssrc: UInt32) throws(VisitError) {
        do { identity = try DTLSIdentity() } catch { throw .noHandshake }
        fingerprint = identity.fingerprint.sdp
        self.ssrc = ssrc
    }

    deinit { space.deallocate() }

    /// Begins as soon as the answer is there, and goes on.
    /// - Returns: what is to be sent
    func attend(_ answer: CallAudio, at now: MediaTime) -> [[UInt8]] {
        if session == nil, let theirs = answer.handshake, theirs.setup == .passive, let peer = CertificateFingerprint(sdp: theirs.fingerprint) {
            session = try? DTLSSession(identity: identity, role: .client, peer: peer, at: now)
        }
        guard let deadline = session?.deadline, deadline <= now else { return [] }
        return note(session?.advance(to: now) ?? [])
    }

    /// - Returns: what is to be sent
    func handle(_ datagram: UnsafeRawBufferPointer, at now: MediaTime) -> [[UInt8]] { note(session?.handle(Array(datagram), at: now) ?? []) }

    private func note(_ actions: [DTLSAction]) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        for action in actions {
            switch action {
            case .send(let datagram): datagrams.append(datagram)
            case .connected(let keys):
                inbound = SRTPSession(profile: keys.profile, key: keys.remote, isInbound: true)
                outbound = SRTPSession(profile: keys.profile, key: keys.local, outboundSSRC: ssrc)
            case .failed, .closed: break
            }
        }
        return datagrams
    }

    /// - Returns: nil while there are no keys
    func protect(_ packet: [UInt8]) -> [UInt8]? {
        space.copyBytes(from: packet)
        guard let byteCount = outbound?.protect(space, byteCount: packet.count) else { return nil }
        return Array(space[..<byteCount])
    }

    /// Decrypts in place.
    /// - Returns: the new length; 0 without keys, and for what is forged
    func unprotect(_ packet: UnsafeMutableRawBufferPointer) -> Int { inbound?.unprotect(packet, byteCount: packet.count) ?? 0 }
}

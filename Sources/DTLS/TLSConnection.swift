import COpenSSL
import SRTP

/// OpenSSL's side of one handshake, with a `DatagramPipe` for a network.
/// - Threads: one at a time
@safe final class TLSConnection {
    enum Progress {
        /// More must come in.
        case waiting
        case complete
        case failed
    }

    // Freed after the SSL that lives in them.
    private let identity: DTLSIdentity
    private let pipe: DatagramPipe
    private let ssl: OpaquePointer

    /// - Returns: nil when there is no memory
    init?(_ identity: DTLSIdentity, _ role: DTLSSession.Role) {
        guard let ssl = unsafe SSL_new(identity.context) else { return nil }
        let pipe = DatagramPipe()
        guard let bio = unsafe pipe.makeBIO(identity.pipeMethod) else {
            unsafe SSL_free(ssl)
            return nil
        }
        // One BIO for both directions; the SSL owns it from here on.
        unsafe SSL_set_bio(ssl, bio, bio)
        unsafe SSL_ctrl(ssl, SSL_CTRL_SET_MTU, Limits.datagramBytes, nil)
        unsafe SSL_ctrl(ssl, DTLS_CTRL_SET_LINK_MTU, Limits.datagramBytes, nil)
        // OpenSSL's own timer asks the wall clock, and no call of its interface makes it due: a session that is told the time could not
        // drive it, and a clock that is set would. So it is put off by more than an hour, far beyond the life of a handshake, and the
        // session repeats its flights itself.
        unsafe DTLS_set_timer_cb(ssl) { _, _ in 4_000_000_000 }
        switch role {
        case .client: unsafe SSL_set_connect_state(ssl)
        case .server: unsafe SSL_set_accept_state(ssl)
        }
        self.identity = identity
        self.pipe = pipe
        unsafe self.ssl = ssl
    }

    deinit { unsafe SSL_free(ssl) }

    /// Goes on with the handshake as far as `datagram` allows; without one, as far as nothing does.
    func shake(_ datagram: [UInt8]?) -> Progress {
        if let datagram { pipe.put(datagram) }
        // What another session left in the thread's queue of errors would be taken for ours.
        ERR_clear_error()
        let status = unsafe SSL_do_handshake(ssl)
        if status == 1 { return .complete }
        return unsafe SSL_get_error(ssl, status) == SSL_ERROR_WANT_READ ? .waiting : .failed
    }

    /// What is to be sent since the last time.
    func takeDatagrams() -> [[UInt8]] { pipe.take() }

    /// Reads an alert after the handshake.
    /// - Returns: whether it is a genuine close_notify
    func isGoodbye(_ record: [UInt8]) -> Bool {
        pipe.put(record)
        ERR_clear_error()
        var byte: UInt8 = 0
        let status = unsafe SSL_read(ssl, &byte, 1)
        return unsafe status <= 0 && SSL_get_error(ssl, status) == SSL_ERROR_ZERO_RETURN
    }

    /// Writes close_notify, once the handshake is complete.
    func sayGoodbye() {
        ERR_clear_error()
        unsafe SSL_shutdown(ssl)
    }

    /// Of the certificate that the peer has proved to own; meaningful when the handshake is complete.
    var peerFingerprint: CertificateFingerprint? {
        guard let certificate = unsafe SSL_get1_peer_certificate(ssl) else { return nil }
        defer { unsafe X509_free(certificate) }
        return unsafe CertificateFingerprint(of: certificate)
    }

    /// - Returns: nil when no profile was agreed on
    /// - Source: RFC 5705; RFC 5764 section 4.2
    func exportKeys(_ role: DTLSSession.Role) -> DTLSKeys? {
        guard let chosen = unsafe SSL_get_selected_srtp_profile(ssl), let profile = unsafe SRTPProfile(useSRTP: chosen.pointee.id)
        else { return nil }
        var block = [UInt8](repeating: 0, count: 2 * profile.keyBytes)
        defer { unsafe block.withUnsafeMutableBytes { unsafe OPENSSL_cleanse($0.baseAddress, $0.count) } }
        let label = Specified.exporterLabel
        let status = unsafe label.utf8Start.withMemoryRebound(to: CChar.self, capacity: label.utf8CodeUnitCount) {
            unsafe SSL_export_keying_material(ssl, &block, block.count, $0, label.utf8CodeUnitCount, nil, 0, 0)
        }
        return status == 1 ? DTLSKeys(profile: profile, exported: block, role: role) : nil
    }
}

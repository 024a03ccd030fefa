import COpenSSL
import SRTP

/// Who we are in all our sessions: a key and a certificate, made at init and kept nowhere else, with the settings that sessions share.
/// - Threads: any
/// - Source: RFC 8827 section 6.5: DTLS 1.2, ECDHE with ECDSA, P-256
@safe public final class DTLSIdentity: @unchecked Sendable {
    /// What our session descriptions announce.
    public let fingerprint: CertificateFingerprint
    /// OpenSSL's settings; only read from init on.
    let context: OpaquePointer
    /// How OpenSSL calls a `DatagramPipe`.
    let pipeMethod: OpaquePointer

    /// - Shape: profiles: the SRTP profiles that are agreed to, the best first. `.aesCM128SHA1_32` is none of them: its tags are too short
    ///   for a network that strangers can send to
    public init(profiles: [SRTPProfile] = [.aesCM128SHA1_80, .aeadAES128GCM]) throws(DTLSError) {
        guard let certificate = SelfSignedCertificate(), let fingerprint = unsafe CertificateFingerprint(of: certificate.certificate)
        else { throw .certificateNotMade }
        guard let context = unsafe SSL_CTX_new(DTLS_method()) else { throw .settingsRefused }
        guard unsafe Self.set(context, certificate, profiles), let pipeMethod = unsafe DatagramPipe.makeMethod() else {
            unsafe SSL_CTX_free(context)
            throw .settingsRefused
        }
        self.fingerprint = fingerprint
        unsafe self.context = context
        unsafe self.pipeMethod = pipeMethod
    }

    deinit {
        unsafe SSL_CTX_free(context)
        unsafe BIO_meth_free(pipeMethod)
    }

    private static func set(_ context: OpaquePointer, _ own: borrowing SelfSignedCertificate, _ profiles: [SRTPProfile]) -> Bool {
        // All that a session needs is made for it: nothing to resume, so nothing to keep.
        unsafe SSL_CTX_set_options(
            context,
            copenssl_op_no_ticket() | copenssl_op_no_query_mtu() | copenssl_op_no_renegotiation() | copenssl_op_no_compression())
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_SESS_CACHE_MODE, Int(SSL_SESS_CACHE_OFF), nil)
        unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_CERT_LIST, Limits.messageBytes, nil)
        // Any certificate will do: the fingerprint is compared when its owner has proved to be the peer.
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
        unsafe SSL_CTX_set_cert_verify_callback(context, { _, _ in 1 }, nil)
        let version = Int(DTLS1_2_VERSION)
        var groups = Array("X25519:P-256".utf8CString)
        // Only these, which every browser has: `DTLSRecord.isEncrypted` knows how short their records can be.
        let ciphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384"
        return unsafe SSL_CTX_ctrl(context, SSL_CTRL_SET_MIN_PROTO_VERSION, version, nil) == 1
            && SSL_CTX_ctrl(context, SSL_CTRL_SET_MAX_PROTO_VERSION, version, nil) == 1
            && SSL_CTX_ctrl(context, SSL_CTRL_SET_GROUPS_LIST, 0, &groups) == 1
            && SSL_CTX_set_cipher_list(context, ciphers) == 1
            && SSL_CTX_use_certificate(context, own.certificate) == 1
            && SSL_CTX_use_PrivateKey(context, own.key) == 1
            // This one says 0 when all is well.
            && SSL_CTX_set_tlsext_use_srtp(context, profiles.compactMap(\.nameInOpenSSL).joined(separator: ":")) == 0
    }
}

extension SRTPProfile {
    /// - Source: RFC 5764 section 4.1.2, RFC 7714 section 14.2
    init?(useSRTP id: UInt) {
        switch Int32(exactly: id) {
        case SRTP_AES128_CM_SHA1_80: self = .aesCM128SHA1_80
        case SRTP_AEAD_AES_128_GCM: self = .aeadAES128GCM
        default: return nil
        }
    }

    /// Nil for one that we do not negotiate.
    fileprivate var nameInOpenSSL: String? {
        switch self {
        case .aesCM128SHA1_80: "SRTP_AES128_CM_SHA1_80"
        case .aesCM128SHA1_32: nil
        case .aeadAES128GCM: "SRTP_AEAD_AES_128_GCM"
        }
    }
}

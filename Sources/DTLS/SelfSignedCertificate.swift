import COpenSSL

/// A certificate of P-256 that says nothing about its owner: the name is random, and the dates are the same for everybody. Who it belongs
/// to stands in the session description, as its fingerprint.
/// - Source: RFC 8827 section 6.5
@safe struct SelfSignedCertificate: ~Copyable {
    let key: OpaquePointer
    let certificate: OpaquePointer

    /// - Returns: nil when OpenSSL refuses
    init?() {
        guard let key = unsafe copenssl_generate_p256() else { return nil }
        var random = SystemRandomNumberGenerator()
        guard let certificate = unsafe Self.makeCertificate(key, name: random.next(), serial: random.next() >> 1 | 1) else {
            unsafe EVP_PKEY_free(key)
            return nil
        }
        unsafe self.key = key
        unsafe self.certificate = certificate
    }

    // Wipes the key, once whoever else holds it has let go.
    deinit {
        unsafe X509_free(certificate)
        unsafe EVP_PKEY_free(key)
    }

    private static func makeCertificate(_ key: OpaquePointer, name: UInt64, serial: UInt64) -> OpaquePointer? {
        guard let certificate = unsafe X509_new() else { return nil }
        if unsafe fill(certificate, key, name: name, serial: serial) { return unsafe certificate }
        unsafe X509_free(certificate)
        return nil
    }

    private static func fill(_ certificate: OpaquePointer, _ key: OpaquePointer, name: UInt64, serial: UInt64) -> Bool {
        let subject = unsafe X509_get_subject_name(certificate)
        let text = String(name, radix: 16)
        // Nobody checks the dates of these, so that we need not ask a clock. The last is the one that means "for ever" (RFC 5280 section
        // 4.1.2.5).
        return unsafe X509_set_version(certificate, 2) == 1 // which is called 3
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1
            && ASN1_TIME_set_string_X509(X509_getm_notBefore(certificate), "20200101000000Z") == 1
            && ASN1_TIME_set_string_X509(X509_getm_notAfter(certificate), "99991231235959Z") == 1
            && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_FLAG | 1, text, -1, -1, 0) == 1 // MBSTRING_ASC
            && X509_set_issuer_name(certificate, subject) == 1
            && X509_set_pubkey(certificate, key) == 1
            && X509_sign(certificate, key, EVP_sha256()) > 0
    }
}

extension CertificateFingerprint {
    /// - Returns: nil when OpenSSL refuses
    init?(of certificate: OpaquePointer) {
        var bytes = [UInt8](repeating: 0, count: Self.byteCount)
        var byteCount = UInt32(0)
        guard unsafe X509_digest(certificate, EVP_sha256(), &bytes, &byteCount) == 1, Int(byteCount) == Self.byteCount else { return nil }
        self.init(bytes)
    }
}

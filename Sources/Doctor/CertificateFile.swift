import COpenSSL
import Glibc

/// The first certificate in a PEM file, which is the server's own.
struct CertificateFile: ~Copyable {
    private let certificate: OpaquePointer

    /// Nil where the file holds none.
    init?(path: String) {
        guard let file = BIO_new_file(path, "r") else { return nil }
        defer { BIO_free(file) }
        guard let certificate = PEM_read_bio_X509(file, nil, nil, nil) else { return nil }
        self.certificate = certificate
    }

    deinit { X509_free(certificate) }

    /// From now on; negative when it is over.
    func daysLeft(at now: time_t) -> Int { Self.days(from: now, to: X509_get0_notAfter(certificate)) }

    /// Until it begins; zero and below when it has.
    func daysUntilValid(at now: time_t) -> Int { Self.days(from: now, to: X509_get0_notBefore(certificate)) }

    /// Whole days, rounded away from zero: a certificate that ended an hour ago has ended.
    private static func days(from now: time_t, to end: UnsafePointer<ASN1_TIME>?) -> Int {
        guard let start = ASN1_TIME_set(nil, now) else { return 0 }
        defer { ASN1_TIME_free(start) }
        var (days, seconds): (Int32, Int32) = (0, 0)
        guard ASN1_TIME_diff(&days, &seconds, start, end) == 1 else { return 0 }
        return Int(days) + Int(seconds.signum())
    }

    func isMadeOut(for name: String, isAddress: Bool) -> Bool {
        isAddress ? X509_check_ip_asc(certificate, name, 0) == 1 : X509_check_host(certificate, name, 0, 0, nil) == 1
    }

    enum KeyMatch { case matches, belongsToAnother, isNoKey }

    func match(keyFile: String) -> KeyMatch {
        guard let file = BIO_new_file(keyFile, "r") else { return .isNoKey }
        defer { BIO_free(file) }
        // A pass phrase of no letters, so that none is asked for at the terminal: the server does not ask either.
        var noPassPhrase: CChar = 0
        guard let key = PEM_read_bio_PrivateKey(file, nil, nil, &noPassPhrase) else { return .isNoKey }
        defer { EVP_PKEY_free(key) }
        return X509_check_private_key(certificate, key) == 1 ? .matches : .belongsToAnother
    }
}

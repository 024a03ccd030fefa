import COpenSSL
import Glibc
import Profiles

/// A certificate that nobody but the box itself vouches for, kept in two PEM files.
enum SelfSignedCertificate {
    /// Browsers take none that is good for longer than 825 days.
    private static let lifeDays = 800
    /// A box that runs for months must not come to the end of it: a new one is made at a start in the last two hundred days.
    private static let renewalDays = 200
    private static let daySeconds = 86_400

    /// Whether what is there can go on serving: browsers that were told to trust it ask again only for a new one.
    static func isGood(certificateFile: String, keyFile: String, name: String) -> Bool {
        guard unsafe access(keyFile, R_OK) == 0, let file = unsafe BIO_new_file(certificateFile, "r") else { return false }
        defer { unsafe BIO_free(file) }
        guard let certificate = unsafe PEM_read_bio_X509(file, nil, nil, nil) else { return false }
        defer { unsafe X509_free(certificate) }
        var renewal = time(nil) + renewalDays * daySeconds
        let isNamed = IPAddress(name) == nil
            ? unsafe X509_check_host(certificate, name, 0, 0, nil) == 1 : unsafe X509_check_ip_asc(certificate, name, 0) == 1
        return unsafe isNamed && X509_cmp_time(X509_get0_notAfter(certificate), &renewal) > 0
    }

    /// Makes a key and a certificate for it.
    /// - Parameter name: what stands in links to the box: a host name or an address; those of this very machine are added
    static func write(name: String, certificateFile: String, keyFile: String) throws(CertificateStore.Failure) {
        guard let key = unsafe copenssl_generate_p256() else { throw refusal() }
        defer { unsafe EVP_PKEY_free(key) }
        guard let certificate = unsafe X509_new() else { throw refusal() }
        defer { unsafe X509_free(certificate) }
        guard unsafe fill(certificate, key, name), let keyText = unsafe text({ unsafe PEM_write_bio_PrivateKey($0, key, nil, nil, 0, nil, nil) }),
            let certificateText = unsafe text({ unsafe PEM_write_bio_X509($0, certificate) })
        else { throw refusal() }
        try makeFolder(of: keyFile)
        try replace(keyFile, with: keyText, mode: 0o600)
        try replace(certificateFile, with: certificateText, mode: 0o644)
    }

    private static func fill(_ certificate: OpaquePointer, _ key: OpaquePointer, _ name: String) -> Bool {
        let subject = unsafe X509_get_subject_name(certificate)
        let serial = UInt64.random(in: 1...UInt64(Int64.max))
        var names = [alternativeName(name)]
        for own in ["localhost", "127.0.0.1", "::1"].map(alternativeName) where !names.contains(own) { names.append(own) }
        let extensions = [
            (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"), (NID_ext_key_usage, "serverAuth"),
            (NID_subject_alt_name, names.joined(separator: ",")),
        ]
        return unsafe X509_set_version(certificate, 2) == 1 // which is called 3
            && ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1
            // A day earlier: the clocks of telephones and of small boxes differ.
            && X509_gmtime_adj(X509_getm_notBefore(certificate), -daySeconds) != nil
            && X509_gmtime_adj(X509_getm_notAfter(certificate), lifeDays * daySeconds) != nil
            && X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_FLAG | 1, String(name.prefix(64)), -1, -1, 0) == 1 // MBSTRING_ASC
            && X509_set_issuer_name(certificate, subject) == 1
            && X509_set_pubkey(certificate, key) == 1
            && extensions.allSatisfy { unsafe add($0.0, $0.1, to: certificate) }
            && X509_sign(certificate, key, EVP_sha256()) > 0
    }

    private static func add(_ kind: Int32, _ value: String, to certificate: OpaquePointer) -> Bool {
        guard let part = unsafe X509V3_EXT_conf_nid(nil, nil, kind, value) else { return false }
        defer { unsafe X509_EXTENSION_free(part) }
        return unsafe X509_add_ext(certificate, part, -1) == 1
    }

    /// As OpenSSL reads it. A name with a comma would become two; the configuration has none (`ServiceConfiguration.webName`).
    private static func alternativeName(_ name: String) -> String { (IPAddress(name) == nil ? "DNS:" : "IP:") + name }

    private static func text(_ write: (OpaquePointer) -> Int32) -> [UInt8]? {
        guard let memory = unsafe BIO_new(BIO_s_mem()) else { return nil }
        defer { unsafe BIO_free(memory) }
        guard unsafe write(memory) == 1 else { return nil }
        var bytes = [UInt8](repeating: 0, count: 16_384)
        let count = unsafe BIO_read(memory, &bytes, Int32(bytes.count))
        return count > 0 ? Array(bytes.prefix(Int(count))) : nil
    }

    // MARK: Files

    private static func makeFolder(of file: String) throws(CertificateStore.Failure) {
        var made = file.hasPrefix("/") ? "" : "."
        for part in file.split(separator: "/").dropLast() {
            made += "/\(part)"
            guard unsafe mkdir(made, 0o700) == 0 || errno == EEXIST else { throw failure(file) }
        }
    }

    /// Puts a file in place whole; nobody else can read it from its first byte on, if the mode says so.
    private static func replace(_ path: String, with bytes: [UInt8], mode: mode_t) throws(CertificateStore.Failure) {
        let draft = path + ".draft"
        unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        let written = unsafe Glibc.write(descriptor, bytes, bytes.count)
        let isSynced = fsync(descriptor) == 0
        close(descriptor)
        guard written == bytes.count, isSynced, unsafe rename(draft, path) == 0 else {
            unsafe unlink(draft)
            throw failure(path)
        }
    }

    private static func failure(_ path: String) -> CertificateStore.Failure {
        let reason = unsafe String(cString: strerror(errno))
        return CertificateStore.Failure(description: "\(path) cannot be written (\(reason)); the state directory must belong to whoever runs partyline")
    }

    private static func refusal() -> CertificateStore.Failure {
        CertificateStore.Failure(description: "OpenSSL makes no certificate for the box; web.name in partyline.yaml must be a host name or an address")
    }
}

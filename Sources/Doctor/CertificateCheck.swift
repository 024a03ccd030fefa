import Glibc
import Profiles

/// Whether browsers, or telephones, take the certificate, and for how long.
struct CertificateCheck {
    /// What in partyline.yaml names the certificate: `web.certificate`; the key is beside it.
    let group: String
    let certificateFile: String
    let keyFile: String
    /// Whether the box makes it, and makes it anew before it ends.
    let isOwn: Bool
    /// What stands in links.
    let name: String
    let now: time_t

    /// Ours. What renews by itself does so a month before the end.
    private static let renewalDays = 14

    func findings() -> [Finding] {
        if isOwn, access(certificateFile, F_OK) != 0 {
            return [ownHint("there is no certificate yet: the box makes one of its own at its first start, of which each browser warns once")]
        }
        if let finding = unreadable(certificateFile, "certificate") ?? unreadable(keyFile, "key") { return [finding] }
        guard let certificate = CertificateFile(path: certificateFile) else {
            return [problem("\(certificateFile) holds no certificate", "a PEM file with the certificate and its chain is right, such as fullchain.pem")]
        }
        switch certificate.match(keyFile: keyFile) {
        case .isNoKey: return [problem("\(keyFile) holds no key that opens without a pass phrase", "a PEM file such as privkey.pem is right")]
        case .belongsToAnother:
            return [problem("\(keyFile) is not the key of \(certificateFile)", "set \(group).certificate and \(group).key to two that belong together")]
        case .matches: return [validity(of: certificate), secrecy].compactMap { $0 }
        }
    }

    private func validity(of certificate: borrowing CertificateFile) -> Finding {
        let days = certificate.daysLeft(at: now)
        let begins = certificate.daysUntilValid(at: now)
        if begins > 0 { return problem("\(certificateFile) is not valid before \(Self.written(begins)) from now", "see whether the clock is right: date") }
        if days <= 0 {
            return problem(
                "\(certificateFile) ended \(Self.written(max(1, -days))) ago", isOwn ? startAnew : "renew it; a running server takes the new one by itself")
        }
        if !certificate.isMadeOut(for: name, isAddress: IPAddress(name) != nil) {
            let found = "\(certificateFile) is not for \(name), which stands in links: browsers warn"
            let remedy = "set web.name to one of its names: openssl x509 -noout -ext subjectAltName -in \(certificateFile)"
            return isOwn ? .hint(.certificate, found, remedy: startAnew) : problem(found, remedy)
        }
        if isOwn { return ownHint("the certificate is the box's own, for \(name): each browser warns of it once; it is good for \(Self.written(days))") }
        let found = "\(certificateFile) is for \(name), and good for \(Self.written(days))"
        if days < Self.renewalDays {
            return .hint(.certificate, found, remedy: "see why it was not renewed, such as: certbot renew; a running server takes the new one by itself")
        }
        return .good(.certificate, found)
    }

    /// The key is the one secret here.
    private var secrecy: Finding? {
        var status = stat()
        guard stat(keyFile, &status) == 0, status.st_mode & (S_IROTH | S_IWOTH) != 0 else { return nil }
        return problem("everybody on this machine can read the key \(keyFile)", "chmod o-rwx \(keyFile)")
    }

    private func unreadable(_ file: String, _ key: String) -> Finding? {
        guard access(file, R_OK) != 0 else { return nil }
        let reason = String(cString: strerror(errno))
        return problem("\(file) cannot be read: \(reason)", "let the user who runs partyline read it, or correct \(group).\(key) in partyline.yaml")
    }

    private var startAnew: String { "stop the server and start it again: the box makes a new one then" }

    private func ownHint(_ found: String) -> Finding {
        .hint(.certificate, found, remedy: "to spare people the warning: web.certificate and web.key in partyline.yaml, such as from Let's Encrypt")
    }

    private func problem(_ found: String, _ remedy: String) -> Finding { .problem(.certificate, found, remedy: remedy) }

    private static func written(_ days: Int) -> String { days == 1 ? "1 day" : "\(days) days" }
}

extension ServiceConfiguration {
    /// One for browsers, and one for telephones if theirs is another.
    func certificateChecks(at now: time_t) -> [CertificateCheck] {
        func check(_ group: String, _ certificate: String?, _ key: String?) -> CertificateCheck {
            CertificateCheck(
                group: group, certificateFile: certificate ?? "\(stateDirectory)/certificate.pem", keyFile: key ?? "\(stateDirectory)/key.pem",
                isOwn: certificate == nil, name: webName, now: now)
        }
        var checks = webPort == 0 ? [] : [check("web", webCertificate, webKey)]
        let isAnother = webPort == 0 || phone.certificate != webCertificate
        if phone.tlsPort != 0, isAnother, let certificate = phone.certificate { checks.append(check("phone", certificate, phone.key)) }
        return checks
    }
}

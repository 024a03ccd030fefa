import Crypto
import FoundationEssentials
import Glibc
import MediaTypes
import NIOSSL
import Profiles
import SwiftASN1
import X509

/// A certificate that nobody but the box itself vouches for, kept in two PEM files.
enum SelfSignedCertificate {
    /// Browsers take none that is good for longer than 825 days.
    private static let lifeDays = 800
    /// A box that runs for months must not come to the end of it: a new one is made at a start in the last two hundred days.
    private static let renewalDays = 200
    private static let day: TimeInterval = 86_400

    /// Whether what is there can go on serving: browsers that were told to trust it ask again only for a new one.
    static func isGood(certificateFile: String, keyFile: String, name: String) -> Bool {
        guard FileManager.default.fileExists(atPath: keyFile), let kept = try? NIOSSLCertificate.fromPEMFile(certificateFile).first,
            let certificate = try? Certificate(derEncoded: try kept.toDERBytes()),
            let names = try? certificate.extensions.subjectAlternativeNames
        else { return false }
        return names.contains(generalName(name)) && certificate.notValidAfter > Date().addingTimeInterval(Double(renewalDays) * day)
    }

    /// Makes a key and a certificate for it.
    /// - Parameter name: what stands in links to the box: a host name or an address; those of this very machine are added
    static func write(name: String, certificateFile: String, keyFile: String) throws {
        let key = P256.Signing.PrivateKey()
        let subject = try DistinguishedName { CommonName(String(name.prefix(64))) }
        let now = Date()
        var names = [generalName(name)]
        for own in ["localhost", "127.0.0.1", "::1"].map(generalName) where !names.contains(own) { names.append(own) }
        let certificate = try Certificate(
            version: .v3, serialNumber: Certificate.SerialNumber(), publicKey: Certificate.PublicKey(key.publicKey),
            // A day earlier: the clocks of telephones and of small boxes differ.
            notValidBefore: now.addingTimeInterval(-day), notValidAfter: now.addingTimeInterval(Double(lifeDays) * day), issuer: subject,
            subject: subject, signatureAlgorithm: .ecdsaWithSHA256,
            extensions: try Certificate.Extensions {
                Critical(BasicConstraints.notCertificateAuthority)
                Critical(KeyUsage(digitalSignature: true))
                try ExtendedKeyUsage([.serverAuth])
                SubjectAlternativeNames(names)
            },
            issuerPrivateKey: Certificate.PrivateKey(key))
        let folder = keyFile.lastIndex(of: "/").map { String(keyFile[..<$0]) } ?? "."
        if !folder.isEmpty {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        }
        try replace(keyFile, with: key.pemRepresentation, mode: 0o600)
        try replace(certificateFile, with: try certificate.serializeAsPEM().pemString, mode: 0o644)
    }

    private static func generalName(_ name: String) -> GeneralName {
        guard let address = IPAddress(name) else { return .dnsName(name) }
        let whole = TransportAddress(high: address.high, low: address.low, port: 0)
        let bytes = [address.high, address.low].flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) } }
        return .ipAddress(ASN1OctetString(contentBytes: whole.ipv4 == nil ? bytes[...] : bytes[12...]))
    }

    /// Puts a file in place whole; nobody else can read it from its first byte on, if the mode says so.
    private static func replace(_ path: String, with text: String, mode: mode_t) throws(CertificateStore.Failure) {
        let draft = path + ".draft"
        unsafe unlink(draft)
        let descriptor = unsafe open(draft, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw failure(path) }
        let bytes = Array((text.hasSuffix("\n") ? text : text + "\n").utf8)
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
}

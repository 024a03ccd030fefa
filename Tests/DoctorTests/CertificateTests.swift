import Foundation
import Profiles
import Testing

@testable import Doctor

/// Against certificates that OpenSSL's own program makes: good for 90 days, for box.example and 192.0.2.7.
@Suite struct CertificateTests {
    private static let lifeDays = 90
    private static let daySeconds = 86_400

    private let machine: PreparedMachine

    init() throws {
        machine = try PreparedMachine()
        for name in ["box", "other"] {
            try openssl(
                "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "\(Self.lifeDays)", "-subj", "/CN=box.example",
                "-addext", "subjectAltName=DNS:box.example,IP:192.0.2.7", "-keyout", machine("\(name).key"), "-out", machine("\(name).pem"))
        }
    }

    private func openssl(_ arguments: String...) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }

    private func check(
        _ certificate: String = "box.pem", _ key: String = "box.key", name: String = "box.example", isOwn: Bool = false, inDays days: Int = 0
    ) -> [Finding] {
        CertificateCheck(
            group: "web", certificateFile: machine(certificate), keyFile: machine(key), isOwn: isOwn, name: name,
            // An hour later, so that the days that are left are not whole.
            now: time(nil) + days * Self.daySeconds + 3_600
        ).findings()
    }

    private func isProblem(_ findings: [Finding], _ words: String) -> Bool {
        findings.contains { $0.level == .problem && $0.found.contains(words) && $0.remedy != nil }
    }

    @Test(arguments: ["box.example", "192.0.2.7"]) func aGoodCertificateSaysItsDays(name: String) {
        #expect(check(name: name) == [.good(.certificate, "\(machine("box.pem")) is for \(name), and good for \(Self.lifeDays) days")])
    }

    @Test func twoWeeksBeforeTheEndItIsAHint() {
        #expect(check(inDays: Self.lifeDays - 20).map(\.level) == [.good])
        #expect(check(inDays: Self.lifeDays - 10).map(\.level) == [.hint])
    }

    @Test func afterTheEndItIsAProblem() {
        let findings = check(inDays: Self.lifeDays)
        #expect(isProblem(findings, "ended 1 day ago"), "\(findings)")
        #expect(isProblem(check(inDays: Self.lifeDays + 9), "ended 10 days ago"))
    }

    @Test func aClockThatIsBehindIsSuspected() {
        let findings = check(inDays: -30)
        #expect(isProblem(findings, "is not valid before"))
        #expect(findings.first?.remedy?.contains("clock") == true)
    }

    @Test func anotherNameIsAProblem() {
        #expect(isProblem(check(name: "elsewhere.example"), "is not for elsewhere.example"))
        #expect(isProblem(check(name: "192.0.2.8"), "is not for 192.0.2.8"))
    }

    @Test func aKeyOfAnotherCertificateIsAProblem() { #expect(isProblem(check("box.pem", "other.key"), "is not the key of")) }

    @Test func aKeyWithAPassPhraseIsAProblemAndNobodyIsAskedForIt() throws {
        try openssl("ec", "-aes256", "-passout", "pass:secret", "-in", machine("box.key"), "-out", machine("locked.key"))
        #expect(isProblem(check("box.pem", "locked.key"), "without a pass phrase"))
    }

    @Test func filesThatHoldSomethingElseAreProblems() throws {
        try machine.write("empty.pem", "nothing\n")
        #expect(isProblem(check("empty.pem"), "holds no certificate"))
        #expect(isProblem(check("box.pem", "empty.pem"), "holds no key"))
    }

    @Test func filesThatAreNotThereAreProblems() {
        #expect(isProblem(check("absent.pem"), "absent.pem cannot be read: No such file"))
        #expect(isProblem(check("box.pem", "absent.key"), "absent.key cannot be read: No such file"))
    }

    @Test func aKeyForEverybodyIsAProblem() throws {
        try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: machine("box.key"))
        #expect(isProblem(check(), "everybody on this machine can read the key"))
    }

    // MARK: The box's own

    @Test func oneOfItsOwnIsAHintBeforeAndAfterItIsMade() {
        let before = check("absent.pem", "absent.key", isOwn: true)
        #expect(before.map(\.level) == [.hint])
        #expect(before.first?.found.contains("at its first start") == true)
        let after = check(isOwn: true)
        #expect(after.map(\.level) == [.hint])
        #expect(after.first?.found.contains("warns of it once; it is good for \(Self.lifeDays) days") == true)
    }

    @Test func oneOfItsOwnForAnotherNameIsMadeAnew() {
        #expect(check(name: "elsewhere.example", isOwn: true).first?.remedy?.contains("start it again") == true)
    }

    // MARK: Which

    /// The files that are looked at, and whether the box makes them, with these lines of a configuration.
    private func files(_ lines: String) throws -> [String] {
        let folders = "state_directory: state\nrun_directory: run\nprofiles_directory: profiles\n"
        try machine.write("partyline.yaml", folders + lines)
        let configuration = try ServiceConfiguration.load(file: machine("partyline.yaml"), in: Surroundings(environment: [:], isRoot: false))
        return configuration.certificateChecks(at: 0).map { "\($0.group) \($0.certificateFile) \($0.keyFile) \($0.isOwn)" }
    }

    @Test func theConfigurationSaysWhichFiles() throws {
        let web = "web: { certificate: /web.pem, key: /web.key }\n"
        #expect(try files("") == ["web \(machine("state/certificate.pem")) \(machine("state/key.pem")) true"])
        #expect(try files("web: { port: 0 }\n").isEmpty)
        #expect(try files(web + "phone: { tls_port: 5061 }\n") == ["web /web.pem /web.key false"])
        #expect(
            try files(web + "phone: { tls_port: 5061, certificate: /sip.pem, key: /sip.key }\n")
                == ["web /web.pem /web.key false", "phone /sip.pem /sip.key false"])
    }
}

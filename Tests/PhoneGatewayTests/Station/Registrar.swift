import Foundation
import MediaTypes
import SIP
import Synchronization

@testable import PhoneGateway

/// A real registrar and trunk on this machine: kamailio with registrar.cfg beside this file.
final class Registrar: Sendable {
    struct Failed: Error { let log: String }

    static let password = "four score and seven"

    let port: UInt16
    let tlsPort: UInt16
    let certificate: StationSettings.CertificateFiles
    private let folder: String
    private let process: pid_t
    private let hasEnded = Mutex(false)

    private init(port: UInt16, tlsPort: UInt16, certificate: StationSettings.CertificateFiles) throws {
        (self.port, self.tlsPort, self.certificate) = (port, tlsPort, certificate)
        folder = try TestFolder.make()
        let configuration = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "registrar.cfg").path
        // Without the files of this process: else it holds connections of other tests open.
        let closing = "for n in /proc/self/fd/*; do n=${n##*/}; [ \"$n\" -gt 2 ] && eval \"exec $n>&-\"; done; exec /usr/sbin/kamailio \"$@\""
        let arguments = [
            "bash", "-c", closing, "kamailio", "-f", configuration, "-DD", "-E", "-m", "32", "-M", "4", "-Y", folder, "-w", folder, "-l", "udp:127.0.0.1:\(port)",
            "-l", "tcp:127.0.0.1:\(port)", "-l", "tls:127.0.0.1:\(tlsPort)", "-A", "CERTIFICATE=\"\(certificate.certificate)\"",
            "-A", "KEY=\"\(certificate.key)\"", "-A", "PASSWORD=\"\(Self.password)\"",
        ]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Threads of the pool block signals, and a program inherits that: it could not be ended.
        var (none, former) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &former)
        defer { pthread_sigmask(SIG_SETMASK, &former, nil) }
        posix_spawn_file_actions_addopen(&actions, 1, folder + "/log", O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        var words = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var process = pid_t()
        guard posix_spawn(&process, "/bin/bash", &actions, nil, &words, environ) == 0 else {
            throw Failed(log: "kamailio cannot be started; Tools/install-packages test installs it")
        }
        self.process = process
    }

    /// Starts one, and waits until it answers.
    /// - Parameter former: one that has ended, whose ports the new one takes
    static func start(after former: Registrar? = nil) async throws -> Registrar {
        let certificate = if let former { former.certificate } else { try await TestCertificate.make() }
        // Somebody else may take a port that was free a moment ago.
        for _ in 0..<(former == nil ? 3 : 1) {
            let (port, tlsPort): (UInt16, UInt16) =
                if let former { (former.port, former.tlsPort) } else {
                    try await withStation(.loopback(certificate)) { (await $0.ports[.tcp] ?? 0, await $0.ports[.tls] ?? 0) }
                }
            let registrar = try Registrar(port: port, tlsPort: tlsPort, certificate: certificate)
            if try await registrar.answers() { return registrar }
            await registrar.end()
            if former != nil { throw Failed(log: registrar.log) }
        }
        throw Failed(log: "no port is free")
    }

    var log: String { (try? String(contentsOfFile: folder + "/log", encoding: .utf8)) ?? "" }

    /// Asks until there is an answer, or it has ended.
    private func answers() async throws -> Bool {
        try await waiting {
            while !self.hasEnded(waiting: false) {
                let peer = try RawPeer(.udp, to: self.port, patienceMs: 100)
                peer.send(RawPeer.options("UDP"))
                if peer.receive()?.hasPrefix("SIP/2.0 200") == true { return true }
                // Refused at once while nobody listens.
                usleep(20_000)
            }
            return false
        }
    }

    private func hasEnded(waiting: Bool) -> Bool {
        hasEnded.withLock { hasEnded in
            if !hasEnded { hasEnded = waitpid(process, nil, waiting ? 0 : WNOHANG) == process }
            return hasEnded
        }
    }

    func end() async {
        _ = try? await waiting {
            if !self.hasEnded(waiting: false) { kill(self.process, SIGTERM) }
            return self.hasEnded(waiting: true)
        }
    }

    static func with(_ body: (Registrar) async throws -> Void) async throws {
        let registrar = try await start()
        do { try await body(registrar) } catch {
            await registrar.end()
            throw error
        }
        await registrar.end()
    }

    /// An account here.
    func trunk(
        _ user: String, over transport: SIPTransport, password: String = Registrar.password, realm: String? = nil, host: String = "127.0.0.1",
        hasPort: Bool = true
    ) -> StationTrunk {
        StationTrunk(
            name: user, account: TrunkAccount(domain: "partyline.test", user: user, password: password, realm: realm), host: host,
            port: hasPort ? (transport == .tls ? tlsPort : port) : nil, transport: transport,
            certificateCheck: .authorities(file: certificate.certificate))
    }
}

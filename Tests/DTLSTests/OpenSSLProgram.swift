import CLinux
import DTLS
import Foundation
import MediaTypes
import Testing

/// OpenSSL's own program as the client of a session of ours: a second opinion, over a real socket on 127.0.0.1.
final class OpenSSLProgram {
    /// What the program says about itself and about the connection.
    private(set) var output = ""
    private(set) var party: Party
    private let socket: Int32
    private let folder: URL
    private let process = Process()
    private let input = Pipe()
    private let said = Pipe()

    /// Runs the program until the session has keys or has failed.
    /// - Shape: profiles: as -use_srtp wants them; fingerprint: what the session expects, nil for that of the program's certificate
    init(profiles: String?, keyBytes: Int, expecting fingerprint: CertificateFingerprint? = nil, withCertificate: Bool = true) throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "dtls-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let certificate = folder.appending(path: "certificate.pem").path()
        let key = folder.appending(path: "key.pem").path()
        _ = try Self.run([
            "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=x", "-keyout", key, "-out",
            certificate,
        ])
        // "sha256 Fingerprint=AB:CD:…"
        let line = try Self.run(["x509", "-in", certificate, "-noout", "-fingerprint", "-sha256"])
        let digits = line.trimmingCharacters(in: .whitespacesAndNewlines).split(separator: "=").last ?? ""
        let own = try #require(CertificateFingerprint(sdp: "sha-256 \(digits)"), "\(line)")
        party = try Party(DTLSIdentity(), .server, peer: fingerprint ?? own, at: Self.now)
        let (socket, port) = try Self.openSocket()
        self.socket = socket
        var arguments = ["s_client", "-dtls1_2", "-connect", "127.0.0.1:\(port)", "-keymatexport", "EXTRACTOR-dtls_srtp"]
        arguments += ["-keymatexportlen", "\(2 * keyBytes)"]
        if let profiles { arguments += ["-use_srtp", profiles] }
        if withCertificate { arguments += ["-cert", certificate, "-key", key] }
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardInput = input
        process.standardOutput = said
        process.standardError = FileHandle.nullDevice
        try process.run()
        try serve { party.keys.isEmpty && party.failures.isEmpty }
    }

    deinit {
        if process.isRunning { process.terminate() }
        Glibc.close(socket)
        try? FileManager.default.removeItem(at: folder)
    }

    /// Lets the program end its connection, and serves it until it has.
    func hangUp() throws {
        try input.fileHandleForWriting.close()
        try serve { !party.isOver }
        process.waitUntilExit()
        output = String(decoding: said.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    }

    /// The bytes that stand behind "Keying material: ".
    var keyingMaterial: [UInt8] {
        let line = output.split(separator: "\n").first { $0.contains("Keying material: ") } ?? ""
        let digits = Array(line.split(separator: " ").last ?? "")
        return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...($0 + 1)]), radix: 16) }
    }

    private static var now: MediaTime { .nanoseconds(clinux_monotonic_ns()) }

    /// Carries datagrams between socket and session. The session's own limit of 10 s, or that of an idle socket, ends a broken run.
    private func serve(while isGoingOn: () -> Bool) throws {
        var from = sockaddr_in()
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while isGoingOn() {
            let wait = min((party.deadline ?? .distantFuture) - Self.now, .seconds(10))
            if clinux_wait_readable(socket, max(wait.nanoseconds, 0)) == 1 {
                var length = socklen_t(MemoryLayout<sockaddr_in>.size)
                let count = withUnsafeMutablePointer(to: &from) {
                    $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { recvfrom(socket, &buffer, buffer.count, 0, $0, &length) }
                }
                send(party.handle(Array(buffer[..<max(count, 0)]), at: Self.now), to: from)
            } else if party.deadline == nil {
                Issue.record("the program says nothing")
                return
            }
            send(party.advance(to: Self.now), to: from)
        }
    }

    private func send(_ datagrams: [[UInt8]], to address: sockaddr_in) {
        var address = address
        for datagram in datagrams {
            withUnsafePointer(to: &address) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    _ = sendto(socket, datagram, datagram.count, 0, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
        }
    }

    private static func openSocket() throws -> (descriptor: Int32, port: UInt16) {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(isBound)
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    private static func run(_ arguments: [String]) throws -> String {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: "/usr/bin/openssl")
        process.arguments = arguments
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}

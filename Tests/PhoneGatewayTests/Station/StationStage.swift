import Foundation
import MediaTypes
import SIP
import Testing

@testable import PhoneGateway

/// A folder of its own for a test.
enum TestFolder {
    static func make() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/partyline-station-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }
}

/// Runs what waits on a thread of its own.
func waiting<Value: Sendable>(_ work: @escaping @Sendable () throws -> Value) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
        Thread.detachNewThread { continuation.resume(with: Result { try work() }) }
    }
}

/// A certificate that nobody but a test trusts.
enum TestCertificate {
    struct Failed: Error {}

    static func make(names: String = "DNS:localhost,IP:127.0.0.1") async throws -> StationSettings.CertificateFiles {
        let folder = try TestFolder.make()
        let files = StationSettings.CertificateFiles(certificate: folder + "/certificate.pem", key: folder + "/key.pem")
        try await write(files, names: names)
        return files
    }

    static func write(_ files: StationSettings.CertificateFiles, names: String) async throws {
        try await waiting {
            let process = Process()
            process.executableURL = URL(filePath: "/usr/bin/env")
            process.arguments = [
                "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=test",
                "-addext", "subjectAltName=\(names)", "-keyout", files.key, "-out", files.certificate,
            ]
            process.standardError = FileHandle.nullDevice
            try process.run()
            process.waitUntilExit()
            guard process.terminationStatus == 0 else { throw Failed() }
        }
    }
}

/// Gives a station to a test, and stops it whatever happens.
func withStation<Value: Sendable>(
    _ settings: StationSettings = .loopback(), resolver: TrunkResolver = TrunkResolver(), _ body: (SIPStation) async throws -> Value
) async throws -> Value {
    let station = try await SIPStation(settings, resolver: resolver)
    do {
        let value = try await body(station)
        await station.stop()
        return value
    } catch {
        await station.stop()
        throw error
    }
}

extension StationSettings {
    /// Reached from this machine alone, at ports that are free; 127.0.0.9 is a stranger.
    static func loopback(
        _ certificate: CertificateFiles? = nil, address: TransportAddress? = TransportAddress(ipv4: 0x7F00_0001, port: 0), limits: Limits = Limits()
    ) -> StationSettings {
        StationSettings(
            address: address, port: 0, tlsPort: certificate.map { _ in 0 }, certificate: certificate,
            admitted: [
                AddressRange(TransportAddress(ipv4: 0x7F00_0000, port: 0), prefix: 29),
                AddressRange(TransportAddress(high: 0, low: 1, port: 0)),
            ], limits: limits)
    }
}

struct NothingCame: Error {}

extension SIPStation {
    /// Waits for an event; those before it are passed over.
    nonisolated func first<Value>(_ pick: (StationEvent) -> Value?) async throws -> Value {
        for await event in events {
            if let value = pick(event) { return value }
        }
        throw NothingCame()
    }

    nonisolated func incoming() async throws -> (CallHandle, IncomingCall) {
        try await first { if case .incoming(let handle, let call, _) = $0 { (handle, call) } else { nil } }
    }

    nonisolated func event<Value>(of call: CallHandle, _ pick: (CallEvent) -> Value?) async throws -> Value {
        try await first { if case .call(call, let event) = $0 { pick(event) } else { nil } }
    }

    nonisolated func end(of call: CallHandle) async throws -> CallEnd { try await event(of: call) { if case .ended(let reason) = $0 { reason } else { nil } } }

    /// Waits until it is registered.
    nonisolated func registered(_ trunk: TrunkID) async throws {
        try await first { if case .registration(trunk, .registered) = $0 { () } else { nil } }
    }

    /// Waits until it fails for a reason that says something.
    nonisolated func failing(_ trunk: TrunkID) async throws -> RegistrationFailure {
        try await first { if case .registration(trunk, .failing(let failure, _)) = $0 { failure } else { nil } }
    }

    /// Waits until the place of a trunk has been looked up.
    func target(of trunk: TrunkID) async throws -> SIPPath {
        while true {
            if let path = path(of: trunk) { return path }
            try Task.checkCancellation()
            await Task.yield()
        }
    }

    /// Where it listens.
    func port(_ transport: SIPTransport) throws -> UInt16 {
        guard let port = ports[transport] else { throw NothingCame() }
        return port
    }

    /// A call to another station.
    func call(
        _ other: SIPStation, over transport: SIPTransport, host: String = "127.0.0.1", check: StationTrunk.CertificateCheck = .none,
        body: SIPBody = .sdp("v=0 offer")
    ) async throws -> (call: CallHandle, trunk: TrunkID) {
        let trunk = await add(try await .to(other, over: transport, host: host, check: check))
        _ = try await target(of: trunk)
        let placed = dial("204", over: trunk, body)
        return (try #require(placed), trunk)
    }
}

extension StationTrunk {
    /// A station as somebody's trunk.
    static func to(
        _ station: SIPStation, over transport: SIPTransport, host: String = "127.0.0.1", check: StationTrunk.CertificateCheck = .none
    ) async throws -> StationTrunk {
        StationTrunk(
            name: "other", account: TrunkAccount(domain: "other.test", user: "box", password: "secret"), host: host,
            port: try await station.port(transport), transport: transport, registers: false, keepAlive: .none, certificateCheck: check)
    }
}

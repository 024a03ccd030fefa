import DTLS
import MediaIO
import MediaLink
import MediaTypes
import Testing

@testable import PhoneGateway

@Suite("Handshakes at the ports of the box, over real sockets", .serialized)
struct CallHandshakesTests {
    private let media: MediaService
    private let port: CallPort
    private let handshakes: CallHandshakes
    private let theirs: DTLSIdentity

    init() throws {
        media = try MediaService.start(
            settings: MediaSettings(), address: TransportAddress(ipv4: 0x7F00_0001, port: 0), workerCount: 0, callPorts: 22_000...22_999)
        port = try media.reservePort()
        handshakes = CallHandshakes(ports: media, identity: try DTLSIdentity())
        theirs = try DTLSIdentity()
    }

    @Sendable private static func now() -> MediaTime { SecuredSocket.now }

    private func farEnd(isControl: Bool = false, _ role: DTLSSession.Role = .client) throws -> SecuredSocket {
        try #require(SecuredSocket(port: port.port + (isControl ? 1 : 0), theirs, role, box: handshakes.identity.fingerprint))
    }

    private func plan(_ role: DTLSSession.Role, _ sound: SecuredSocket, _ control: SecuredSocket? = nil) -> HandshakePlan {
        HandshakePlan(role: role, peer: theirs.fingerprint, sound: sound.address, control: control?.address)
    }

    /// Lets far ends go on until all have keys; at most ten seconds.
    private func attend(_ farEnds: SecuredSocket...) async throws {
        let end = Self.now() + .seconds(10)
        while farEnds.contains(where: { $0.keys == nil }), Self.now() < end {
            farEnds.forEach { $0.attend() }
            try await Task.sleep(for: .milliseconds(2))
        }
        for farEnd in farEnds { try #require(farEnd.keys != nil) }
    }

    private func check(_ path: SecuredPath?, _ farEnd: SecuredSocket) throws {
        let path = try #require(path)
        #expect(path.address == farEnd.address)
        #expect(path.keys.send == farEnd.keys?.remote && path.keys.receive == farEnd.keys?.local)
    }

    @Test("As server and as client, and then the leg gets the port", arguments: [DTLSSession.Role.server, .client])
    func oneHandshake(_ role: DTLSSession.Role) async throws {
        let farEnd = try farEnd(role == .server ? .client : .server)
        let wanted = plan(role, farEnd)
        async let held = handshakes.hold(wanted, at: port, clock: Self.now)
        try await attend(farEnd)
        farEnd.send([0x80, 8] + [UInt8](repeating: 0, count: 20))
        guard case .secured(let paths) = await held else {
            Issue.record("not secured")
            return
        }
        try check(paths.sound, farEnd)
        #expect(paths.control == nil)
        var spec = LegSpec(
            room: nil, format: .pcma, remote: paths.sound.address, source: paths.sound.address, payloadType: 8, packetTime: .milliseconds(20),
            bitrate: Bitrate(bitsPerSecond: 64_000))
        spec.srtp = paths.sound.keys
        spec.port = port
        _ = try media.add(spec)
    }

    @Test("RTCP on a port of its own has keys of its own", arguments: [DTLSSession.Role.server, .client])
    func twoHandshakes(_ role: DTLSSession.Role) async throws {
        let theirRole: DTLSSession.Role = role == .server ? .client : .server
        let (sound, control) = (try farEnd(theirRole), try farEnd(isControl: true, theirRole))
        let wanted = plan(role, sound, control)
        async let held = handshakes.hold(wanted, at: port, clock: Self.now)
        try await attend(sound, control)
        sound.send([0x80, 8] + [UInt8](repeating: 0, count: 20))
        control.send([0x80, 201, 0, 1, 0, 0, 0, 7])
        guard case .secured(let paths) = await held else {
            Issue.record("not secured")
            return
        }
        try check(paths.sound, sound)
        try check(paths.control, control)
        #expect(paths.sound.keys != paths.control?.keys)
    }

    @Test("Sound does without a handshake for RTCP that nobody holds")
    func withoutControl() async throws {
        let (sound, control) = (try farEnd(), try farEnd(isControl: true))
        let wanted = plan(.server, sound, control)
        async let held = handshakes.hold(wanted, at: port, clock: Self.now)
        try await attend(sound)
        sound.send([0x80, 8] + [UInt8](repeating: 0, count: 20))
        guard case .secured(let paths) = await held else {
            Issue.record("not secured")
            return
        }
        try check(paths.sound, sound)
        #expect(paths.control == nil)
    }

    @Test("Another certificate than the one announced is a failure")
    func wrongCertificate() async throws {
        let stranger = try #require(SecuredSocket(port: port.port, try DTLSIdentity(), .client, box: handshakes.identity.fingerprint))
        let wanted = plan(.server, stranger)
        async let held = handshakes.hold(wanted, at: port, clock: Self.now)
        try await attend(stranger)
        guard case .failed(.wrongFingerprint) = await held else {
            Issue.record("not refused")
            return
        }
    }

    @Test("Cancelled, or without its port, it ends without a word", arguments: [true, false])
    func ends(_ isCancelled: Bool) async throws {
        let farEnd = try farEnd()
        let task = Task { [handshakes, port, plan = plan(.server, farEnd)] in await handshakes.hold(plan, at: port, clock: Self.now) }
        if isCancelled { task.cancel() } else { media.releasePort(port) }
        #expect(await task.value == nil)
    }
}

import DTLS
import MediaLink
import MediaTypes
import Testing

@testable import PhoneGateway

@Suite("The handshake at a call's port")
struct CallHandshakingTests {
    private let ours: DTLSIdentity
    private let theirs: DTLSIdentity
    private static let signalled = TransportAddress(ipv4: 0xC000_0207, port: 4_000)
    private static let elsewhere = TransportAddress(ipv4: 0xC633_6401, port: 61_234)

    init() throws {
        ours = try DTLSIdentity()
        theirs = try DTLSIdentity()
    }

    private func box(_ role: DTLSSession.Role = .server) throws -> CallHandshaking {
        try CallHandshaking(ours, role, peer: theirs.fingerprint, signalled: Self.signalled, at: .zero)
    }

    private func somebody(
        at address: TransportAddress = signalled, as identity: DTLSIdentity? = nil, role: DTLSSession.Role = .client, speaks: Bool = true,
        from now: MediaTime = .zero
    ) throws -> FarEnd {
        try FarEnd(address, identity ?? theirs, role, box: ours.fingerprint, speaks: speaks, at: now)
    }

    /// Both have the same keys, the other way round.
    private func check(_ network: PortNetwork, with farEnd: FarEnd, _ comment: Comment? = nil, location: SourceLocation = #_sourceLocation) {
        guard case .secured(let path) = network.box.outcome else {
            Issue.record("\(String(describing: network.box.outcome)) \(comment ?? "")", sourceLocation: location)
            return
        }
        #expect(path.address == farEnd.address, comment, sourceLocation: location)
        #expect(path.keys.send == farEnd.keys?.remote && path.keys.receive == farEnd.keys?.local, comment, sourceLocation: location)
    }

    @Test("On a bad network it takes longer and comes to the same", arguments: 1...30 as ClosedRange<UInt64>)
    func badNetwork(seed: UInt64) throws {
        for role in [DTLSSession.Role.server, .client] {
            let farEnd = try somebody(role: role == .server ? .client : .server)
            var network = PortNetwork(try box(role), seed: seed, loss: 0.15, duplication: 0.2, delayMs: 5...80)
            network.farEnds = [farEnd]
            network.run()
            check(network, with: farEnd, "seed \(seed), as \(role)")
        }
    }

    @Test("The first packet of sound says that it is done, after five ways of 10 ms")
    func soundEndsIt() throws {
        let farEnd = try somebody()
        var network = PortNetwork(try box())
        network.farEnds = [farEnd]
        network.run()
        check(network, with: farEnd)
        #expect(network.now == .milliseconds(50))
    }

    @Test("Behind a router it is found where it comes from")
    func behindARouter() throws {
        let farEnd = try somebody(at: Self.elsewhere)
        var network = PortNetwork(try box(), seed: 7, loss: 0.1)
        network.farEnds = [farEnd]
        network.run()
        check(network, with: farEnd)
    }

    @Test("A stranger who comes first, with a certificate of his own, wins nothing")
    func strangerFirst() throws {
        let stranger = try somebody(at: Self.elsewhere, as: try DTLSIdentity())
        var network = PortNetwork(try box())
        network.farEnds = [stranger]
        network.run(until: .milliseconds(500))
        #expect(network.box.outcome == nil)
        #expect(stranger.isClosed)
        let farEnd = try somebody(from: network.now)
        network.farEnds.append(farEnd)
        network.run()
        check(network, with: farEnd)
    }

    @Test("However many strangers come, three are answered, and there is a place for who comes from where it said")
    func manyStrangers() throws {
        var network = PortNetwork(try box())
        let strangers = try (0..<10).map {
            try somebody(at: TransportAddress(ipv4: 0xC633_6401 + UInt32($0), port: 5_000), as: try DTLSIdentity())
        }
        network.farEnds = strangers
        network.run(until: .milliseconds(300))
        #expect(strangers.count { $0.heard > 0 } == 3)
        let farEnd = try somebody(from: network.now)
        network.farEnds.append(farEnd)
        network.run()
        check(network, with: farEnd)
        #expect(strangers.count { $0.heard > 0 } == 3)
    }

    @Test("Another certificate where the other side said that it is ends it at once")
    func wrongCertificate() throws {
        var network = PortNetwork(try box())
        network.farEnds = [try somebody(as: try DTLSIdentity())]
        network.run()
        #expect(network.box.outcome == .failed(.wrongFingerprint))
        #expect(network.now < .seconds(1))
    }

    @Test("As client it trusts no other certificate either")
    func wrongServer() throws {
        var network = PortNetwork(try box(.client))
        network.farEnds = [try somebody(as: try DTLSIdentity(), role: .server)]
        network.run()
        #expect(network.box.outcome == .failed(.wrongFingerprint))
    }

    @Test("When nobody comes, it is over after ten seconds", arguments: [DTLSSession.Role.server, .client])
    func nobody(_ role: DTLSSession.Role) throws {
        var network = PortNetwork(try box(role))
        network.run()
        #expect(network.box.outcome == .failed(.timeout))
        #expect(network.now == .seconds(10))
        #expect(network.box.deadline == nil)
    }

    @Test("Who has begun and falls silent does not keep it longer")
    func fallsSilent() throws {
        let farEnd = try somebody()
        var network = PortNetwork(try box())
        network.farEnds = [farEnd]
        network.run(until: .milliseconds(10))
        network.farEnds = []
        network.run()
        #expect(network.box.outcome == .failed(.timeout))
        #expect(network.now == .seconds(10))
    }

    @Test("Of who says nothing it is believed a moment later that it has the keys")
    func silentFarEnd() throws {
        let farEnd = try somebody(speaks: false)
        var network = PortNetwork(try box())
        network.farEnds = [farEnd]
        network.run()
        check(network, with: farEnd)
        #expect(network.now == .milliseconds(30) + Chosen.lastFlight)
    }

    @Test("A last flight that is lost is said again, for whoever speaks and whoever does not", arguments: [true, false])
    func lostLastFlight(_ speaks: Bool) throws {
        let farEnd = try somebody(speaks: speaks)
        var network = PortNetwork(try box())
        network.farEnds = [farEnd]
        var lost = 0
        // It begins with ChangeCipherSpec.
        network.admits = { bytes in
            guard bytes[0] == 20, lost < 2 else { return true }
            lost += 1
            return false
        }
        network.run()
        #expect(lost == 2)
        check(network, with: farEnd)
    }

    @Test("Sound of a stranger does not end it")
    func strangersSound() throws {
        let farEnd = try somebody(speaks: false)
        var network = PortNetwork(try box())
        network.farEnds = [farEnd]
        network.run(until: .milliseconds(40))
        network.send([[0x80, 8] + [UInt8](repeating: 0, count: 20)], from: Self.elsewhere)
        network.run(until: .seconds(1))
        #expect(network.box.outcome == nil)
    }

    @Test("What is no DTLS gets no answer", arguments: [
        [], [0], [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: 0, count: 12), [0x80, 8], [0x80, 200, 0, 1], [22], [22, 0xFE, 0xFD],
        [22, 0xFE, 0xFF] + [UInt8](repeating: 0xFF, count: 40), [64, 1, 2], [255],
    ] as [[UInt8]])
    func otherDatagrams(_ bytes: [UInt8]) throws {
        var box = try box()
        for source in [Self.signalled, Self.elsewhere] {
            #expect(box.handle(ReceivedDatagram(bytes: bytes, source: source), at: .zero).isEmpty)
        }
        #expect(box.outcome == nil)
    }

    @Test("As client it says hello to where the other side is, and not to an address of zeros", arguments: [
        (signalled, 1), (TransportAddress(ipv4: 0, port: 4_000), 0), (TransportAddress(high: 0, low: 0, port: 4_000), 0),
    ])
    func hello(_ address: TransportAddress, _ count: Int) throws {
        var box = try CallHandshaking(ours, .client, peer: theirs.fingerprint, signalled: address, at: .zero)
        let said = box.advance(to: .zero)
        #expect(said.map(\.address) == [TransportAddress](repeating: address, count: count))
    }

    @Test("Who says goodbye at once has no call")
    func goodbye() throws {
        let farEnd = try somebody(speaks: false)
        var network = PortNetwork(try box())
        network.farEnds = [farEnd]
        network.run(until: .milliseconds(40))
        #expect(farEnd.keys != nil)
        network.send(farEnd.close(at: network.now), from: farEnd.address)
        network.run()
        #expect(network.box.outcome == .failed(.refused))
    }
}

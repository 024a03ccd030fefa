import DTLS
import MediaTypes
import Testing

/// What a stranger with the right address, or a peer of bad will, can send.
@Suite struct HostileDatagramTests {
    @Test func theWrongFingerprintGivesNoKeys() throws {
        let clientIdentity = try DTLSIdentity()
        let serverIdentity = try DTLSIdentity()
        let another = try DTLSIdentity().fingerprint
        let wrongServer = Pair(
            client: try Party(clientIdentity, .client, peer: another),
            server: try Party(serverIdentity, .server, peer: clientIdentity.fingerprint))
        var network = Network()
        network.run(wrongServer)
        #expect(wrongServer.client.keys.isEmpty && wrongServer.client.failures == [.wrongFingerprint] && wrongServer.client.isOver)
        let wrongClient = Pair(
            client: try Party(clientIdentity, .client, peer: serverIdentity.fingerprint),
            server: try Party(serverIdentity, .server, peer: another))
        network = Network()
        network.run(wrongClient)
        #expect(wrongClient.server.keys.isEmpty && wrongClient.server.failures == [.wrongFingerprint] && wrongClient.server.isOver)
        #expect(wrongClient.client.isClosed, "the peer is told")
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func noiseGetsNoAnswerAndDelaysNobody(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pair = try Pair()
        var answers = 0
        for _ in 0..<20_000 {
            // Half of it with a good header of a type that passes the demultiplexer, or nothing would be looked at twice.
            var noise = randomBytes(0...300, &random)
            if Bool.random(using: &random) {
                noise = record(type: .random(in: 20...63, using: &random), epoch: .random(in: 0...2, using: &random), noise)
            }
            answers += pair.server.handle(noise, at: .zero).count
        }
        #expect(answers == 0, "seed \(seed)")
        var network = Network()
        network.run(pair)
        #expect(pair.server.isConnected && pair.client.isConnected, "seed \(seed)")
    }

    /// Each datagram of a handshake arrives with bytes changed as well, before or behind the genuine one, while the network does its worst.
    @Test(arguments: 1...30 as ClosedRange<UInt64>) func changedDatagramsNeverGiveOtherKeys(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pair = try Pair()
        var network = Network(seed: seed, delayMs: 5...20)
        var outcome: [(Party, [UInt8])] = []
        network.admitsToServer = { outcome.append((pair.server, $0)); return true }
        network.admitsToClient = { outcome.append((pair.client, $0)); return true }
        for _ in 0..<40 {
            network.run(pair, until: network.now + .milliseconds(10))
            let changed = outcome
            outcome = []
            for (party, datagram) in changed {
                var bytes = datagram
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    guard let place = bytes.indices.randomElement(using: &random) else { continue }
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
                if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0...bytes.count, using: &random)) }
                network.send(party.handle(bytes, at: network.now), isToServer: party === pair.client)
            }
        }
        network.run(pair)
        // A change in the clear may well end a handshake; none may complete one with two sides that differ.
        if let client = pair.client.keys.first, let server = pair.server.keys.first {
            #expect(client.local == server.remote && client.remote == server.local, "seed \(seed)")
        }
        #expect(pair.client.keys.count <= 1 && pair.server.keys.count <= 1, "seed \(seed)")
    }

    @Test func alertsInTheClearAreNotBelieved() throws {
        let pair = try Pair()
        var network = Network()
        let alert = record(type: 21, number: 256, [2, 40]) // fatal: handshake_failure
        network.send([alert], isToServer: true)
        network.admitsToServer = { [server = pair.server] _ in
            _ = server.handle(alert, at: .milliseconds(1))
            return true
        }
        network.run(pair)
        #expect(pair.server.isConnected && pair.client.isConnected && pair.server.failures.isEmpty)
    }

    @Test func afterTheHandshakeNothingButTheGenuineGoodbyeEndsTheSession() throws {
        let seed: UInt64 = 7
        var random = SplitMix64(seed: seed)
        let pair = try Pair()
        var network = Network()
        network.run(pair)
        let genuine = pair.client.close()
        #expect(genuine.count == 1)
        var answers = 0
        let material = network.sent.map(\.bytes) + genuine
        for number in 0..<30_000 {
            guard var bytes = material.randomElement(using: &random) else { break }
            let place = Int.random(in: 0..<bytes.count, using: &random)
            bytes[place] ^= UInt8.random(in: 1...255, using: &random)
            answers += pair.server.handle(bytes, at: network.now + .milliseconds(Int64(number))).count
            // All that OpenSSL is shown: an alert in epoch 1, of any content.
            _ = pair.server.handle(record(type: 21, epoch: 1, number: 9, randomBytes(0...60, &random)), at: network.now)
        }
        #expect(pair.server.isConnected && !pair.server.isClosed, "seed \(seed)")
        #expect(answers <= 20, "seed \(seed): the last flight, some times, is all that is ever sent")
        for datagram in genuine { _ = pair.server.handle(datagram, at: network.now + .seconds(60)) }
        #expect(pair.server.isClosed)
    }

    @Test func applicationRecordsAreDropped() throws {
        let pair = try Pair()
        var network = Network()
        network.run(pair)
        for length in [0, 1, 500, 1_187] {
            let application = record(type: 23, epoch: 1, number: 5, [UInt8](repeating: 9, count: length))
            #expect(pair.server.handle(application, at: network.now).isEmpty)
        }
        #expect(pair.server.isConnected)
    }
}

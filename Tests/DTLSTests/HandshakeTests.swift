import DTLS
import MediaTypes
import SRTP
import Testing

@Suite struct HandshakeTests {
    /// What the client prefers decides nothing: the server's order does.
    @Test(arguments: [
        (both, both, .aesCM128SHA1_80), ([.aeadAES128GCM], both, .aeadAES128GCM), (both, [.aeadAES128GCM], .aeadAES128GCM),
        ([.aesCM128SHA1_80], both, .aesCM128SHA1_80), ([.aeadAES128GCM, .aesCM128SHA1_80], both, .aesCM128SHA1_80),
    ] as [([SRTPProfile], [SRTPProfile], SRTPProfile)])
    func bothSidesGetTheSameKeys(client: [SRTPProfile], server: [SRTPProfile], agreed: SRTPProfile) throws {
        let pair = try Pair(client: client, server: server)
        var network = Network()
        network.run(pair)
        let clientKeys = try #require(pair.client.keys.first)
        let serverKeys = try #require(pair.server.keys.first)
        #expect(clientKeys.profile == agreed && serverKeys.profile == agreed)
        #expect(clientKeys.local == serverKeys.remote && clientKeys.remote == serverKeys.local && clientKeys.local != clientKeys.remote)
        #expect(clientKeys.local.count == agreed.keyBytes && clientKeys.remote.count == agreed.keyBytes)
        #expect(network.now == .milliseconds(40), "two round trips of 20 ms, nothing repeated")
    }

    @Test func packetsOfOneSideOpenOnTheOther() throws {
        let pair = try Pair()
        var network = Network()
        network.run(pair)
        let client = try #require(pair.client.keys.first)
        let server = try #require(pair.server.keys.first)
        guard let sender = SRTPSession(profile: client.profile, key: client.local, isInbound: false),
            let receiver = SRTPSession(profile: server.profile, key: server.remote, isInbound: true) else {
            Issue.record("SRTP does not take the keys")
            return
        }
        let packet: [UInt8] = [0x80, 111, 0, 1, 0, 0, 0, 0, 0, 0, 0, 9] + Array(0..<40)
        var buffer = packet + [UInt8](repeating: 0, count: client.profile.overheadBytes)
        let opened = buffer.withUnsafeMutableBytes {
            receiver.unprotect($0, byteCount: sender.protect($0, byteCount: packet.count))
        }
        #expect(Array(buffer[..<opened]) == packet)
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>) func aBadNetworkDelaysAHandshakeOnly(seed: UInt64) throws {
        let pair = try Pair()
        var network = Network(seed: seed, loss: 0.15, duplication: 0.2, delayMs: 5...80)
        network.run(pair)
        #expect(pair.client.keys.count == 1 && pair.server.keys.count == 1, "seed \(seed)")
        #expect(pair.client.keys.first?.local == pair.server.keys.first?.remote, "seed \(seed)")
        #expect(pair.client.failures.isEmpty && pair.server.failures.isEmpty, "seed \(seed)")
    }

    /// OpenSSL without our MTU was seen to cut its flights into 228 bytes.
    @Test func flightsAreFewDatagramsWithinTheMTU() throws {
        let pair = try Pair()
        var network = Network()
        network.run(pair)
        let sizes = pair.client.sentByteCounts + pair.server.sentByteCounts
        #expect(sizes.count == 4, "\(sizes)")
        #expect(sizes.allSatisfy { $0 <= 1_200 }, "\(sizes)")
    }

    /// A hello with a post-quantum key share does not fit into one datagram.
    @Test func aHelloMayComeInPiecesAndOutOfOrder() throws {
        let pair = try Pair()
        let hello = try #require(pair.client.advance(to: .zero).first)
        let pieces = cut(hello, into: 40)
        #expect(pieces.count > 3)
        var network = Network()
        for piece in pieces.reversed() { network.send([piece], isToServer: true) }
        network.run(pair)
        #expect(pair.client.isConnected && pair.server.isConnected && network.now == .milliseconds(40))
    }

    @Test func aFlightIsRepeatedAfter100MsThenMoreSlowly() throws {
        let pair = try Pair()
        let hello = pair.client.advance(to: .zero)
        var times: [Int64] = []
        while let deadline = pair.client.deadline {
            if pair.client.advance(to: deadline) == hello { times.append(deadline.milliseconds) }
        }
        #expect(times == [100, 300, 700, 1_500, 3_100, 6_300])
        #expect(pair.client.failures == [.timeout] && pair.client.isOver)
    }

    @Test(arguments: [1, 2, 5]) func aLostLastFlightIsSentAgain(times: Int) throws {
        let pair = try Pair()
        var network = Network()
        var lost = 0
        // The server's last flight is the one that begins with ChangeCipherSpec.
        let isLast = { (bytes: [UInt8]) in bytes[0] == 20 }
        network.admitsToClient = { bytes in
            guard isLast(bytes), lost < times else { return true }
            lost += 1
            return false
        }
        network.run(pair)
        #expect(lost == times)
        #expect(pair.client.isConnected && pair.server.isConnected && pair.server.keys.count == 1)
    }

    @Test func theServerWaitsWithoutADeadline() throws {
        let pair = try Pair()
        #expect(pair.server.deadline == nil)
        #expect(pair.server.advance(to: .seconds(3_600)).isEmpty && pair.server.failures.isEmpty)
    }

    @Test func aServerWhosePeerFallsSilentTakesTheNextHandshake() throws {
        let serverIdentity = try DTLSIdentity()
        let clientIdentity = try DTLSIdentity()
        let server = try Party(serverIdentity, .server, peer: clientIdentity.fingerprint)
        let silent = try Party(clientIdentity, .client, peer: serverIdentity.fingerprint)
        for hello in silent.advance(to: .zero) { _ = server.handle(hello, at: .zero) }
        while let deadline = server.deadline { _ = server.advance(to: deadline) }
        #expect(server.failures == [.timeout] && !server.isOver)
        let pair = Pair(client: try Party(clientIdentity, .client, peer: serverIdentity.fingerprint, at: .seconds(20)), server: server)
        var network = Network()
        network.run(pair)
        #expect(server.isConnected && pair.client.isConnected)
    }

    @Test func goodbyeIsHeard() throws {
        let pair = try Pair()
        var network = Network()
        network.run(pair)
        network.send(pair.client.close(), isToServer: true)
        network.run(pair)
        #expect(pair.client.isOver && !pair.client.isClosed)
        #expect(pair.server.isOver && pair.server.isClosed)
    }

    @Test func goodbyeBeforeTheHandshakeSaysNothing() throws {
        let pair = try Pair()
        #expect(pair.server.close().isEmpty && pair.server.isOver)
        for hello in pair.client.advance(to: .zero) { #expect(pair.server.handle(hello, at: .zero).isEmpty) }
        #expect(pair.server.deadline == nil)
    }
}

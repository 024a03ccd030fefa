import AllocationCounter
import DTLS
import MediaTypes
import Testing

/// What one session can hold of the heap, counted.
@Suite struct MemoryTests {
    /// Fragments of hundreds of long messages, a few bytes each, behind the first fragment of a hello.
    @Test(arguments: [1, 2, 3] as [UInt64]) func fragmentBombsTakeLessThanAHandshakeMayTake(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        let pair = try Pair()
        var bombs = [fragmentRecord(type: 1, messageBytes: 16_000, sequenceNumber: 0, offset: 0, byteCount: 20, number: 0)]
        for number in 1..<4_000 {
            let length = [0xFF_FFFF, 100_000, 16_384, 16_000, 2_000].randomElement(using: &random) ?? 0
            let sequence = Bool.random(using: &random) ? Int.random(in: 0...12, using: &random) : Int.random(in: 0...65_535, using: &random)
            bombs.append(fragmentRecord(
                type: UInt8.random(in: 0...20, using: &random), messageBytes: length, sequenceNumber: sequence,
                offset: Int.random(in: 0...(length - 8), using: &random), byteCount: 8, number: number))
        }
        let held = heldBytes { for bomb in bombs { _ = pair.server.handle(bomb, at: .zero) } }
        #expect(held < 256 << 10, "seed \(seed): \(held) bytes")
        // The time of the bombs' handshake ends; what they took is given back, and a genuine one finds its way.
        _ = pair.server.advance(to: .seconds(10))
        #expect(pair.server.failures.last == .timeout || pair.server.failures.last == .tooMuchInput, "\(pair.server.failures)")
    }

    /// OpenSSL keeps each encrypted record that comes before its time in a buffer for the longest.
    @Test func encryptedRecordsBeforeTheirTimeAreFew() throws {
        let pair = try Pair()
        let hello = pair.client.advance(to: .zero)
        let early = (0..<1_000).map { record(type: 22, epoch: 1, number: $0, [UInt8](repeating: 0x5A, count: 48)) }
        let held = heldBytes {
            for datagram in hello + early { _ = pair.server.handle(datagram, at: .zero) }
        }
        #expect(held < 512 << 10, "\(held) bytes")
    }

    @Test func aFloodOfHandshakesIsCutOffUntilItsTimeIsOver() throws {
        let pair = try Pair()
        let hello = pair.client.advance(to: .zero)
        var answers = 0
        for number in 0..<10_000 {
            for datagram in hello { answers += pair.server.handle(datagram, at: .milliseconds(Int64(number % 5_000))).count }
            // The next message of the client, empty: it ends the handshake.
            let broken = fragmentRecord(type: 11, messageBytes: 1, sequenceNumber: 1, offset: 0, byteCount: 1, number: number + 1)
            answers += pair.server.handle(broken, at: .milliseconds(Int64(number % 5_000))).count
        }
        #expect(answers <= 16, "a flight and an alert for each of eight attempts")
        #expect(pair.server.failures.count == 8 && pair.server.failures.allSatisfy { $0 == .refused }, "\(pair.server.failures)")
        _ = pair.server.advance(to: .seconds(10))
        for datagram in hello { answers = pair.server.handle(datagram, at: .seconds(11)).count }
        #expect(answers == 1, "the next handshake is welcome")
    }

    @Test func moreThan64KiBIsTooMuch() throws {
        let pair = try Pair()
        var handled = 0
        for number in 0..<200 where pair.server.failures.isEmpty {
            let piece = fragmentRecord(type: 1, messageBytes: 16_000, sequenceNumber: 0, offset: 0, byteCount: 1_000, number: number)
            _ = pair.server.handle(piece, at: .zero)
            handled += piece.count
        }
        #expect(pair.server.failures == [.tooMuchInput])
        #expect(handled > 64 << 10 && handled < 66 << 10, "\(handled)")
    }

    /// Handshakes that complete, fail and are cut short: afterwards the heap holds what it held.
    @Test func sessionsGiveBackWhatTheyTook() throws {
        let clientIdentity = try DTLSIdentity()
        let serverIdentity = try DTLSIdentity()
        let another = try DTLSIdentity().fingerprint
        func round() throws {
            for peer in [clientIdentity.fingerprint, another] {
                let pair = Pair(
                    client: try Party(clientIdentity, .client, peer: serverIdentity.fingerprint),
                    server: try Party(serverIdentity, .server, peer: peer))
                var network = Network()
                network.run(pair)
                if peer != another { #expect(pair.server.isConnected) }
                _ = pair.server.close()
            }
            let silent = try Party(clientIdentity, .client, peer: another)
            _ = silent.advance(to: .zero)
        }
        // The first ones fill what OpenSSL and Swift keep for good.
        for _ in 0..<5 { try round() }
        allocation_counter_arm()
        for _ in 0..<100 { try round() }
        let held = allocation_counter_held_bytes()
        _ = allocation_counter_disarm()
        #expect(held < 100 * 64, "\(held) bytes after 100 rounds")
    }

    @Test func identitiesGiveBackWhatTheyTook() throws {
        for _ in 0..<5 { _ = try DTLSIdentity() }
        allocation_counter_arm()
        for _ in 0..<50 { _ = try DTLSIdentity() }
        let held = allocation_counter_held_bytes()
        _ = allocation_counter_disarm()
        #expect(held < 50 * 64, "\(held) bytes after 50 identities")
    }

    private func heldBytes(_ body: () -> Void) -> Int {
        allocation_counter_arm()
        body()
        let held = allocation_counter_held_bytes()
        _ = allocation_counter_disarm()
        return held
    }
}

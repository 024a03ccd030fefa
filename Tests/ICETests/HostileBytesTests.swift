import ICE
import MediaTypes
import Testing

/// Random bytes, samples with some bytes changed, and sealed nonsense: nothing traps, and only who knows the password gets an answer.
@Suite struct HostileBytesTests {
    private static func mutated(_ datagram: [UInt8], using random: inout SplitMix64) -> [UInt8] {
        var mutated = datagram
        for _ in 0...Int.random(in: 0...6, using: &random) {
            switch (Int.random(in: 0...3, using: &random), mutated.indices.randomElement(using: &random)) {
            case (0, let index?): mutated[index] = UInt8.random(in: 0...255, using: &random)
            case (1, let index?): mutated.removeSubrange(index..<min(index + 4, mutated.count))
            case (2, let index?): mutated.insert(contentsOf: [0, 0x24, 0, UInt8.random(in: 0...8, using: &random)], at: index)
            default: mutated += (0..<4).map { _ in UInt8.random(in: 0...255, using: &random) }
            }
        }
        // Half of them with the right length, or hardly anything would pass the first check.
        if mutated.count >= 20, Bool.random(using: &random) {
            mutated[2] = UInt8(truncatingIfNeeded: (mutated.count - 20) >> 8)
            mutated[3] = UInt8(truncatingIfNeeded: mutated.count - 20)
        }
        return mutated
    }

    @Test(arguments: [1, 2, 3] as [UInt64]) func strangersGetNothing(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        let samples = Vectors.all + [peer.request().write(password: "somebody else's")]
        let unsealed = samples.map { Array($0.dropLast(32)) }
        var answered = 0
        var read = 0
        for _ in 0..<30_000 {
            var datagram = (0..<Int.random(in: 0...120, using: &random)).map { _ in UInt8.random(in: 0...255, using: &random) }
            switch (Int.random(in: 0...2, using: &random), Int.random(in: samples.indices, using: &random)) {
            case (0, let index): datagram = Self.mutated(samples[index], using: &random)
            case (1, let index): datagram = STUNSeal.seal(Self.mutated(unsealed[index], using: &random), password: "a guess")
            default: break
            }
            if parsed(datagram) != nil { read += 1 }
            _ = STUNDatagram.localUfrag(of: datagram)
            if !peer.agent.handle(datagram, from: Peer.tuple(1), at: .seconds(1)).isEmpty { answered += 1 }
        }
        #expect(answered == 0, "seed \(seed)")
        #expect(read > 300, "seed \(seed): \(read) read, too few to say anything")
        #expect(peer.agent.deadline == .seconds(30) && !peer.agent.isValidated(Peer.tuple(1)))
    }

    /// What somebody in the session can do: anything under the right password.
    @Test(arguments: [1, 2, 3] as [UInt64]) func sealedNonsenseGetsAtMostOneAnswerToWhereItCameFrom(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var peer = Peer()
        var answers = 0
        for _ in 0..<10_000 {
            let check = Array(peer.request().write(password: "").dropLast(32))
            let nonsense = STUNSeal.seal(Self.mutated(check, using: &random), password: Peer.local.password)
            let source = Peer.tuple(Int.random(in: 0...20, using: &random))
            let sent = peer.agent.handle(nonsense, from: source, at: .zero).filter { if case .send = $0 { true } else { false } }
            answers += sent.count
            #expect(sent.count <= 1)
            if case .send(let datagram, to: let target)? = sent.first { #expect(target == source && datagram.count <= 128) }
        }
        #expect((0...20).count { peer.agent.isValidated(Peer.tuple($0)) } <= 8)
        #expect(answers > 100, "seed \(seed): \(answers) answers, too few to say anything")
    }

    @Test func aFloodOfForgedChecksChangesNothing() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        let forged = peer.request().write(password: "a guess")
        var answered = 0
        for index in 0..<20_000 where !peer.agent.handle(forged, from: Peer.tuple(index), at: .seconds(29)).isEmpty { answered += 1 }
        #expect(answered == 0)
        #expect(peer.agent.deadline == .seconds(30) && peer.agent.selected == Peer.tuple(0))
    }

    @Test func theTransactionOfTheServersOwnAnswerIsNotReflected() {
        var peer = Peer()
        guard case .send(let answer, to: _)? = peer.check(from: 0).first else { Issue.record("no answer"); return }
        #expect(peer.handle(answer) == [])
    }
}

import MediaTypes
import Testing

@testable import MediaEngine

/// The small machines at the engine's entrance.
@Suite struct TableTests {
    @Test(arguments: [91, 92] as [UInt64]) func theAddressTableAgreesWithADictionary(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var table = AddressTable(capacity: 100)
        var model: [TransportAddress: Int] = [:]
        var wrong = 0
        for step in 0..<20_000 {
            let address = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(random.next() % 300))
            if model[address] != nil {
                table.remove(address)
                model[address] = nil
            } else if model.count < 100 {
                table.insert(address, leg: step)
                model[address] = step
            }
            let asked = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(random.next() % 300))
            if table.leg(at: asked) != model[asked] { wrong += 1 }
        }
        #expect(wrong == 0, "seed \(seed)")
    }

    @Test func theRateGateLetsThroughWhatWasAgreed() {
        var gate = RateGate()
        // 400 a second for a minute: the shortest Opus packets.
        var regular = 0
        for step in 0..<24_000 where gate.admit(at: .microseconds(Int64(step) * 2_500)) { regular += 1 }
        #expect(regular == 24_000)
        // Ten times the limit for ten seconds.
        var flood = 0
        for step in 0..<80_000 where gate.admit(at: .seconds(60) + .microseconds(Int64(step) * 125)) { flood += 1 }
        #expect(8_000...8_500 ~= flood, "\(flood)")
    }

    @Test func aSequenceIsExtendedOverItsWrap() {
        var source = StreamSource()
        guard case .restarted(let first) = source.judge(ssrc: 1, sequence: SequenceNumber(65_530), at: .zero) else { return #expect(Bool(false)) }
        for step in 1..<200_000 {
            let verdict = source.judge(ssrc: 1, sequence: SequenceNumber(UInt16(truncatingIfNeeded: 65_530 + step)), at: .milliseconds(Int64(step) * 20))
            guard verdict == .accepted(first + Int64(step)) else { return #expect(Bool(false), "step \(step)") }
        }
    }

    @Test func aSecondSourceNeedsFourPacketsInARowWhileTheFirstIsHeard() {
        var source = StreamSource()
        _ = source.judge(ssrc: 1, sequence: SequenceNumber(10), at: .zero)
        var verdicts: [StreamSource.Verdict] = []
        for step in 0..<4 { verdicts.append(source.judge(ssrc: 2, sequence: SequenceNumber(UInt16(500 + step)), at: .milliseconds(Int64(step)))) }
        #expect(verdicts[..<3].allSatisfy { $0 == .refused })
        if case .restarted = verdicts[3] {} else { #expect(Bool(false), "\(verdicts)") }
    }

    @Test func scatteredForeignPacketsNeverTakeAStreamOver() {
        var random = SplitMix64(seed: 93)
        var source = StreamSource()
        _ = source.judge(ssrc: 1, sequence: SequenceNumber(0), at: .zero)
        var taken = 0
        for step in 1..<10_000 {
            let now = MediaTime.milliseconds(Int64(step) * 20)
            _ = source.judge(ssrc: 1, sequence: SequenceNumber(UInt16(truncatingIfNeeded: step)), at: now)
            for _ in 0..<3 {
                if case .restarted = source.judge(ssrc: UInt32(truncatingIfNeeded: random.next()), sequence: SequenceNumber(UInt16(truncatingIfNeeded: random.next())), at: now) { taken += 1 }
            }
        }
        #expect(taken == 0)
    }
}

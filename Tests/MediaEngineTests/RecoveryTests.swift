import Codecs
import MediaLink
import MediaTypes
import Testing

@testable import MediaEngine

/// What is done about lost packets: RED before FEC before concealment, and nothing is left that could be had.
@Suite struct RecoveryTests {
    private func bench(_ sends: SenderSettings, loss: Double, seed: UInt64) throws -> StreamBench {
        guard let bench = StreamBench(.opus, .speech(), link: LinkQuality(loss: loss), seed: seed, sends: sends) else { throw JitterBufferTests.NotThere() }
        // The first losses teach the buffer that it is worth waiting for copies.
        bench.run(for: .seconds(10))
        bench.mark()
        bench.run(for: .seconds(40))
        return bench
    }

    /// Lost packets after the first ten seconds, by whether one of the next packets that arrived could fill the gap.
    private func losses(_ bench: StreamBench, reach: Int, fills: ([UInt8]) -> Bool) -> (lost: Int, recoverable: Int) {
        var lost = 0
        var recoverable = 0
        for at in 505..<bench.sent.count - 15 where bench.sent[at].isLost {
            lost += 1
            if (1...reach).contains(where: { !bench.sent[at + $0].isLost && fills(bench.sent[at + $0].payload) }) { recoverable += 1 }
        }
        return (lost, recoverable)
    }

    private func carriesFEC(_ payload: [UInt8]) -> Bool { AudioDecoder(.opus, outputRate: 16_000)?.carriesRecovery(payload.span.bytes) ?? false }

    @Test(arguments: [0.05, 0.1, 0.2], [41, 42] as [UInt64]) func redFillsWhatIsLost(loss: Double, seed: UInt64) throws {
        var sends = SenderSettings()
        sends.redundancy = 2
        let bench = try bench(sends, loss: loss, seed: seed)
        let (_, recoverable) = losses(bench, reach: 2) { _ in true }
        #expect(bench.recovered.byRED >= recoverable, "seed \(seed)")
        #expect(recoverable > Int(1_600 * loss), "seed \(seed)")
        #expect(bench.stream.bufferDelay < .milliseconds(120), "seed \(seed)")
    }

    @Test(arguments: [0.05, 0.1, 0.2], [43, 44] as [UInt64]) func inbandFECFillsSingleLosses(loss: Double, seed: UInt64) throws {
        var sends = SenderSettings()
        sends.fecForLoss = 20
        let bench = try bench(sends, loss: loss, seed: seed)
        let (_, recoverable) = losses(bench, reach: 1, fills: carriesFEC)
        #expect(bench.recovered.byFEC >= recoverable, "seed \(seed)")
        #expect(recoverable > Int(500 * loss), "seed \(seed)")
        #expect(bench.stream.counters.recoveredByRED == 0)
        #expect(bench.stream.bufferDelay < .milliseconds(120), "seed \(seed)")
    }

    @Test(arguments: [0.05, 0.2], [45, 46] as [UInt64]) func withoutEitherTheGapIsConcealedAndNoLonger(loss: Double, seed: UInt64) throws {
        let bench = try bench(SenderSettings(), loss: loss, seed: seed)
        let lost = bench.sent.count { $0.isLost }
        #expect(bench.stream.counters.recoveredByRED == 0 && bench.stream.counters.recoveredByFEC == 0)
        // A gap that can only be seen once the next packet is there may be concealed one block longer.
        #expect(Double(bench.stream.concealedFrames) < Double(lost * 320) * 1.1, "seed \(seed): \(bench.stream.concealedFrames / 320) blocks for \(lost)")
        #expect(bench.stream.bufferDelay < .milliseconds(80), "seed \(seed)")
    }

    @Test func withBothTheCopyOfREDIsUsed() throws {
        var sends = SenderSettings()
        sends.redundancy = 1
        sends.fecForLoss = 20
        let bench = try bench(sends, loss: 0.1, seed: 47)
        let (_, recoverable) = losses(bench, reach: 1) { _ in true }
        #expect(bench.recovered.byRED >= recoverable)
        // Of two packets lost in a row the copy of the second is there, and may hold one of the first.
        #expect(bench.recovered.byFEC < recoverable / 5, "\(bench.recovered.byFEC) by FEC")
    }
}

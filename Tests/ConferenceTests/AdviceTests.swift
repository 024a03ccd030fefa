import Foundation
import MediaTypes
import Profiles
import Testing

@testable import Conference

@Suite struct AdviceTests {
    /// With the bounds and rates of the defaults: 2% and 8%, 24 kbit/s, 20 ms.
    private func adviser() throws -> Adviser { Adviser(try Stage.profile(participants: 10).profile) }

    private func advices(_ adviser: inout Adviser, up: Double? = nil, down: Double? = nil, seconds: Int) -> [Advice] {
        (0..<seconds).compactMap { _ in adviser.note(uplinkLoss: up, downlinkLoss: down) }
    }

    @Test func aGoodLineIsAdvisedNothing() throws {
        var adviser = try adviser()
        #expect(advices(&adviser, up: 1, down: 1.9, seconds: 100).isEmpty)
        #expect(adviser.current == nil)
    }

    @Test func twoBadSecondsAreNoReason() throws {
        var adviser = try adviser()
        for _ in 0..<10 {
            #expect(advices(&adviser, up: 30, seconds: 2).isEmpty)
            #expect(advices(&adviser, up: 0, seconds: 1).isEmpty)
        }
    }

    @Test(arguments: [
        (3.0, Advice(reason: .uplinkLoss, lossPercent: 3, maxBitrate: 24_000, packetMs: 20, redundancy: true)),
        (8.0, Advice(reason: .uplinkLoss, lossPercent: 8, maxBitrate: 16_000, packetMs: 40, redundancy: true)),
        (25.4, Advice(reason: .uplinkLoss, lossPercent: 25, maxBitrate: 12_000, packetMs: 60, redundancy: true)),
    ]) func lossThatLastsIsAnsweredByItsMeasure(loss: Double, advice: Advice) throws {
        var adviser = try adviser()
        #expect(advices(&adviser, up: loss, seconds: 30) == [advice])
        #expect(adviser.current == advice)
    }

    @Test func theDirectionThatLosesMoreIsTheReason() throws {
        var adviser = try adviser()
        #expect(advices(&adviser, up: 3, down: 9, seconds: 3).map(\.reason) == [.downlinkLoss])
    }

    @Test func adviceGetsMilderStepByStepWhenItStaysGood() throws {
        var adviser = try adviser()
        _ = advices(&adviser, up: 30, seconds: 3)
        let milder = advices(&adviser, up: 0, seconds: 60)
        #expect(milder.map(\.maxBitrate) == [16_000, 24_000, 24_000])
        #expect(milder.map(\.redundancy) == [true, true, false])
        #expect(milder.last?.reason == .good)
        #expect(adviser.current == nil)
    }

    @Test func lossAroundABoundDoesNotMakeAdviceFlap() throws {
        let seed: UInt64 = 0xAD71CE
        print("seed \(seed)")
        var random = SplitMix64(seed: seed)
        var adviser = try adviser()
        var count = 0
        for _ in 0..<3_600 where adviser.note(uplinkLoss: Double.random(in: 6...10, using: &random), downlinkLoss: nil) != nil { count += 1 }
        #expect(count <= 2)
    }

    @Test func noFigureOfAPeerIsTooStrange() throws {
        var adviser = try adviser()
        for strange in [Double.nan, .infinity, -.infinity, 1e300, -5] { _ = advices(&adviser, up: strange, down: strange, seconds: 15) }
    }

    // MARK: quality in a word

    @Test(arguments: [(0.0, 5, LineQuality.good), (2.9, 39, .good), (3, 5, .fair), (0, 40, .fair), (9.9, 99, .fair), (10, 5, .poor), (0, 100, .poor)])
    func lossAndJitterMakeTheWord(loss: Double, jitterMs: Int64, word: LineQuality) {
        #expect(LineJudge.word(loss: loss, jitter: .milliseconds(jitterMs)) == word)
    }

    @Test func theWordGetsWorseAtOnceAndBetterWhenItLasts() {
        var judge = LineJudge()
        func note(_ loss: Double) -> LineQuality? {
            judge.note(uplinkLoss: loss, downlinkLoss: nil, jitter: .zero)
            return judge.quality
        }
        #expect(note(0) == .good)
        #expect(note(20) == .poor)
        for _ in 1..<LineJudge.patience { #expect(note(0) == .poor) }
        #expect(note(0) == .good)
    }
}

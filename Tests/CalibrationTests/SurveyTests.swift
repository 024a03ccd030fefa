import Testing

@testable import Bench
@testable import Calibration

@Suite struct SurveyTests {
    @Test(arguments: [([3, 1, 2], 2), ([4, 1, 2, 3], 2.5), ([1, 1, 1, 1_000_000], 1), ([7], 7)] as [([Double], Double)])
    func anOutlierDoesNotDecide(values: [Double], median: Double) {
        #expect(SurveyRecord.median(values) == median)
    }

    @Test func whatWasNotMeasuredIsNoNumber() {
        #expect(SurveyRecord.median([]).isNaN)
    }

    /// Rooms of 10 and 110 whose mix takes 15 and 65 us: 10, and 0.5 each.
    @Test func theMixIsALineThroughTheSmallestAndTheLargestRoom() {
        var record = SurveyRecord()
        for (participants, mix) in [(10, 15.0), (110, 65)] {
            let figures = PartBench.Figures(talker: 20, other: 10, mix: mix, encode: 100 + mix, send: 1)
            record.note(noise: figures, quiet: figures, participants: participants)
        }
        let costs = record.board(cores: 1, bytesPerParticipant: 1).costs
        #expect(abs(costs.room - 10) < 1e-9)
        #expect(costs.noise.allSatisfy { abs($0.member - 0.5) < 1e-9 })
        #expect(costs.noise.map(\.encodeExtra) == [0, 50])
    }

    @Test func theWorstOfATimerAreKept() {
        let late = Board.Lateness([Double](repeating: 0.1, count: 990) + [Double](repeating: 5, count: 9) + [70])
        #expect(late == Board.Lateness(median: 0.1, p99: 5, p999: 70, max: 70))
    }

    /// The real thing, as short as it gets: every part has a cost, and the plainest facts about them hold.
    @Test(.timeLimit(.minutes(3))) func everyPartIsMeasured() throws {
        var parts: [String] = []
        let findings = try Survey(BenchSettings(), seconds: 1).run { parts.append($0.part) }
        let costs = findings.board.costs
        #expect(findings.turns >= 1)
        #expect(costs.encode.count == 11)
        #expect(costs.noise.count == 3 && costs.quiet.count == 3)
        for (noise, quiet) in zip(costs.noise, costs.quiet) {
            #expect(quiet.other > 0 && noise.other > quiet.other && noise.talker > quiet.other && noise.write > 0 && quiet.talker > 0)
            #expect(costs.encode.allSatisfy { $0 > quiet.other })
        }
        #expect(costs.encode[10] > costs.encode[0])
        #expect(costs.room + costs.noise[0].member > 0)
        #expect(costs.protect > 0 && costs.unprotect > 0 && costs.receiveDatagram > 0 && costs.sendDatagram > 0)
        #expect(findings.board.slowdown >= 1)
        #expect(findings.board.lateness.max >= findings.board.lateness.median)
        #expect(findings.board.availableBytes > 0)
        #expect(findings.yardstick > 0)
        #expect(parts.contains("encoding at complexity 7") && parts.contains("timers"))
    }
}

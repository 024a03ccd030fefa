import Calibration
import Testing

@Suite struct PredictionTests {
    struct Case: Sendable {
        let who: Attendance
        let engine: Double
        let total: Double
    }

    @Test(arguments: [
        // 3 x 20 + 7 x 10 + 50 + 10 x 0.5 + 4 x 100 + 10 x 1; and 10 x 2 in, 10 x 3 out
        Case(who: Attendance(participants: 10, complexity: 0), engine: 595, total: 645),
        // 7 x 2 instead of 7 x 10, and 3 packets come instead of 10
        Case(who: Attendance(participants: 10, listeners: .quiet, complexity: 0), engine: 539, total: 575),
        // 4 encodes of 200
        Case(who: Attendance(participants: 10, complexity: 10), engine: 995, total: 1_045),
        // Two rooms: 6 talkers and 8 encodes
        Case(who: Attendance(participants: 10, rooms: 2, complexity: 0), engine: 1_075, total: 1_125),
        // Two in a room, who both talk: nobody is left to listen with others
        Case(who: Attendance(participants: 2, complexity: 0), engine: 293, total: 303),
        Case(who: Attendance(participants: 0, rooms: 0, complexity: 0), engine: 0, total: 0),
    ])
    func theTickIsTheSumOfItsParts(_ given: Case) {
        let prediction = TickPrediction(given.who, MadeUpBoard.costs)
        #expect(abs(prediction.engine - given.engine) < 1e-9)
        #expect(abs(prediction.total - given.total) < 1e-9)
    }

    @Test(arguments: [(5, 10), (10, 10), (20, 15), (40, 20), (400, 20)] as [(Int, Double)])
    func aParticipantCostsMoreAmongMoreByTheLogarithm(participants: Int, noise: Double) {
        var costs = MadeUpBoard.costs
        costs.noise.append(.init(participants: 40, talker: 20, other: 20, member: 0.5, write: 1, encodeExtra: 0))
        let with = TickPrediction(Attendance(participants: participants, talkers: 0, complexity: 0), costs)
        #expect(abs(with.listening / Double(participants) - noise) < 1e-9)
    }

    @Test func anEncodeCostsMoreAmongMore() {
        var costs = MadeUpBoard.costs
        costs.noise.append(.init(participants: 40, talker: 20, other: 10, member: 0.5, write: 1, encodeExtra: 8))
        #expect(TickPrediction(Attendance(participants: 40, complexity: 3), costs).encoding == 4 * 138)
    }

    @Test(arguments: [-1, 11, .max]) func aComplexityThatWasNotMeasuredIsNotCheap(complexity: Int) {
        #expect(TickPrediction(Attendance(participants: 10, complexity: complexity), MadeUpBoard.costs).total == .infinity)
    }

    @Test func nothingMeasuredIsNotCheap() {
        var costs = MadeUpBoard.costs
        costs.noise = []
        #expect(!(TickPrediction(Attendance(participants: 10, complexity: 0), costs).total < 1e300))
    }
}

import Calibration
import Testing

@Suite struct BoardTests {
    @Test func oneCoreDoesAllOfIt() {
        let who = Attendance(participants: 500, complexity: 0)
        #expect(MadeUpBoard.board().busyTime(who) == TickPrediction(who, MadeUpBoard.costs).total)
    }

    /// Listening takes 5 ms; encoding and writing are below 4 and stay where they are.
    @Test func onlyALongPhaseIsShared() {
        let who = Attendance(participants: 500, complexity: 0)
        let tick = TickPrediction(who, MadeUpBoard.costs)
        #expect(tick.listening == 5_030)
        // 125 takes of four, of which one core has 32: 128 of 500.
        #expect(abs(MadeUpBoard.board(cores: 4).busyTime(who) - (tick.total - 5_030 + 5_030 * 128 / 500)) < 1e-6)
    }

    @Test func coresThatSlowEachOtherDownHelpLess() {
        let who = Attendance(participants: 500, complexity: 0)
        let free = MadeUpBoard.board(cores: 4).busyTime(who)
        #expect(abs(MadeUpBoard.board(cores: 4, slowdown: 1.5).busyTime(who) - free - 0.5 * 5_030 * 128 / 500) < 1e-6)
    }

    /// Four encodes are taken at once: whoever has them does them all, however dear they are.
    @Test func aRoomOfItsOwnIsEncodedByOneCore() {
        let who = Attendance(participants: 100, complexity: 0)
        let costs = MadeUpBoard.costs(times: 10)
        #expect(TickPrediction(who, costs).encoding == 4_000)
        let dearer = MadeUpBoard.costs(times: 10.01)
        let alone = MadeUpBoard.board(costs: dearer).busyTime(who) - TickPrediction(who, dearer).listening
        let shared = MadeUpBoard.board(costs: dearer, cores: 4).busyTime(who) - TickPrediction(who, dearer).listening * 28 / 100
        #expect(abs(alone - shared) < 1e-6)
    }
}

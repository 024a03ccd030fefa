import Foundation
import Testing

@testable import Bench
@testable import partyline

/// A small `partyline bench switch`: a server of its own, sockets, and a profile that changes all the time.
@Suite(.serialized, .timeLimit(.minutes(2))) struct SwitchBenchTests {
    @Test func nobodyMissesAPacketWhileTheProfileChanges() throws {
        let said = try BuiltProgram.run(["bench", "switch", "--legs", "8", "--talkers", "2", "--seconds", "10", "--every", "1", "--json"])
        let figures = try JSONDecoder().decode(SwitchBench.Figures.self, from: said.output)
        #expect(figures.switches > 4)
        #expect(figures.traffic.lost == 0)
        #expect(figures.traffic.received > 0)
    }
}

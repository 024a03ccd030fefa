import Foundation
import Testing

@testable import partyline

/// Another profile under a load that comes through real sockets. That gains glide is tested in virtual time, where time stands still.
struct ProfileSwitchTests {
    @Test(.timeLimit(.minutes(3))) func nothingIsLostAndNothingClicksWhenTheProfileChangesUnderLoad() throws {
        let outcome = try BuiltProgram.run(["bench", "switch", "--legs", "30", "--switches", "2", "--json"])
        #expect(outcome.status == 0, "\(outcome.complaint)")
        let figures = try JSONDecoder().decode(SwitchBench.Figures.self, from: outcome.output)
        #expect(figures.traffic.received > 30 * 150)
        #expect(figures.traffic.lost == 0 && figures.switched.lost == 0)
        #expect(figures.switched.levelDB > -40, "somebody is heard")
        #expect(figures.stepRatio <= 1.1, "\(figures.switched) against \(figures.own) and \(figures.other)")
    }
}

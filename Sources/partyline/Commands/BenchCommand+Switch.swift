import ArgumentParser
import Bench

// The bench in which the profile changes under a full room.
extension BenchCommand {
    struct Switch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Another profile again and again while a room is full.",
            usage: "partyline bench switch [options]",
            discussion: """
                Every two seconds all of the profile changes that can change in a running room, and back. One participant listens \
                without a codec, first as long to the one profile and then to the other: a click would be a larger step from one \
                sample to the next, a gap a block without sound.

                EXAMPLES
                  partyline bench switch --legs 100 --switches 20
                """)
        @OptionGroup var room: RoomOptions
        @Option(help: "How often.") var switches = 10
        @Flag(help: "Answer in JSON.") var json = false

        func validate() throws {
            guard (1...1_000).contains(switches) else { throw ValidationError("--switches must be 1 to 1000") }
        }

        func run() throws {
            let bench = SwitchBench(settings: try room.settings(), switches: switches)
            let figures = try ProgressLine.during("measuring") { try bench.run(progress: $0) }
            if json { return try JSONOutput.say(figures) }
            let traffic = figures.traffic
            Terminal.say("""
                \(figures.legs) participants, \(Figures.count(figures.switches, "change")) of the profile, each within \(Figures.ms(figures.slowestSwitchMs))
                  ticks      \(figures.missedTicks) missed
                  received   \(traffic.received) packets, \(traffic.lost) lost, least share \(Figures.percent(traffic.leastShare * 100))
                  the one    \(line(figures.own))
                  the other  \(line(figures.other))
                  changing   \(line(figures.switched))
                  ratio      largest step \(Figures.decimal(figures.stepRatio, 2)) times that without a change
                  generator  at most \(Figures.ms(traffic.worstLatenessMs)) behind
                """)
        }

        private func line(_ heard: Ear.Figures) -> String {
            let step = Figures.percent(Double(heard.largestStep) * 100)
            return "largest step \(step) of full scale, \(heard.emptyBlocks) blocks without sound, \(heard.lost) packets lost, "
                + "\(Figures.decimal(Double(heard.levelDB), 1)) dBFS, \(Figures.decimal(heard.seconds, 0)) s"
        }
    }
}

import ArgumentParser
import Bench

// The bench in which a profile changes while everybody talks.
extension BenchCommand {
    struct Switch: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "A profile that changes while a full room talks: what the room notices.",
            usage: "partyline bench switch [options]",
            discussion: """
                All participants come over real sockets on loopback, and say the same over and over. What a listener hears \
                while the profile changes is measured by the same place of other rounds: a step of 1 and a dip of 0 dB is as \
                ever. "Between" is the same for times in which nothing changes.

                EXAMPLES
                  partyline bench switch
                  partyline bench switch --legs 500 --seconds 120 --every 5
                """)
        @OptionGroup var room: RoomOptions
        @Option(help: "How long to measure.") var seconds = 60
        @Option(help: "Seconds from one change to the next.") var every = 3
        @Option(help: "Keep the server on this core.") var core: Int?
        @Flag(help: "Answer in JSON.") var json = false

        func validate() throws {
            guard (1...60).contains(every), seconds >= 4 * every else {
                throw ValidationError("--every must be 1 to 60, and --seconds at least four times as much")
            }
        }

        func run() throws {
            let bench = try SwitchBench(settings: room.settings(), seconds: seconds, pause: every, core: core)
            let figures = try ProgressLine.during("measuring") { try bench.run(progress: $0) }
            if json { return try JSONOutput.say(figures) }
            let traffic = figures.traffic
            Terminal.say("""
                \(figures.legs) participants, \(figures.talkers) talk, \(figures.seconds) s, the profile changed \(figures.switches) times
                  change     answered within \(Figures.ms(figures.longestSwitchMs))
                  ticks      \(figures.missedTicks) missed, longest \(Figures.ms(figures.longestTickMs)) in the last second
                  received   \(traffic.received) packets of \(figures.expected), \(traffic.lost) lost, least share \(Figures.percent(traffic.leastShare * 100))
                  heard      around the changes: \(Self.heard(figures.around))
                             between them:       \(Self.heard(figures.between))
                  generator  at most \(Figures.ms(traffic.worstLatenessMs)) behind
                """)
        }

        private static func heard(_ steadiness: HeardSteadiness) -> String {
            let (dip, rise) = (Figures.decimal(steadiness.deepestDipDB, 1), Figures.decimal(steadiness.highestRiseDB, 1))
            return "largest step \(Figures.decimal(steadiness.largestStep, 2)) of the usual, level \(dip) to +\(rise) dB"
        }
    }
}

import ArgumentParser
import Bench
import Codecs

// The bench in which participants come as telephones do: SIP, and a port of their own.
extension BenchCommand {
    struct Calls: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Many telephones in one room, called by SIP, with PCMA.",
            usage: "partyline bench calls [options]",
            discussion: """
                Each call is answered, greeted, and brought into the room; then packets are counted both ways.

                EXAMPLES
                  partyline bench calls --calls 200
                """)
        @Option(help: "Calls.") var calls = 50
        @Option(help: "How many of them talk.") var talkers = 3
        @Option(help: "What the others send: noise (the dearest) or dtx (silence).") var listeners = BenchSettings.Listeners.noise
        @Option(help: "How long to measure.") var seconds = 20
        @Option(help: "Keep the server on this core, to see what one core carries.") var core: Int?
        @Flag(help: "Answer in JSON.") var json = false

        func validate() throws {
            guard (1...400).contains(calls), (0...calls).contains(talkers) else {
                throw ValidationError("--calls must be 1 to 400, and --talkers at most as many")
            }
        }

        func run() throws {
            var settings = BenchSettings()
            settings.legs = calls
            settings.talkers = talkers
            settings.listeners = listeners
            settings.format = .pcma
            let bench = CallBench(settings: settings, seconds: max(seconds, 1), core: core)
            let figures = try ProgressLine.during("measuring") { try bench.run(progress: $0) }
            if json { return try JSONOutput.say(figures) }
            let traffic = figures.traffic
            Terminal.say("""
                \(figures.calls) calls with PCMA, \(figures.talkers) talk, the others send \(figures.listeners), \(figures.seconds) s
                  answered   after \(Figures.ms(figures.answerMedianMs)) (median), \(Figures.ms(figures.answerLongestMs)) at most
                  server     \(Figures.decimal(figures.cpuPercent, 1))% of a core, \(Figures.decimal(figures.cpuPerCall, 1)) us a call and tick, \(Figures.decimal(figures.residentMB, 1)) MB
                  ticks      \(figures.missedTicks) missed, longest \(Figures.ms(figures.longestTickMs)) in the last second
                  received   \(traffic.received) packets, \(traffic.lost) lost, least share \(Figures.percent(traffic.leastShare * 100)); \(Figures.count(figures.failures, "call")) ended early
                  generator  at most \(Figures.ms(traffic.worstLatenessMs)) behind
                """)
        }
    }
}

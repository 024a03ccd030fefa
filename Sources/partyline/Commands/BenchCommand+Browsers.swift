import ArgumentParser
import Bench
import MediaTypes
import SRTP

// The benches in which participants come as browsers do: HTTP, ICE, DTLS, SRTP.
extension BenchCommand {
    struct Browsers: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a browser costs the server against plain RTP, by turns in one run.",
            usage: "partyline bench browsers [options]",
            discussion: """
                Both kinds send the same packets at the same times. Browsers have ICE with its checks, SRTP both ways, reports, header \
                extensions, and a stream of events each.

                EXAMPLES
                  partyline bench browsers --legs 100 --turns 3
                """)
        @OptionGroup var room: RoomOptions
        @Option(help: "How long to measure each turn.") var seconds = 15
        @Option(help: "Turns of each kind.") var turns = 2
        @Option(help: "Keep the server on this core.") var core: Int?
        @Flag(help: "Browsers that offer AEAD_AES_128_GCM only, instead of AES_CM_128_HMAC_SHA1_80 first.") var gcm = false
        @Flag(help: "Browsers without streams of events.") var withoutEvents = false
        @Flag(help: "Answer in JSON.") var json = false

        func run() throws {
            let bench = try BrowserBench(
                settings: room.settings(), seconds: max(seconds, 1), turns: max(turns, 1), core: core,
                profiles: gcm ? [.aeadAES128GCM] : [.aesCM128SHA1_80, .aeadAES128GCM], holdsEvents: !withoutEvents)
            let figures = try ProgressLine.during("measuring") { try bench.run(progress: $0) }
            if json { return try JSONOutput.say(figures) }
            let turns = figures.ratios.map { Figures.decimal($0, 2) }.joined(separator: ", ")
            Terminal.say("""
                \(figures.legs) participants, \(figures.talkers) talk, the others send \(figures.listeners); \(Figures.count(figures.turns, "turn")) of \(figures.seconds) s each
                  plain RTP  \(line(figures.plain))
                  browsers   \(line(figures.browsers))
                  ratio      \(Figures.decimal(figures.ratio, 2)) times plain RTP (turn by turn: \(turns))
                  ticks      \(figures.missedTicks) missed
                """)
        }

        private func line(_ turn: BrowserBench.Turn) -> String {
            "\(Figures.decimal(turn.cpuPerParticipant, 1)) us a participant and tick; \(turn.received) packets came back, \(turn.lost) lost, "
                + "least share \(Figures.percent(turn.leastShare * 100)), \(turn.forged) not genuine; load at most \(Figures.ms(turn.worstLatenessMs)) behind"
        }
    }

    struct Joins: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Many browsers come at once while others talk.",
            usage: "partyline bench joins [options]",
            discussion: """
                Each comes by HTTP, finds the path by ICE and shakes hands; the talkers' sound is watched before and meanwhile.

                EXAMPLES
                  partyline bench joins --joins 100 --seconds 10
                """)
        @Option(help: "Browsers that come.") var joins = 100
        @Option(help: "Within so many seconds, at even intervals.") var seconds = 10
        @Option(help: "Browsers inside, who talk all the time.") var talkers = 20
        @Option(help: "What those who come send: noise (the dearest) or dtx (silence).") var listeners = BenchSettings.Listeners.noise
        @Option(help: "Keep the server on this core.") var core: Int?
        @Flag(help: "Answer in JSON.") var json = false

        func validate() throws {
            guard (1...2_000).contains(joins), (1...200).contains(talkers) else {
                throw ValidationError("--joins must be 1 to 2000, and --talkers 1 to 200")
            }
        }

        func run() throws {
            var settings = BenchSettings()
            settings.talkers = talkers
            settings.legs = talkers + joins
            settings.listeners = listeners
            let bench = JoinBench(settings: settings, joins: joins, seconds: max(seconds, 1), core: core)
            let figures = try ProgressLine.during("measuring") { try bench.run(progress: $0) }
            if json { return try JSONOutput.say(figures) }
            Terminal.say("""
                \(figures.succeeded) of \(figures.joins) joins succeeded, in \(figures.seconds) s, while \(figures.talkers) talk\(figures.failures.isEmpty ? "" : "; failed: " + figures.failures.joined(separator: ", "))
                  heard after  median \(Figures.ms(figures.medianMs))  p99 \(Figures.ms(figures.p99Ms))  max \(Figures.ms(figures.longestMs)), from the first request on
                  before       \(line(figures.before)); \(Figures.decimal(figures.cpuBefore, 1))% of a core
                  during       \(line(figures.during)); \(Figures.decimal(figures.cpuDuring, 1))% of a core
                  ticks        longest \(Figures.ms(figures.longestTickMs)) in the last second
                """)
        }

        private func line(_ quality: JoinBench.Quality) -> String {
            "\(Figures.count(quality.missedTicks, "missed tick")); talkers sent \(quality.sent): \(quality.lostAtServer) lost, \(quality.lateAtServer) late, "
                + "\(Figures.ms(quality.concealedMs)) concealed; heard \(quality.heard): \(quality.lost) lost, least share \(Figures.percent(quality.leastShare * 100)); talkers at most \(Figures.ms(quality.worstLatenessMs)) behind"
        }
    }
}

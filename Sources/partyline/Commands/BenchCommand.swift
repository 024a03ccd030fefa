import ArgumentParser
import Bench
import MediaLink
import MediaTypes

/// `partyline bench`: what this machine can carry, in ratios measured within one run.
struct BenchCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bench",
        abstract: "Measure kernels, codecs, sockets, the engine, or the whole server on this machine.",
        discussion: """
            Every figure is CPU time, and every comparison is made in the same run, since machines wander. "Floor" is what no \
            mixer can do without: one decode for each stream that comes in, one encode for each talker and one for all who \
            listen (codecs), and the same datagrams received and sent (io).

            EXAMPLES
              partyline bench kernels
              partyline bench engine --legs 100 --talkers 3
              partyline bench engine --legs 500 --listeners dtx --json
              partyline bench service --legs 100 --seconds 30
              partyline bench browsers --legs 100
              partyline bench joins
              partyline bench switch
            """,
        subcommands: [Kernels.self, Codecs.self, IO.self, Engine.self, Service.self, Browsers.self, Joins.self, Calls.self, Switch.self], defaultSubcommand: Engine.self)

    /// What describes a room for the benches that have one.
    struct RoomOptions: ParsableArguments {
        @Option(help: "Participants.") var legs = 100
        @Option(help: "Participants who talk all the time.") var talkers = 3
        @Option(help: "What the others send: noise (the dearest) or dtx (silence).") var listeners = BenchSettings.Listeners.noise
        @Option(help: ArgumentHelp("The profile, by its name or as a file.", valueName: "name")) var profile: String?
        @Option(help: "Opus complexity instead of the profile's.") var complexity: Int?

        func validate() throws {
            guard (1...5_000).contains(legs) else { throw ValidationError("--legs must be 1 to 5000") }
            guard (0...min(legs, 50)).contains(talkers) else { throw ValidationError("--talkers must be 0 to \(min(legs, 50))") }
            if let complexity, !(0...10).contains(complexity) { throw ValidationError("--complexity must be 0 to 10") }
        }

        func settings() throws -> BenchSettings {
            var settings = BenchSettings()
            settings.media = MediaSettings(try ProfileChoice.toShow(profile, ConfigurationFile.load(nil)).profile)
            settings.media.complexity = complexity ?? settings.media.complexity
            settings.legs = legs
            settings.talkers = talkers
            settings.listeners = listeners
            return settings
        }
    }

    struct Kernels: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "SIMD against scalar for every kernel; our resampler against speexdsp's.",
            discussion: """
                EXAMPLES
                  partyline bench kernels
                """)
        @Flag(help: "Answer in JSON.") var json = false

        private struct Answer: Encodable {
            var kernels: [KernelBench.KernelFigures]
            var resamplers: [KernelBench.ResamplerFigures]
        }

        func run() throws {
            let answer = Answer(kernels: KernelBench.kernels(), resamplers: KernelBench.resamplers())
            if json { return try JSONOutput.say(answer) }
            var table = TextTable(("KERNEL (20 ms AT 16 kHz)", .left), ("SIMD ns", .right), ("SCALAR ns", .right), ("RATIO", .right))
            for one in answer.kernels { table.add(one.kernel, Figures.decimal(one.simd, 0), Figures.decimal(one.scalar, 0), Figures.decimal(one.scalarToSIMD, 2)) }
            table.lines().forEach(Terminal.say)
            Terminal.say("")
            var rates = TextTable(("RESAMPLER (20 ms)", .left), ("OURS ns", .right), ("SPEEXDSP 4 ns", .right), ("RATIO", .right))
            for one in answer.resamplers { rates.add(one.rates, Figures.decimal(one.ours, 0), Figures.decimal(one.speexdsp, 0), Figures.decimal(one.speexdspToOurs, 2)) }
            rates.lines().forEach(Terminal.say)
        }
    }

    struct Codecs: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The floor: one decode and one encode in libopus alone.",
            discussion: """
                EXAMPLES
                  partyline bench codecs --bitrate 16kbit/s
                """)
        @Option(help: "Opus bitrate.") var bitrate = Bitrate.kilobits(24)
        @Flag(help: "Answer in JSON.") var json = false

        func run() throws {
            let figures = ProgressLine.during("measuring") { CodecBench.run(Array(0...10), bitrate: bitrate, progress: $0) }
            if json { return try JSONOutput.say(figures) }
            var table = TextTable(("COMPLEXITY", .right), ("DECODE SPEECH us", .right), ("DECODE NOISE us", .right), ("ENCODE us", .right))
            for one in figures {
                table.add("\(one.complexity)", Figures.decimal(one.decodeSpeech, 1), Figures.decimal(one.decodeNoise, 1), Figures.decimal(one.encode, 1))
            }
            table.lines().forEach(Terminal.say)
        }
    }

    struct IO: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "io",
            abstract: "The floor: datagrams by bare recvmmsg and sendmmsg on loopback.",
            discussion: """
                EXAMPLES
                  partyline bench io --legs 500
                """)
        @Option(help: "Datagrams each way in a tick.") var legs = 100
        @Flag(help: "Answer in JSON.") var json = false

        func run() throws {
            guard let bench = IOBench(receiving: legs, sending: legs, bytes: 72) else {
                throw ValidationError("\(legs) sockets cannot be had; see: ulimit -n")
            }
            let figures = bench.run(ticks: 500)
            bench.close()
            if json { return try JSONOutput.say(figures) }
            Terminal.say("\(figures.datagrams) datagrams a tick: receive \(Figures.decimal(figures.receive, 1)) us, send \(Figures.decimal(figures.send, 1)) us, lost \(figures.lost)")
        }
    }

    struct Engine: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The real engine without sockets, against libopus alone.",
            usage: "partyline bench engine [options]",
            discussion: """
                EXAMPLES
                  partyline bench engine --legs 100 --talkers 3
                  partyline bench engine --legs 500 --listeners dtx --complexity 8
                """)
        @OptionGroup var room: RoomOptions
        @Option(help: "Ticks to measure.") var ticks = 1_000
        @Flag(help: "Answer in JSON.") var json = false

        func run() throws {
            var settings = try room.settings()
            settings.ticks = max(ticks, 50)
            guard let figures = ProgressLine.during("measuring", { EngineBench(settings).run(progress: $0) }) else { return }
            if json { return try JSONOutput.say(figures) }
            Terminal.say("""
                \(figures.legs) participants, \(figures.chosenTalkers) talkers heard, the others send \(figures.listeners)
                  tick       median \(us(figures.tick.median))  p99 \(us(figures.tick.p99))  p99.9 \(us(figures.tick.p999))  max \(us(figures.tick.max))
                  floor      \(us(figures.floorDecode)) decoding + \(us(figures.floorEncode)) encoding in libopus alone
                  ratio      \(Figures.decimal(figures.ratioToFloor, 2)) times the floor
                  each       \(us(figures.perParticipant)) and \(figures.bytesPerParticipant / 1_024) KB a participant
                """)
        }

        private func us(_ value: Double) -> String { Figures.decimal(value, value < 100 ? 1 : 0) + " us" }
    }

    struct Service: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "The whole server with participants over real sockets on loopback.",
            usage: "partyline bench service [options]",
            discussion: """
                EXAMPLES
                  partyline bench service --legs 100 --seconds 30
                  partyline bench service --legs 900 --core 0
                """)
        @OptionGroup var room: RoomOptions
        @Option(help: "How long to measure.") var seconds = 20
        @Option(help: "Keep the server on this core, to see what one core carries.") var core: Int?
        @Flag(help: "Answer in JSON.") var json = false

        func run() throws {
            let bench = try ServiceBench(settings: room.settings(), seconds: max(seconds, 1), core: core)
            let figures = try ProgressLine.during("measuring") { try bench.run(progress: $0) }
            if json { return try JSONOutput.say(figures) }
            let traffic = figures.traffic
            Terminal.say("""
                \(figures.legs) participants, \(figures.talkers) talk, the others send \(figures.listeners), \(figures.seconds) s
                  server     \(Figures.decimal(figures.cpuPercent, 1))% of a core, \(Figures.decimal(figures.cpuPerTick, 0)) us a tick, \(Figures.decimal(figures.residentMB, 1)) MB
                  floor      \(Figures.decimal(figures.floor, 0)) us for the least possible server under the same load
                  ratio      \(Figures.decimal(figures.ratioToFloor, 2)) times the floor
                  hot loop   \(Figures.decimal(figures.codecFloor, 0)) us libopus + \(Figures.decimal(figures.ioFloor, 0)) us system calls; \(Figures.decimal(figures.ratioToHotFloor, 2)) times these
                  ticks      \(figures.missedTicks) missed, longest \(Figures.ms(figures.longestTickMs)) in the last second
                  received   \(traffic.received) packets, \(traffic.lost) lost, least share \(Figures.percent(traffic.leastShare * 100)); server's socket dropped \(figures.receiveDrops)
                  generator  at most \(Figures.ms(traffic.worstLatenessMs)) behind
                """)
        }
    }
}

extension BenchSettings.Listeners: ExpressibleByArgument {}

import AdminAPI
import ArgumentParser
import Caller
import Codecs
import MediaTypes
import Profiles
import Rehearsal
import SRTP

/// `partyline call`: participants of our own, for listening in, for tests, and for filling a room.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Join a room over real UDP, play a WAV and record what is heard.",
        discussion: """
            Runs on the server's machine, where it asks the admin socket for a place in the room. At the end, also after Ctrl-C, it \
            says goodbye and prints how the packets fared both ways. Without --play it sends silence; without --record it only \
            counts. --loss and --jitter make the way to the server as bad as you like, with the same dice for the same --seed.

            EXAMPLES
              partyline call --room kitchen --play hello.wav --record heard.wav
              partyline call --room kitchen --record heard.wav --seconds 10
              partyline call --room kitchen --play hello.wav --loop --count 20
              partyline call --room kitchen --play hello.wav --loss 10% --jitter 60ms --redundancy 1
              partyline call --room kitchen --play hello.wav --srtp AEAD_AES_128_GCM --json
            """)

    @Option(help: "The room.") var room: String
    @Option(help: ArgumentHelp("The WAV file to play.", valueName: "file")) var play: String?
    @Option(help: ArgumentHelp("The WAV file to write; with --count numbered ones.", valueName: "file")) var record: String?
    @Option(help: "The codec, both ways.") var codec = CodecChoice.opus
    @Option(help: "How many participants.") var count = 1
    @Option(help: ArgumentHelp("Packets lost on the way to the server, as in 10%.", valueName: "share"), transform: MixCommand.percentage)
    var loss = Percentage(0)
    @Option(help: ArgumentHelp("Half the spread of the delay to the server.", valueName: "time")) var jitter: MediaTime?
    @Option(help: ArgumentHelp("Copies of earlier packets in each packet, both ways (RFC 2198), 0 to 2.", valueName: "n")) var redundancy = 0
    @Flag(help: "Send Opus in-band FEC.") var fec = false
    @Option(help: ArgumentHelp("The sound in each packet, both ways.", valueName: "time")) var ptime: MediaTime?
    @Option(help: ArgumentHelp("Of Opus, both ways.", valueName: "rate")) var bitrate: Bitrate?
    @Option(help: ArgumentHelp("Encrypt: \(SRTPProfile.names).", valueName: "profile")) var srtp: String?
    @Flag(help: "Begin again at the end of the clip.") var loop = false
    @Option(help: ArgumentHelp("How long to stay (default: as long as the clip, else until Ctrl-C).", valueName: "n")) var seconds: Int?
    @Option(help: ArgumentHelp("For the dice of --loss and --jitter.", valueName: "n")) var seed: UInt64 = 1
    @Flag(help: "Answer in JSON.") var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws {
        guard (1...1_000).contains(count) else { throw ValidationError("--count must be 1 to 1000") }
        guard (0...2).contains(redundancy) else { throw ValidationError("--redundancy must be 0, 1 or 2") }
        if let seconds, seconds < 1 { throw ValidationError("--seconds must be 1 or more") }
        if let srtp, SRTPProfile(named: srtp) == nil { throw ValidationError("--srtp must be one of: \(SRTPProfile.names)") }
    }

    func run() async throws {
        let plan = try plan()
        let call = try ProgressLine.during("encoding") { try Call(plan, progress: $0) }
        let server = server
        let isQuiet = json
        let summary = try await withThrowingTaskGroup(of: CallSummary?.self) { group in
            group.addTask {
                try ProgressLine.during("calling") { try call.conduct(connect: { try server.connect() }, progress: isQuiet ? { _ in } : $0) }
            }
            group.addTask {
                // Ends by a signal, or by cancellation when the call is over.
                try? await untilStopped { try await Task.sleep(for: .seconds(1_000_000)) }
                call.stop()
                return nil
            }
            var summary: CallSummary?
            while let next = try await group.next() {
                guard let next else { continue }
                summary = next
                group.cancelAll()
            }
            return summary
        }
        guard let summary else { return }
        if json { try JSONOutput.say(summary) } else { CallView(summary: summary).lines().forEach(Terminal.say) }
    }

    private func plan() throws -> CallPlan {
        var plan = CallPlan(room: room, address: try server.mediaAddress())
        plan.count = count
        plan.play = play
        plan.record = record
        plan.sends.format = codec.format
        plan.sends.redundancy = redundancy
        plan.sends.fecForLossPercent = fec ? max(Int(loss.value.rounded()), 5) : 0
        plan.bitrate = bitrate
        plan.packetTime = ptime
        plan.path.loss = Double(loss.fraction)
        plan.path.jitter = jitter ?? .zero
        plan.srtpProfile = srtp.flatMap { SRTPProfile(named: $0) }
        plan.loops = loop
        plan.duration = seconds.map { .seconds(Int64($0)) }
        plan.seed = seed
        return plan
    }
}

/// The summary for people.
struct CallView {
    let summary: CallSummary

    func lines() -> [String] {
        var table = TextTable(
            ("WHO", .left), ("WAY", .left), ("SENT", .right), ("RECEIVED", .right), ("LOST", .right), ("RECOVERED", .right), ("JITTER", .right),
            ("BUFFER", .right), ("MADE UP", .right), ("ROUND TRIP", .right))
        for participant in summary.participants {
            add(participant.toServer, "to server", participant.handle, participant.roundTripMs, to: &table)
            add(participant.fromServer, "from server", "", nil, to: &table)
        }
        let end = summary.endedByServer ? "the server ended it" : "said goodbye"
        let recordings = summary.participants.compactMap(\.recording).map { "recorded \($0)" }
        return table.lines() + ["", "\(Figures.decimal(summary.seconds, 1)) s in \(summary.room) by \(summary.codec); \(end)"] + recordings
    }

    private func add(_ way: CallSummary.Way, _ name: String, _ handle: String, _ roundTrip: Double?, to table: inout TextTable) {
        table.add(
            handle, name, way.sent.map(String.init) ?? "-", way.received.map(String.init) ?? "-", Figures.percent(way.lossPercent),
            way.recovered.map(String.init) ?? "-", Figures.ms(way.jitterMs), Figures.ms(way.bufferDelayMs, digits: 0), Figures.percent(way.madeUpPercent),
            Figures.ms(roundTrip))
    }
}

extension CodecChoice {
    /// L16 at 16 kHz.
    var format: CodecFormat {
        switch self {
        case .opus: .opus
        case .pcmu: .pcmu
        case .pcma: .pcma
        case .g722: .g722
        case .l16: .l16(16_000) ?? .opus
        }
    }
}

import AdminAPI
import ArgumentParser
import Caller
import Codecs
import Dispatch
import MediaTypes
import Profiles
import SRTP

/// `partyline call`: participants of our own in a running server.
struct CallCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "call",
        abstract: "Take part from this machine: play a WAV into a room, and record what is heard there.",
        discussion: """
            Joins the running server over real UDP as any other participant, and leaves when the clip is over, after --seconds, or \
            on Ctrl-C. Without --play it sends silence; without --record it only counts. --loss and --jitter spoil what is sent, by \
            dice: the same --seed loses the same packets.

            Says at the end what came of the packets in both directions: LOST as the receiver counts, RECOVERED by redundancy or \
            FEC, JITTER as the receiver measures it, BUFFER what its jitter buffer aims at, MADE UP the share of sound that had to \
            be invented. With --count all play the same clip, each from another place in it, and record into numbered files. Exit \
            code 1 also if the server ends the call.

            EXAMPLES
              partyline call --room kitchen --play anna.wav --record heard.wav
              partyline call --room kitchen --play anna.wav --loss 10% --redundancy 1
              partyline call --room kitchen --play anna.wav --loop --count 20 --seconds 60
              partyline call --room kitchen --codec pcma --srtp AEAD_AES_128_GCM \\
                --record heard.wav
              partyline call --room kitchen --play anna.wav --json \\
                | jq '.participants[].toServer.lossPercent'
            """)

    @Option(help: "The room.") var room: String
    @Option(help: ArgumentHelp("The recording to say, of any rate and channels.", valueName: "wav"))
    var play: String?
    @Option(help: ArgumentHelp("The file to write what is heard into.", valueName: "wav")) var record: String?
    @Flag(help: "Begin the recording again at its end.") var loop = false
    @Option(help: ArgumentHelp("How long to stay (default: as long as --play).", valueName: "s"))
    var seconds: Int?
    @Option(help: ArgumentHelp("So many participants.", valueName: "n")) var count = 1

    @Option(help: "The codec in both directions.") var codec = CodecChoice.opus
    @Option(help: ArgumentHelp("Of Opus (default: 24kbit/s to the server).", valueName: "rate"))
    var bitrate: Bitrate?
    @Option(help: ArgumentHelp("The sound in a packet (default: 20ms to the server).", valueName: "time"))
    var ptime: MediaTime?
    @Flag(help: "Send in-band FEC (Opus).") var fec = false
    @Option(help: ArgumentHelp("Copies of earlier packets in each (RED), 0 to 2.", valueName: "n"))
    var redundancy = 0
    @Option(help: ArgumentHelp("Encrypt: \(SRTPProfile.names).", valueName: "profile")) var srtp: String?

    @Option(help: ArgumentHelp("Packets lost on the way to the server, as in 10%.", valueName: "share"), transform: Percentage.ofLoss)
    var loss = Percentage(0)
    @Option(help: ArgumentHelp("By how much packets vary, as in 60ms.", valueName: "time"))
    var jitter = MediaTime.zero
    @Option(help: ArgumentHelp("For the dice of the path.", valueName: "n")) var seed: UInt64 = 1
    @Flag(help: "Answer in JSON.") var json = false
    @OptionGroup var server: ServerOptions

    func validate() throws {
        for (isSet, name) in [(fec, "--fec"), (bitrate != nil, "--bitrate")] where isSet && codec != .opus {
            throw ValidationError("\(name) is for Opus; leave out --codec \(codec.rawValue), or \(name)")
        }
        if loop, play == nil { throw ValidationError("--loop needs --play") }
        if !(1...1_000).contains(count) { throw ValidationError("--count is 1 to 1000") }
        if let seconds, !(1...86_400).contains(seconds) { throw ValidationError("--seconds is 1 to 86400, a day") }
        if !(0...2).contains(redundancy) { throw ValidationError("--redundancy is 0, 1 or 2") }
        if jitter > .seconds(10) { throw ValidationError("--jitter is at most 10s") }
        if let ptime, ptime <= .zero || ptime.nanoseconds % 10_000_000 != 0 {
            throw ValidationError("--ptime is a multiple of 10ms, such as 20ms")
        }
        if let srtp, SRTPProfile(named: srtp) == nil {
            throw ValidationError("there is no SRTP profile \"\(srtp)\"; there is: \(SRTPProfile.names)")
        }
    }

    func run() async throws {
        let plan = try plan()
        let call = try ProgressLine.during("encoding") { try Call(plan, progress: $0) }
        if !call.hasEnd, !json, Terminal.isWatched { Terminal.say("In the call. Ctrl-C ends it.") }
        try await untilStopped {
            let summary = try await conduct(call)
            if json { try JSONOutput.say(summary) } else { CallView(summary).lines().forEach(Terminal.say) }
            if summary.endedByServer { throw CallError.endedByServer(seconds: summary.seconds) }
        }
    }

    /// On a thread of its own, which is busy for as long as the call lasts. Cancelling ends the call in good order.
    private func conduct(_ call: Call) async throws -> CallSummary {
        let server = server
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                DispatchQueue(label: "call").async {
                    continuation.resume(
                        with: Result {
                            try ProgressLine.during("in the call") { try call.conduct(connect: server.connect, progress: $0) }
                        })
                }
            }
        } onCancel: {
            call.stop()
        }
    }

    private func plan() throws -> CallPlan {
        var plan = CallPlan(room: room, address: try server.mediaAddress())
        plan.count = count
        plan.play = play
        plan.record = record
        plan.loops = loop
        plan.duration = seconds.map { .seconds(Int64($0)) }
        plan.sends.format = codec.format
        plan.sends.redundancy = redundancy
        // Senders announce to their encoder the loss that there is; where there is none FEC would be left out.
        plan.sends.fecForLossPercent = fec ? max(Int(loss.value.rounded()), 5) : 0
        plan.bitrate = bitrate
        plan.packetTime = ptime
        plan.srtpProfile = srtp.flatMap(SRTPProfile.init(named:))
        plan.path.loss = Double(loss.fraction)
        plan.path.jitter = jitter
        plan.seed = seed
        return plan
    }
}

import ArgumentParser
import AudioFiles
import Codecs
import FoundationEssentials
import MediaLink
import MediaTypes
import Profiles
import Rehearsal

/// `partyline mix`: the engine without a network, on recordings.
struct MixCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mix",
        abstract: "Hear what each participant would hear: the real engine on recordings, without a network.",
        discussion: """
            Each WAV file speaks as one participant of a room: it is encoded, sent over a path that may lose and delay packets, mixed,
            and what comes back is decoded again. Time is virtual, so this takes a fraction of the length of the recordings; the same
            seed gives the same sound. Needs no running server.

            The folder then holds A-hears.wav for each A.wav, and mix.svg: levels over time, and who was heard when.

            EXAMPLES
              partyline mix anna.wav ben.wav carla.wav
              partyline mix anna.wav ben.wav --loss 10% --burst --redundancy 1 --out lossy
              partyline mix anna.wav ben.wav --codec pcma --jitter 60ms --profile pi-4
              partyline mix anna.wav ben.wav --uncoded --json | jq '.participants[].hears'
            """)

    @Argument(
        help: ArgumentHelp("The recordings, one for each participant.", valueName: "wav"))
    var recordings: [String]
    @Option(help: ArgumentHelp("The folder to write into; made if it is not there.", valueName: "folder")) var out = "mixed"
    @Option(help: "The profile (default: as the configuration says).") var profile: String?
    @Option(help: ArgumentHelp("The configuration (default: in the usual place).", valueName: "file"))
    var config: String?

    @Option(help: "The codec in both directions.") var codec = CodecChoice.opus
    @Flag(help: "The bare mix, in 16 bits: --codec l16.") var uncoded = false
    @Option(help: ArgumentHelp("Of Opus, as in 24kbit/s (default: the profile's).", valueName: "rate"))
    var bitrate: Bitrate?
    @Option(help: ArgumentHelp("The sound in a packet (default: the profile's).", valueName: "time"))
    var ptime: MediaTime?
    @Flag(help: "Participants send in-band FEC (Opus).") var fec = false
    @Option(help: ArgumentHelp("Copies of earlier packets in each (RED), 0 to 2.", valueName: "n"))
    var redundancy = 0
    @Flag(help: "They send nothing while they are silent (DTX).") var dtx = false

    @Option(help: ArgumentHelp("Packets lost on the way to the box, as in 10%.", valueName: "share"), transform: Percentage.ofLoss)
    var loss = Percentage(0)
    @Flag(help: "Packets are lost several in a row, three on average.") var burst = false
    @Option(help: ArgumentHelp("The delay of the fastest packet on the way to the box.", valueName: "time"))
    var delay = MediaTime.milliseconds(20)
    @Option(help: ArgumentHelp("How far packets come earlier or later than on average, as in 60ms.", valueName: "time"))
    var jitter = MediaTime.zero
    @Option(help: ArgumentHelp("For the dice of the path.", valueName: "n")) var seed: UInt64 = 1
    @Flag(help: "Answer in JSON.") var json = false

    func validate() throws {
        if uncoded, codec != .opus { throw ValidationError("--uncoded and --codec exclude each other; leave one out") }
        let isOpus = codec == .opus && !uncoded
        for (isSet, name) in [(fec, "--fec"), (dtx, "--dtx"), (bitrate != nil, "--bitrate")] where isSet && !isOpus {
            throw ValidationError("\(name) is for Opus; leave out \(uncoded ? "--uncoded" : "--codec \(codec.rawValue)"), or \(name)")
        }
        if !(0...2).contains(redundancy) { throw ValidationError("--redundancy is 0, 1 or 2") }
        if burst, loss.value == 0 { throw ValidationError("--burst needs --loss, such as --loss 10%") }
        if delay > .seconds(10) || jitter > .seconds(10) { throw ValidationError("--delay and --jitter are at most 10s") }
    }

    func run() async throws {
        let loaded = try ProfileChoice.toRun(profile, ConfigurationFile.load(config))
        let session = try MixSession(recordings, folder: out, settings: MediaSettings(loaded.profile), seed: seed) {
            adjust(&$0, loaded.profile)
        }
        var progress = ProgressLine("mixing")
        try session.run { progress.show($0) }
        progress.end()
        let summary = session.summary(profile: loaded.name)
        json ? try JSONOutput.say(summary) : summary.lines().forEach(Terminal.say)
    }

    /// Brings the options to a participant.
    private func adjust(_ part: inout RehearsalPart, _ profile: Profile) {
        part.sends.format = format(mixRate: profile.mix.rate.hertz)
        part.sends.bitrate = bitrate ?? profile.opus.bitrate
        part.sends.packetTime = ptime ?? profile.packet.ptime
        // Senders announce to their encoder the loss that there is; where there is none FEC would be left out.
        part.sends.fecForLossPercent = fec ? max(Int(loss.value.rounded()), 5) : 0
        part.sends.redundancy = redundancy
        part.sends.dtx = dtx
        part.bitrate = part.sends.bitrate
        part.packetTime = part.sends.packetTime
        part.redundancy = profile.packet.redundancy
        part.path.loss = Double(loss.fraction)
        part.path.lossBurst = burst ? 3 : 1
        part.path.delay = delay
        part.path.jitter = jitter
    }

    private func format(mixRate: Int) -> CodecFormat {
        switch uncoded ? .l16 : codec {
        case .opus: .opus
        case .pcmu: .pcmu
        case .pcma: .pcma
        case .g722: .g722
        // At 48 kHz a packet of 20 ms would not fit a datagram.
        case .l16: CodecFormat.l16(min(mixRate, 24_000)) ?? .opus
        }
    }
}

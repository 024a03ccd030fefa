import AdminAPI
import ArgumentParser
import Codecs
import Conference
import MediaTypes
import Profiles
import SRTP

/// `partyline leg`: participants by plain RTP or SRTP.
struct LegCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "leg",
        abstract: "Add gateways, paging and tests by plain RTP or SRTP.",
        discussion: """
            EXAMPLES
              partyline leg add --room kitchen --codec opus --to 192.0.2.7:5004
            """,
        subcommands: [Add.self])

    struct Add: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Add a participant, and print as JSON where it finds the server.",
            discussion: """
                The answer holds the handle, the server's UDP port for this participant (localPort), the SSRC that the server \
                sends with, and the payload types. Packets are taken from --from only (default: the address in --to).

                A participant leaves by `partyline people remove`, by an RTCP BYE of its own, or when nothing has come from it for a \
                minute, neither RTP nor RTCP. One that has never sent anything, such as a loudspeaker, stays.

                Keys are never given on the command line. With --srtp alone the server makes them, and they stand in the answer. \
                A key file has two lines, each a master key with its salt in base64 as in an SDES line: first the key that the \
                server protects with, then the participant's. The file must be closed to others (chmod 600).

                EXAMPLES
                  partyline leg add --room hall --codec opus --to 192.0.2.7:5004
                  partyline leg add --room hall --codec opus --to [2001:db8::7]:5004 \\
                    --bitrate 16kbit/s --redundancy 1
                  partyline leg add --room hall --codec pcma --to speaker.lan:5004 \\
                    --listen-only --ptime 40ms
                  partyline leg add --room hall --codec opus --to 192.0.2.7:5004 \\
                    --srtp AEAD_AES_128_GCM
                  partyline leg add --room hall --codec l16 --rate 48000 \\
                    --to 127.0.0.1:5004 | jq .localPort
                """)

        @Option(help: "The room.") var room: String
        @Option(help: "The codec.") var codec: CodecChoice
        @Option(help: ArgumentHelp("Where packets go; names are looked up here.", valueName: "host:port")) var to: String
        @Option(help: ArgumentHelp("Where packets come from, if not from there.", valueName: "host:port")) var from: String?
        @Option(help: ArgumentHelp("Of l16: 8000, 16000 (default), 24000 or 48000.", valueName: "hz"))
        var rate: Int?
        @Option(help: ArgumentHelp("The sound in a packet (default: the profile's).", valueName: "time"))
        var ptime: MediaTime?
        @Option(help: ArgumentHelp("Of Opus, as in 24kbit/s (default: the profile's).", valueName: "rate"))
        var bitrate: Bitrate?
        @Option(help: ArgumentHelp("Copies of earlier packets in each (RED), 0 to 2.", valueName: "n"))
        var redundancy: Int?
        @Option(help: ArgumentHelp("The RTP payload type (default: opus 111, pcmu 0, pcma 8, g722 9, l16 96).", valueName: "n"))
        var payloadType: Int?
        @Option(help: ArgumentHelp("Encrypt: \(SRTPProfile.names).", valueName: "profile")) var srtp: String?
        @Option(help: ArgumentHelp("A file with two keys in base64, one a line.", valueName: "file")) var srtpKeyFile: String?
        @Flag(help: "It hears the room and is not heard.") var listenOnly = false
        @Flag(help: "It is heard and hears nothing.") var sendOnly = false
        @OptionGroup var server: ServerOptions

        func validate() throws {
            if listenOnly, sendOnly {
                throw ValidationError("--listen-only and --send-only exclude each other; leave out both to send and hear")
            }
            if srtpKeyFile != nil, srtp == nil { throw ValidationError("--srtp-key-file needs --srtp with one of: \(SRTPProfile.names)") }
            if let ptime, ptime.nanoseconds % 1_000_000 != 0 { throw ValidationError("--ptime must be whole milliseconds, such as 20ms") }
        }

        func run() throws {
            var leg = LegAdd(room: room, codec: codec.rawValue, to: try HostName.resolve(to).written)
            leg.from = try from.map { try HostName.resolve($0).written }
            leg.rate = rate
            leg.packetTimeMs = ptime.map { Int($0.milliseconds) }
            leg.bitsPerSecond = bitrate.map { Int($0.bitsPerSecond) }
            leg.redundancy = redundancy
            leg.payloadType = payloadType
            leg.direction = listenOnly ? "listenOnly" : sendOnly ? "sendOnly" : nil
            leg.srtpProfile = srtp
            leg.srtpKeys = try srtpKeyFile.map(SRTPKeyFile.read)
            try JSONOutput.say(try server.ask(leg))
        }
    }
}

/// The codecs by the names that the command line uses.
enum CodecChoice: String, CaseIterable, ExpressibleByArgument {
    case opus, pcmu, pcma, g722, l16

    /// L16 at 16 kHz.
    var format: CodecFormat {
        switch self {
        case .opus: .opus
        case .pcmu: .pcmu
        case .pcma: .pcma
        case .g722: .g722
        case .l16: CodecFormat.l16(16_000) ?? .opus
        }
    }
}

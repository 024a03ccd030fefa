import ArgumentParser
import MediaTypes
import Profiles

extension ProfileCommand {
    struct Advise: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what fits on a line: codec, bitrate and packets for so many participants.",
            discussion: """
                The box sends each participant one stream. A tenth of the line stays free, for a full line has queues, and queues are \
                delay. PER HEAD has all headers (IP, UDP, RTP, SRTP), while somebody talks; in silence next to nothing is sent.

                EXAMPLES
                  partyline profile advise --uplink 1Mbit/s --participants 30
                  partyline profile advise --uplink 128kbit/s --participants 8 --json
                """)
        @Option(help: ArgumentHelp("What the line carries from the box to the world, such as 1Mbit/s.", valueName: "rate")) var uplink: Bitrate
        @Option(help: ArgumentHelp("How many hear the box over the line.", valueName: "n")) var participants: Int
        @Flag(name: .customLong("ipv6"), help: "Count the longer headers of IPv6.") var isIPv6 = false
        @Flag(help: "Answer in JSON.") var json = false

        func validate() throws {
            if !(1...2_000).contains(participants) { throw ValidationError("--participants is 1 to 2000") }
            if uplink < .kilobits(1) { throw ValidationError("--uplink is at least 1kbit/s") }
        }

        func run() throws {
            let advice = LineAdvice(uplink: uplink, participants: participants, isIPv6: isIPv6)
            if json { return try JSONOutput.say(advice) }
            AdviceView.lines(advice).forEach(Terminal.say)
        }
    }
}

/// Advice about a line as text: words, a table, and the commands that do it.
enum AdviceView {
    static func lines(_ advice: LineAdvice) -> [String] {
        var table = TextTable(
            ("FOR", .left), ("CODEC", .left), ("BITRATE", .right), ("PTIME", .right), ("COPIES", .right), ("PER HEAD", .right), ("ALL", .right),
            ("FITS", .right), ("SOUND", .left))
        let rows = [("clean lines", advice.best), ("lossy lines", advice.onLossyLines), ("the least", advice.least), ("telephones", advice.telephone)]
        for case (let use, let choice?) in rows {
            table.add(
                use, choice.codec, kilobits(choice.bitsPerSecond), "\(choice.ptimeMs) ms", "\(choice.redundancy)", kilobits(choice.wireBitsPerSecond),
                kilobits(choice.totalBitsPerSecond), "\(choice.participantsThatFit)", choice.quality)
        }
        return [headline(advice), ""] + table.lines() + commands(advice)
    }

    private static func headline(_ advice: LineAdvice) -> String {
        let line = "\(kilobits(advice.uplinkBitsPerSecond)) up, of which streams may fill \(kilobits(advice.usableBitsPerSecond)), for "
            + Figures.count(advice.participants, "participant")
        guard let best = advice.best else {
            return "\(line): that does not fit. The line carries \(advice.least.participantsThatFit) at the least bitrate."
        }
        return "\(line): Opus at \(kilobits(best.bitsPerSecond)) in packets of \(best.ptimeMs) ms, which sounds \(best.quality)."
    }

    private static func commands(_ advice: LineAdvice) -> [String] {
        guard let best = advice.best else { return [] }
        let bitrate = best.bitsPerSecond / 1_000
        return [
            "", "To have it so:", "  partyline profile new links/our-line --from links/dsl-6000",
            "  partyline profile set --profile links/our-line opus.bitrate=\(bitrate)kbit/s opus.max_bitrate=\(bitrate)kbit/s "
                + "packet.ptime=\(best.ptimeMs)ms packet.redundancy=0",
            "  partyline profile use NAME --link our-line",
        ]
    }

    private static func kilobits(_ bits: Int) -> String { "\(Figures.decimal(Double(bits) / 1_000, bits % 1_000 == 0 ? 0 : 1)) kbit/s" }
}

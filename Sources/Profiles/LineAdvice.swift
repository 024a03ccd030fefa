import MediaTypes

/// What fits on a line over which the box sends one stream to each of so many participants: `profile advise`.
public struct LineAdvice: Codable, Sendable, Hashable {
    /// A way to send sound, and what it takes of the line.
    public struct Choice: Codable, Sendable, Hashable {
        public let codec: String
        public let bitsPerSecond: Int
        public let ptimeMs: Int
        /// Copies of earlier packets in each packet, for participants who negotiated RED.
        public let redundancy: Int
        /// With the headers of IP, UDP, RTP and SRTP, while somebody talks.
        public let wireBitsPerSecond: Int
        /// All participants together.
        public let totalBitsPerSecond: Int
        /// How many such streams the line carries.
        public let participantsThatFit: Int
        /// In words.
        public let quality: String
    }

    public let uplinkBitsPerSecond: Int
    public let participants: Int
    /// What is left for the streams; the rest is for reports, pages, and everybody else at home.
    public let usableBitsPerSecond: Int
    /// The best that fits; absent where nothing does.
    public let best: Choice?
    /// The best that fits with a copy in each packet, for lines that lose packets; absent where nothing does.
    public let onLossyLines: Choice?
    /// The least that still carries speech: how many it would fit for.
    public let least: Choice
    /// A telephone by G.711, which has no choice.
    public let telephone: Choice

    /// Ours: as much of a line as streams may fill. A line that is full has queues, and queues are delay.
    static let usablePercent: Int64 = 90

    /// - Parameters:
    ///   - uplink: what the line carries from the box to the world
    ///   - participants: who hear the box over it, one at least
    public init(uplink: Bitrate, participants: Int, isIPv6: Bool = false) {
        let usable = Int64(uplink.bitsPerSecond) * Self.usablePercent / 100
        func choice(_ rung: Rung) -> Choice { rung.choice(usable: usable, participants: participants, isIPv6: isIPv6) }
        func firstFit(_ rungs: [Rung]) -> Choice? { rungs.lazy.map(choice).first { Int64($0.totalBitsPerSecond) <= usable } }
        uplinkBitsPerSecond = Int(uplink.bitsPerSecond)
        self.participants = participants
        usableBitsPerSecond = Int(usable)
        best = firstFit(Rung.plain)
        onLossyLines = firstFit(Rung.copied)
        least = choice(Rung.least)
        telephone = choice(Rung.telephone)
    }
}

/// One step of the ladder from the best sound to the least.
private struct Rung {
    let kilobits: Int32
    let ptimeMs: Int64
    var copies = 0
    var codec = "opus"

    /// By WB-PESQ of libopus 1.3.1: 8 kbit/s is the least that is good to follow, 12 is good, from 16 on nearly as it was. First the
    /// packets grow, which costs delay, then the bitrate falls.
    static let plain = [
        Rung(kilobits: 32, ptimeMs: 20), Rung(kilobits: 24, ptimeMs: 20), Rung(kilobits: 24, ptimeMs: 40), Rung(kilobits: 20, ptimeMs: 40),
        Rung(kilobits: 16, ptimeMs: 40), Rung(kilobits: 16, ptimeMs: 60), Rung(kilobits: 12, ptimeMs: 60), Rung(kilobits: 10, ptimeMs: 60),
        Rung(kilobits: 8, ptimeMs: 60), Rung(kilobits: 8, ptimeMs: 120), least,
    ]
    /// A copy does more against loss than the same bits in a better sound.
    static let copied = [
        Rung(kilobits: 16, ptimeMs: 40, copies: 1), Rung(kilobits: 12, ptimeMs: 40, copies: 1), Rung(kilobits: 12, ptimeMs: 60, copies: 1),
        Rung(kilobits: 10, ptimeMs: 60, copies: 1), Rung(kilobits: 8, ptimeMs: 60, copies: 1), Rung(kilobits: 8, ptimeMs: 120, copies: 1),
        Rung(kilobits: 6, ptimeMs: 120, copies: 1),
    ]
    static let least = Rung(kilobits: 6, ptimeMs: 120)
    static let telephone = Rung(kilobits: 64, ptimeMs: 20, codec: "g711")

    func choice(usable: Int64, participants: Int, isIPv6: Bool) -> LineAdvice.Choice {
        let wire = WireRate(bitrate: .kilobits(kilobits), ptime: .milliseconds(ptimeMs), copies: copies, isIPv6: isIPv6).bitsPerSecond
        return LineAdvice.Choice(
            codec: codec, bitsPerSecond: Int(kilobits) * 1_000, ptimeMs: Int(ptimeMs), redundancy: copies, wireBitsPerSecond: Int(wire),
            totalBitsPerSecond: Int(wire) * participants, participantsThatFit: Int(usable / wire), quality: quality)
    }

    private var quality: String {
        let sound = switch (codec, kilobits) {
        case ("g711", _): "as a telephone sounds"
        case (_, 16...): "nearly as it was"
        case (_, 12...): "good"
        case (_, 8...): "easy to follow"
        default: "can still be understood"
        }
        return ptimeMs > 60 ? "\(sound), and late by \(ptimeMs) ms more" : sound
    }
}

import MediaLink
import MediaTypes

/// The real engine, its tick timed part by part: what a talker, a listener, an encode and a packet cost in a room of this size.
/// A turn is short, so that many benches can take turns on a machine whose speed wanders; and it can be cut into pieces, between which others
/// work, since a server has its caches not for itself either.
public final class PartBench {
    /// - Units: microseconds of CPU
    public struct Figures: Sendable {
        /// Receiving a talker's packet, decoding it, and all that is done to the voice.
        public var talker: Double
        /// The same for somebody else, who sends noise or nothing.
        public var other: Double
        /// The mix of the whole room, and what begins and ends a tick.
        public var mix: Double
        /// One encode; 0 where there was none.
        public var encode: Double
        /// Writing the packet of one participant.
        public var send: Double
    }

    private var room: BenchRoom
    private let settings: BenchSettings
    private var media: MediaSettings
    /// Resident memory that the bench has taken so far.
    public private(set) var residentBytes = 0
    private let memoryBefore: Int
    private var sum = TickParts()
    private var ticksInTurn = 0

    public init(_ settings: BenchSettings) {
        self.settings = settings
        media = settings.mediaForAll
        memoryBefore = EngineBench.residentBytes()
        room = BenchRoom(media, loops: EngineBench.loops(settings), bitrate: settings.bitrate)
    }

    public var legs: Int { settings.legs }

    /// Ticks until noise floors are learned and buffers have settled.
    public func settle(ticks: Int = 400) {
        for _ in 0..<ticks { _ = room.tick() }
        residentBytes = max(EngineBench.residentBytes() - memoryBefore, 0)
    }

    /// Encodes with another complexity from now on.
    public func tune(complexity: Int) {
        media.complexity = complexity
        room.tune(media)
    }

    /// Goes on with the turn. Once round the packet loops makes a whole one, so that every turn has the same sounds.
    public func run(ticks: Int = PacketLoop.packetCount) {
        for _ in 0..<ticks {
            let parts = room.tickInParts(talkers: settings.talkers)
            sum.talkers += parts.talkers
            sum.others += parts.others
            sum.mix += parts.mix
            sum.encode += parts.encode
            sum.send += parts.send
            sum.encodes += parts.encodes
        }
        ticksInTurn += ticks
    }

    /// Ends the turn, and begins another.
    public func endTurn() -> Figures {
        defer { (sum, ticksInTurn) = (TickParts(), 0) }
        func share(_ nanoseconds: Int64, of count: Int) -> Double { count > 0 ? Double(nanoseconds) / 1_000 / Double(count) : 0 }
        return Figures(
            talker: share(sum.talkers, of: ticksInTurn * settings.talkers),
            other: share(sum.others, of: ticksInTurn * (settings.legs - settings.talkers)), mix: share(sum.mix, of: ticksInTurn),
            encode: share(sum.encode, of: sum.encodes), send: share(sum.send, of: ticksInTurn * settings.legs))
    }
}

/// A board as it was measured: what the parts of a tick cost it, and what else bounds how many it carries.
public struct Board: Sendable, Codable, Equatable {
    /// How late a thread is woken that sleeps as the media thread does.
    /// - Units: ms
    public struct Lateness: Sendable, Codable, Equatable {
        public var median: Double
        public var p99: Double
        public var p999: Double
        public var max: Double

        public init(median: Double, p99: Double, p999: Double, max: Double) {
            self.median = median
            self.p99 = p99
            self.p999 = p999
            self.max = max
        }
    }

    public var costs: TickCosts
    /// That share the phases of a tick: the media thread's, and at most three more.
    public var cores: Int
    /// How much slower each core is while all of them work; at least 1.
    public var slowdown: Double
    /// With the priority that every program has.
    public var lateness: Lateness
    /// With the real-time priority that the media thread asks for; nil where the system does not give it.
    public var realtimeLateness: Lateness?
    public var bytesPerParticipant: Int
    /// Memory that could be had.
    public var availableBytes: Int

    public init(
        costs: TickCosts, cores: Int, slowdown: Double, lateness: Lateness, realtimeLateness: Lateness?, bytesPerParticipant: Int,
        availableBytes: Int
    ) {
        self.costs = costs
        self.cores = cores
        self.slowdown = slowdown
        self.lateness = lateness
        self.realtimeLateness = realtimeLateness
        self.bytesPerParticipant = bytesPerParticipant
        self.availableBytes = availableBytes
    }

    /// What holds for the media thread.
    public var latenessInUse: Lateness { realtimeLateness ?? lateness }

    /// A phase shorter than this is done by the media thread alone.
    /// - Source: MediaIO, `Crew.worthSharing` and `Crew.itemsPerTake`
    private static let worthSharing = 4_000.0
    private static let itemsPerTake = 4

    /// How long a tick keeps the media thread busy, with what it reads between two ticks: all of it, but for what other cores do meanwhile.
    /// - Units: microseconds
    public func busyTime(_ who: Attendance) -> Double {
        let tick = TickPrediction(who, costs)
        return tick.receiving + phase(tick.listening, items: who.participants) + tick.mixing + phase(tick.encoding, items: who.encodeCount)
            + phase(tick.writing, items: who.participants) + tick.sending
    }

    /// The time of a phase whose items are taken by fours, by whichever core is free.
    private func phase(_ cost: Double, items: Int) -> Double {
        guard cores > 1, items > 0, cost > Self.worthSharing else { return cost }
        let takes = (items + Self.itemsPerTake - 1) / Self.itemsPerTake
        let takesOfOne = (takes + cores - 1) / cores
        return cost * min(Double(takesOfOne * Self.itemsPerTake) / Double(items), 1) * max(slowdown, 1)
    }
}

import MediaTypes

/// What the way from a participant to the box does to packets.
public struct PathQuality: Sendable {
    /// Share of packets, 0 to 1; default 0.
    public var loss = 0.0
    /// How many packets in a row are lost on average; default 1: each loss is by chance.
    public var lossBurst = 1.0
    /// Of the fastest packet; default 20 ms.
    public var delay = MediaTime.milliseconds(20)
    /// Half the spread: each packet is delayed further by 0 to twice this, evenly spread, so packets also overtake; default 0.
    public var jitter = MediaTime.zero

    public init() {}
}

/// A path with dice of its own: the same seed gives the same fate to the same packets.
public struct ImpairedPath {
    public var quality: PathQuality
    private var random: SplitMix64
    /// Within a burst of losses.
    private var isBroken = false

    public init(_ quality: PathQuality, seed: UInt64) {
        self.quality = quality
        random = SplitMix64(seed: seed)
    }

    /// When a packet arrives; nil when it is lost. Called once for each packet, in the order of sending.
    public mutating func arrival(sentAt time: MediaTime) -> MediaTime? {
        // Always two throws, so that one quality changed does not change the dice of the other.
        let fate = Double(random.nextUnit())
        let spread = Double(random.nextUnit()) * 2 * Double(quality.jitter.nanoseconds)
        // Gilbert's model: a burst ends with the same chance at each packet, and bursts are as frequent as the loss asks for.
        let ends = 1 / max(quality.lossBurst, 1)
        let begins = quality.lossBurst <= 1 ? quality.loss : quality.loss * ends / max(1 - quality.loss, 1e-9)
        isBroken = fate < (isBroken && quality.lossBurst > 1 ? 1 - ends : begins)
        return isBroken ? nil : time + quality.delay + .nanoseconds(Int64(spread))
    }
}

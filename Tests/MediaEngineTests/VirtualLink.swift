import MediaTypes

/// What a path through the network does to packets.
struct LinkQuality {
    /// Share of packets, 0 to 1.
    var loss = 0.0
    var duplication = 0.0
    /// Share of packets that are overtaken by about three others.
    var reorder = 0.0
    var delay = MediaTime.milliseconds(10)
    /// The delay of each packet differs from the mean by at most this, evenly spread.
    var jitter = MediaTime.zero

    static var clean: LinkQuality { LinkQuality() }
}

/// A path in one direction, with dice of its own.
struct VirtualLink {
    var quality: LinkQuality
    private var random: SplitMix64

    init(_ quality: LinkQuality, seed: UInt64) {
        self.quality = quality
        random = SplitMix64(seed: seed)
    }

    private mutating func happens(_ share: Double) -> Bool { Double(random.nextUnit()) < share }

    /// When the copies of a packet arrive: none when it is lost, two when it is duplicated.
    mutating func arrivals(sentAt time: MediaTime) -> [MediaTime] {
        // Always the same number of throws, so that one quality changed does not change the others' dice.
        let isLost = happens(quality.loss)
        let isDouble = happens(quality.duplication)
        let isOvertaken = happens(quality.reorder)
        let spread = Int64(Double(random.nextUnit()) * 2 * Double(quality.jitter.nanoseconds))
        guard !isLost else { return [] }
        var arrival = time + quality.delay + .nanoseconds(spread)
        if isOvertaken { arrival += .milliseconds(50) }
        return isDouble ? [arrival, arrival + .milliseconds(3)] : [arrival]
    }
}

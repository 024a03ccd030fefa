import MediaTypes

/// When a value counts that has changed while the service runs.
public enum ValueEffect: String, Codable, Sendable, CaseIterable {
    /// At the next tick, for everybody.
    case now
    /// For those who come from now on; who is there keeps what was agreed.
    case newcomers
    /// In each room when its last participant has left and somebody comes again.
    case roomStart = "room-start"
    /// When the service starts again: the engine is built for it.
    case serviceStart = "service-start"
}

/// What has come of another profile in a running service.
public struct ProfileSwitch: Codable, Sendable, Hashable {
    /// The profile, with its line.
    public let profile: String
    /// The keys whose values differ from what ran before; those that still wait, too.
    public let changes: [Change]

    public struct Change: Codable, Sendable, Hashable {
        public let key: String
        public let from: String
        public let to: String
        public let effect: ValueEffect
    }

    public init(profile: String, changes: [Change]) {
        self.profile = profile
        self.changes = changes
    }
}

extension Profile {
    /// What can count of another profile without a new start, in place of this one that runs.
    /// - Parameter pools: the limits that memory was set aside for at the start
    public func changed(to new: Profile, pools: Limits) -> Profile {
        var running = new
        running.mix.rate = mix.rate
        running.mix.tick = mix.tick
        // A packet is filled from whole ticks, and the tick stays.
        if Self.hasBrokenTicks(new.packet, tick: mix.tick) { running.packet = packet }
        running.limits.participants = min(new.limits.participants, pools.participants)
        running.limits.rooms = min(new.limits.rooms, pools.rooms)
        return running
    }

    private static func hasBrokenTicks(_ packet: Packet, tick: MediaTime) -> Bool {
        [packet.ptime, packet.maxPtime].contains { $0.nanoseconds % tick.nanoseconds != 0 }
    }

    /// The keys in which another profile differs from this one that runs, and when each counts.
    /// - Parameter running: what `changed(to:pools:)` has made of both
    public func changes(to new: Profile, running: Profile) -> [ProfileSwitch.Change] {
        Profile.keys.compactMap { described in
            let key = described.key
            guard let from = text(key), let to = new.text(key), from != to else { return nil }
            let effect = running.text(key) == to ? Self.effect(of: key) : .serviceStart
            return ProfileSwitch.Change(key: key, from: from, to: to, effect: effect)
        }
    }

    /// When a value counts that the running service can take over.
    static func effect(of key: String) -> ValueEffect {
        switch key {
        case "mix.rate", "mix.tick": .serviceStart
        case "opus.bandwidth", "opus.dtx": .roomStart
        case "level.denoise", "level.denoise_suppression", "opus.bitrate", "opus.min_bitrate", "opus.max_bitrate": .newcomers
        default: key.hasPrefix("packet.") ? .newcomers : .now
        }
    }
}

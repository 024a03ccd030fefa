import MediaTypes

/// What a box and its links can carry: every value that an admin tunes. Plain values; `ProfileStore` reads them from YAML.
/// The key of each value in a file is its group and name, as in `mix.tick`. Values that do not come from a `ProfileStore` are
/// the caller's: nothing here checks them again.
public struct Profile: Sendable, Hashable {
    public var mix = Mix()
    public var level = Level()
    public var opus = Opus()
    public var packet = Packet()
    public var fec = FEC()
    public var jitter = Jitter()
    public var limits = Limits()

    /// The built-in profile: every value at its default.
    public init() {}

    /// How rooms are mixed.
    public struct Mix: Sendable, Hashable {
        /// The rate at which rooms are mixed. `mix.rate`, default 16kHz
        public var rate: SampleRate = .hz16000
        /// The length of a mixed block, and the beat of the engine: 10 or 20 ms. `mix.tick`, default 20ms
        public var tick: MediaTime = .milliseconds(20)
        /// How many participants of a room are heard at once, 1 to 50. `mix.talkers`, default 3
        public var talkers = 3
        /// How long a talker stays in the mix after its last sound, 200 ms to 3 s. `mix.hangover`, default 500ms
        public var hangover: MediaTime = .milliseconds(500)

        public init() {}

        /// Frames in one mixed block.
        public var blockFrames: Int { tick.frames(sampleRate: rate.hertz) }
    }

    /// What is done to each voice before it is mixed.
    public struct Level: Sendable, Hashable {
        /// Whether voices are brought toward one loudness. `level.leveller`, default on
        public var leveller = true
        /// The speech level to reach, relative to full scale. `level.target`, default -26dBFS
        public var target = Decibels(-26)
        /// The most that the leveller adds. `level.max_gain`, default 12dB
        public var maxGain = Decibels(12)
        /// Whether steady noise is taken out of each voice; costs much. `level.denoise`, default off
        public var denoise = false
        /// How far noise is taken down. `level.denoise_suppression`, default 15dB
        public var denoiseSuppression = Decibels(15)

        public init() {}
    }

    /// How Opus is encoded.
    public struct Opus: Sendable, Hashable {
        /// How hard the encoder tries, 0 to 10. `opus.complexity`, default 4
        public var complexity = 4
        /// The widest band that is coded; at most what the mix rate carries. `opus.bandwidth`, default wide
        public var bandwidth: AudioBandwidth = .wide
        /// Whether silence is left out (discontinuous transmission). `opus.dtx`, default on
        public var dtx = true
        /// What a new participant starts with. `opus.bitrate`, default 24kbit/s
        public var bitrate: Bitrate = .kilobits(24)
        /// The least that a participant is given. `opus.min_bitrate`, default 6kbit/s
        public var minBitrate: Bitrate = .kilobits(6)
        /// The most that a participant is given. `opus.max_bitrate`, default 64kbit/s
        public var maxBitrate: Bitrate = .kilobits(64)

        public init() {}
    }

    /// How encoded sound is packed.
    public struct Packet: Sendable, Hashable {
        /// The sound in a packet for a new participant: a multiple of the tick. `packet.ptime`, default 20ms
        public var ptime: MediaTime = .milliseconds(20)
        /// The longest packet a participant may ask for: a multiple of the tick. `packet.max_ptime`, default 120ms
        public var maxPtime: MediaTime = .milliseconds(120)
        /// Copies of earlier packets sent along to those who negotiated RED (RFC 2198), 0 to 2. `packet.redundancy`, default 0
        public var redundancy = 0

        public init() {}
    }

    /// In-band forward error correction: when a class of listeners is encoded for loss. The loss is what receivers report.
    public struct FEC: Sendable, Hashable {
        /// Whether Opus may carry in-band FEC at all. `fec.inband`, default on
        public var inband = true
        /// The reported loss from which a listener moves to the light tier. `fec.light_from`, default 2%
        public var lightFrom = Percentage(2)
        /// The reported loss from which a listener moves to the heavy tier; above `lightFrom`. `fec.heavy_from`, default 8%
        public var heavyFrom = Percentage(8)

        public init() {}
    }

    /// The bounds of each participant's jitter buffer.
    public struct Jitter: Sendable, Hashable {
        /// The delay before anything is known of the path. `jitter.start`, default 60ms
        public var start: MediaTime = .milliseconds(60)
        /// The least delay. `jitter.min`, default 10ms
        public var min: MediaTime = .milliseconds(10)
        /// The most delay. `jitter.max`, default 400ms
        public var max: MediaTime = .milliseconds(400)

        public init() {}
    }

    /// What the box admits; memory is set aside for it at the start.
    public struct Limits: Sendable, Hashable {
        /// Participants in all rooms together, 1 to 2000. `limits.participants`, default 100
        public var participants = 100
        /// Rooms at a time, 1 to 1000. `limits.rooms`, default 20
        public var rooms = 20

        public init() {}
    }
}

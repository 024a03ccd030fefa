import MediaTypes

/// A profile file as it is read: the values, and the profile it builds on.
struct ProfileDraft: Sendable {
    var extends: String?
    var profile = Profile()

    static let table = SettingTable<ProfileDraft>(
        [
            Setting(
                "extends", optional: \.extends, .name, .any("a name of a profile"), example: "base",
                "the profile whose values hold where this one says nothing")
        ]
            + mix + level + opus + packet + fec + jitter + limits)

    /// What a link profile may say: of the board's keys it is told where they belong.
    static let linkTable = SettingTable<ProfileDraft>(
        table.settings.map { setting in
            guard setting.key != "extends", ProfileLayer.deciding(setting.key) == .board else { return setting }
            return Setting(refused: setting.key, "is decided by the box and not by a line: write it into the profile of the board")
        })

    /// The keys of a layer's files.
    static func table(of layer: ProfileLayer) -> SettingTable<ProfileDraft> { layer == .board ? table : linkTable }

    private static let mix: [Setting<ProfileDraft>] = [
        Setting(
            "mix.rate", \.profile.mix.rate, .sampleRate, .oneOf(SampleRate.allCases), example: .hz16000, "the rate at which rooms are mixed"
        ),
        Setting(
            "mix.tick", \.profile.mix.tick, .time, .oneOf(milliseconds(10, 20)), example: .milliseconds(20), "the length of a mixed block"),
        Setting(
            "mix.talkers", \.profile.mix.talkers, .count, .between(1, 50), example: 3, "how many participants of a room are heard at once"),
        Setting(
            "mix.hangover", \.profile.mix.hangover, .time, .between(.milliseconds(200), .seconds(3)), example: .milliseconds(500),
            "how long a talker stays in the mix after the last sound"),
    ]

    private static let level: [Setting<ProfileDraft>] = [
        Setting(
            "level.leveller", \.profile.level.leveller, .onOff, switchable, example: true, "whether voices are brought toward one loudness"),
        Setting(
            "level.target", \.profile.level.target, .level, .between(Decibels(-40), Decibels(-10)), example: Decibels(-26),
            "the loudness to reach"),
        Setting(
            "level.max_gain", \.profile.level.maxGain, .gain, .between(Decibels(0), Decibels(30)), example: Decibels(12),
            "the most that the leveller adds"),
        Setting(
            "level.denoise", \.profile.level.denoise, .onOff, switchable, example: false, "whether steady noise is taken out of each voice"),
        Setting(
            "level.denoise_suppression", \.profile.level.denoiseSuppression, .gain, .between(Decibels(0), Decibels(45)),
            example: Decibels(15),
            "how far noise is taken down"),
    ]

    private static let opus: [Setting<ProfileDraft>] = [
        Setting("opus.complexity", \.profile.opus.complexity, .count, .between(0, 10), example: 4, "how hard the encoder tries"),
        Setting(
            "opus.bandwidth", \.profile.opus.bandwidth, .bandwidth, .oneOf(AudioBandwidth.allCases), example: .wide,
            "the widest band that is coded; at most what mix.rate carries"),
        Setting("opus.dtx", \.profile.opus.dtx, .onOff, switchable, example: true, "whether silence is left out"),
        Setting("opus.bitrate", \.profile.opus.bitrate, .bitrate, opusRates, example: .kilobits(24), "what a new participant starts with"),
        Setting(
            "opus.min_bitrate", \.profile.opus.minBitrate, .bitrate, opusRates, example: .kilobits(6),
            "the least that a participant is given"),
        Setting(
            "opus.max_bitrate", \.profile.opus.maxBitrate, .bitrate, opusRates, example: .kilobits(64),
            "the most that a participant is given"),
    ]

    private static let packet: [Setting<ProfileDraft>] = [
        Setting(
            "packet.ptime", \.profile.packet.ptime, .time, packetTimes, example: .milliseconds(20),
            "the sound in a packet for a new participant; whole ticks"),
        Setting(
            "packet.max_ptime", \.profile.packet.maxPtime, .time, packetTimes, example: .milliseconds(120),
            "the longest packet that a participant may ask for; whole ticks"),
        Setting(
            "packet.redundancy", \.profile.packet.redundancy, .count, .between(0, 2), example: 1,
            "copies of earlier packets sent along to those who negotiated RED"),
    ]

    private static let fec: [Setting<ProfileDraft>] = [
        Setting("fec.inband", \.profile.fec.inband, .onOff, switchable, example: true, "whether Opus may carry forward error correction"),
        Setting(
            "fec.light_from", \.profile.fec.lightFrom, .percentage, .between(Percentage(0), Percentage(50)), example: Percentage(2),
            "the reported loss from which a listener gets light correction"),
        Setting(
            "fec.heavy_from", \.profile.fec.heavyFrom, .percentage, .between(Percentage(0), Percentage(100)), example: Percentage(8),
            "the reported loss from which a listener gets heavy correction"),
    ]

    private static let jitter: [Setting<ProfileDraft>] = [
        Setting(
            "jitter.start", \.profile.jitter.start, .time, .between(.zero, .seconds(2)), example: .milliseconds(60),
            "the delay of a jitter buffer before anything is known of the path"),
        Setting(
            "jitter.min", \.profile.jitter.min, .time, .between(.zero, .milliseconds(500)), example: .milliseconds(10), "its least delay"),
        Setting(
            "jitter.max", \.profile.jitter.max, .time, .between(.milliseconds(20), .seconds(2)), example: .milliseconds(400),
            "its most delay"),
    ]

    private static let limits: [Setting<ProfileDraft>] = [
        Setting(
            "limits.participants", \.profile.limits.participants, .count, .between(1, 2_000), example: 100,
            "participants in all rooms together"),
        Setting("limits.rooms", \.profile.limits.rooms, .count, .between(1, 1_000), example: 20, "rooms at a time"),
    ]

    private static var switchable: Allowed<Bool> { .any("on or off") }
    /// The range that libopus takes for one channel of speech, cut below at what can still be understood.
    private static var opusRates: Allowed<Bitrate> { .between(.kilobits(6), .kilobits(510)) }
    /// What Opus packets can hold in whole blocks (RFC 6716 section 3.2.5).
    private static var packetTimes: Allowed<MediaTime> { .oneOf(milliseconds(10, 20, 40, 60, 80, 100, 120)) }

    private static func milliseconds(_ values: Int64...) -> [MediaTime] { values.map { .milliseconds($0) } }
}

/// One key of a profile, for help texts and tables.
public struct ProfileKey: Sendable, Hashable, Codable {
    /// As it stands in a file: `mix.tick`.
    public let key: String
    /// "10ms or 20ms"
    public let allowed: String
    /// The built-in value.
    public let defaultValue: String
    /// Which layer decides it.
    public let layer: ProfileLayer
    /// What it is.
    public let meaning: String
}

extension Profile {
    /// Every key, in the order of base.yaml.
    public static var keys: [ProfileKey] {
        let builtIn = ProfileDraft()
        return ProfileDraft.table.settings.compactMap { setting in
            setting.text(builtIn).map {
                ProfileKey(
                    key: setting.key, allowed: setting.allowed, defaultValue: $0, layer: ProfileLayer.deciding(setting.key), meaning: setting.meaning)
            }
        }
    }

    /// The value of a key as it would be written in a file; nil for a key that we do not have.
    public func text(_ key: String) -> String? { ProfileDraft.table.text(key, of: ProfileDraft(profile: self)) }
}

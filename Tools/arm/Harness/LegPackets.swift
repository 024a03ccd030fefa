import Codecs

/// What one leg sends, made by the encoder itself: a loop of one second of packets of 20 ms.
struct LegPackets {
    static var count: Int { 50 }
    private var packets: [[UInt8]] = []

    /// - Returns: nil for impossible settings
    init?(_ settings: EncoderSettings, _ sound: TestSound, seed: UInt64) {
        guard var encoder = AudioEncoder(settings) else { return nil }
        let samples = sound.samples(Self.count * settings.packetFrames, rate: settings.inputRate, seed: seed)
        // Twice: the first round lets the encoder settle, above all into discontinuous transmission.
        for index in 0..<2 * Self.count { packets.append(encoder.packet(samples, index % Self.count)) }
        packets.removeFirst(Self.count)
    }

    /// Empty where nothing is sent.
    subscript(tick: Int) -> [UInt8] { packets[tick % Self.count] }
}

/// What the legs of one room send: three talk, the others send noise or, with DTX, next to nothing.
struct ConferencePackets {
    static var talkers: Int { 3 }
    /// Each sound is made a few times and shared, a different moment of it for each leg.
    private static var variants: Int { 3 }
    private var voices: [LegPackets] = []
    private var others: [LegPackets] = []
    let legs: Int

    init?(legs: Int, dtx: Bool) {
        self.legs = legs
        var settings = EncoderSettings.evidence
        settings.dtx = dtx
        for variant in 0..<Self.variants {
            guard let voice = LegPackets(.evidence, .speech, seed: UInt64(variant)),
                  let other = LegPackets(settings, dtx ? .silence : .noise, seed: UInt64(variant)) else { return nil }
            voices.append(voice)
            others.append(other)
        }
    }

    func packet(leg: Int, tick: Int) -> [UInt8] {
        let sounds = leg < Self.talkers ? voices : others
        return sounds[leg % Self.variants][tick + 7 * leg]
    }

    /// What each talker hears of the others, and last what all others hear: a loop of as many blocks as there are packets.
    func mixes() -> [[Float]] {
        var mixes = [[Float]](repeating: [Float](repeating: 0, count: LegPackets.count * 320), count: Self.talkers + 1)
        for talker in 0..<Self.talkers {
            guard var decoder = AudioDecoder(.opus, outputRate: 16_000) else { return mixes }
            for tick in 0..<LegPackets.count {
                for (at, sample) in decoder.samples(packet(leg: talker, tick: tick)).enumerated() {
                    for listener in 0...Self.talkers where listener != talker { mixes[listener][tick * 320 + at] += sample }
                }
            }
        }
        return mixes
    }
}

extension EncoderSettings {
    static var pcmu: EncoderSettings { EncoderSettings(format: .pcmu, inputRate: 16_000, packetFrames: 320) }
}

extension AudioEncoder {
    /// Encodes block number `index` of `samples`.
    mutating func encode(_ samples: [Float], _ index: Int, into bytes: inout [UInt8]) -> Int {
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        let first = index * settings.packetFrames
        return encode(samples[first..<(first + settings.packetFrames)].span, into: &space).byteCount
    }
}

import Codecs

/// What one leg sends, made by the encoder itself: a loop of one second of packets of 20 ms.
struct LegPackets {
    static var count: Int { 50 }
    private var packets: [[UInt8]] = []

    /// - Returns: nil for impossible settings
    init?(_ settings: EncoderSettings, _ sound: TestSound, seed: UInt64) {
        guard var encoder = AudioEncoder(settings) else { return nil }
        let samples = sound.samples(Self.count * settings.packetFrames, rate: settings.inputRate, seed: seed)
        for index in 0..<Self.count { packets.append(encoder.packet(samples, index)) }
    }

    subscript(tick: Int) -> [UInt8] { packets[tick % Self.count] }
}

/// What the legs of one room send: three talk, the others send noise without DTX.
struct ConferencePackets {
    static var talkers: Int { 3 }
    /// Each sound is made a few times and shared, a different moment of it for each leg.
    private static var variants: Int { 2 }
    private var speech: [LegPackets] = []
    private var noise: [LegPackets] = []
    let legs: Int

    init?(legs: Int) {
        self.legs = legs
        for variant in 0..<Self.variants {
            guard let talking = LegPackets(.evidence, .speech, seed: UInt64(variant)),
                  let rustling = LegPackets(.evidence, .noise, seed: UInt64(variant)) else { return nil }
            speech.append(talking)
            noise.append(rustling)
        }
    }

    func packet(leg: Int, tick: Int) -> [UInt8] {
        let sounds = leg < Self.talkers ? speech : noise
        return sounds[leg % Self.variants][tick + 7 * leg]
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

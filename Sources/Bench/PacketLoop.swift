import Codecs
import MediaTypes

/// Real packets that can be sent round and round: what one participant's encoder made of two seconds of sound.
public struct PacketLoop: Sendable {
    /// How many payloads go round.
    public static let packetCount = 100
    /// Payloads of one packet time each; an empty one stands for what DTX left out.
    public let payloads: [[UInt8]]
    /// Clock ticks from one payload to the next.
    public let ticksPerPacket: Int

    /// Speech-like sound of talker `seed`: a gliding pitch in syllables.
    public static func speech(seed: Int, bitrate: Bitrate, complexity: Int = 4, format: CodecFormat = .opus) -> PacketLoop {
        var random = SplitMix64(seed: UInt64(seed))
        let pitch = 110 + Float(seed % 7) * 17
        var phase: Float = 0
        let samples = (0..<32_000).map { i -> Float in
            let time = Float(i) / 16_000
            phase += (pitch + 20 * wave(time * 1.5)) / 16_000
            phase -= phase.rounded(.down)
            let syllable = max(wave(time * 3.5 + Float(seed) * 0.3), 0)
            let voiced = wave(phase) * 0.3 + wave(phase * 3) * 0.1 + wave(phase * 9) * 0.05
            return syllable * (voiced + (random.nextUnit() - 0.5) * 0.05)
        }
        return PacketLoop(samples, bitrate: bitrate, complexity: complexity, dtx: false, format: format)
    }

    /// Steady noise at about -40 dBFS.
    public static func noise(seed: Int, bitrate: Bitrate, complexity: Int = 4, format: CodecFormat = .opus) -> PacketLoop {
        var random = SplitMix64(seed: UInt64(seed) &+ 1_000)
        return PacketLoop((0..<32_000).map { _ in (random.nextUnit() - 0.5) * 0.035 }, bitrate: bitrate, complexity: complexity, dtx: false, format: format)
    }

    /// Silence under DTX.
    public static func silence(bitrate: Bitrate, format: CodecFormat = .opus) -> PacketLoop {
        PacketLoop([Float](repeating: 0, count: 32_000), bitrate: bitrate, complexity: 0, dtx: true, format: format)
    }

    private init(_ samples: [Float], bitrate: Bitrate, complexity: Int, dtx: Bool, format: CodecFormat) {
        let settings = EncoderSettings(format: format, inputRate: 16_000, packetFrames: 320, bitrate: bitrate, complexity: complexity, dtx: dtx, maxBandwidth: .wide)
        ticksPerPacket = format.clockRate / 50
        guard var encoder = AudioEncoder(settings) else {
            payloads = []
            return
        }
        // Round twice: the first lets the encoder settle, above all into DTX.
        var rounds: [[UInt8]] = []
        for at in stride(from: 0, to: 2 * samples.count, by: 320) {
            let first = at % samples.count
            var bytes = [UInt8](repeating: 0, count: 1_200)
            var span = bytes.mutableSpan
            var space = span.mutableBytes
            let packet = encoder.encode(samples[first..<first + 320].span, into: &space)
            rounds.append(packet.isSilent ? [] : Array(bytes[..<packet.byteCount]))
        }
        payloads = Array(rounds.suffix(samples.count / 320))
    }

    /// A sine of `turns`, near enough.
    private static func wave(_ turns: Float) -> Float {
        let x = (turns - turns.rounded(.down)) * 2 - 1
        let half = -4 * x * (1 - x.magnitude)
        return 0.775 * half + 0.225 * half * half.magnitude
    }
}

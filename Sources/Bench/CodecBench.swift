import MediaTypes

/// The floor: what one decode and one encode cost in libopus alone, at the settings of a profile.
public enum CodecBench {
    /// - Units: microseconds of CPU a packet of 20 ms
    public struct Figures: Sendable, Codable {
        public var complexity: Int
        public var decodeNoise: Double
        public var decodeSpeech: Double
        public var encode: Double
    }

    /// One line for each complexity.
    public static func run(_ complexities: [Int], bitrate: Bitrate, progress: (Double) -> Void = { _ in }) -> [Figures] {
        let noise = (0..<8).map { PacketLoop.noise(seed: $0, bitrate: bitrate) }
        let speech = (0..<8).map { PacketLoop.speech(seed: $0, bitrate: bitrate) }
        return complexities.enumerated().map { index, complexity in
            let encoderCount = 4
            var noiseFloor = CodecFloor(loops: noise, encoderCount: encoderCount, bitrate: bitrate, complexity: complexity)
            var speechFloor = CodecFloor(loops: speech, encoderCount: 0, bitrate: bitrate, complexity: complexity)
            var costs = (noise: [Double](), speech: [Double](), encode: [Double]())
            for _ in 0..<300 {
                let first = noiseFloor.tick()
                costs.noise.append(Double(first.decode) / 1_000 / Double(noise.count))
                costs.encode.append(Double(first.encode) / 1_000 / Double(encoderCount))
                costs.speech.append(Double(speechFloor.tick().decode) / 1_000 / Double(speech.count))
            }
            progress(Double(index + 1) / Double(complexities.count))
            return Figures(complexity: complexity, decodeNoise: Spread(costs.noise).mean, decodeSpeech: Spread(costs.speech).mean, encode: Spread(costs.encode).mean)
        }
    }

    /// Microseconds that libopus alone needs for a tick of this room: a decode for each packet, an encode for each talker and one more.
    public static func floor(_ settings: BenchSettings, ticks: Int) -> Double {
        var floor = CodecFloor(loops: EngineBench.loops(settings), encoderCount: settings.talkers + 1, bitrate: settings.bitrate,
                               complexity: settings.media.complexity)
        for _ in 0..<20 { _ = floor.tick() }
        let costs = (0..<ticks).map { _ in
            let cost = floor.tick()
            return Double(cost.decode + cost.encode) / 1_000
        }
        return Spread(costs).mean
    }
}

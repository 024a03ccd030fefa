import CLinux
import Codecs
import MediaLink
import MediaTypes

/// The real engine without sockets: its ticks timed against libopus alone doing the same decodes and encodes in the same run.
public struct EngineBench {
    /// - Units: microseconds of CPU, bytes
    public struct Figures: Sendable, Codable {
        public var legs: Int
        public var talkers: Int
        public var listeners: String
        /// Receiving the packets of a tick, and the tick itself.
        public var tick: Spread
        /// Talkers that were chosen in the last measured tick: shows that the right thing was measured.
        public var chosenTalkers: Int
        public var floorDecode: Double
        public var floorEncode: Double
        public var ratioToFloor: Double
        public var perParticipant: Double
        public var bytesPerParticipant: Int
        public var packetsPerTick: Double
    }

    private let settings: BenchSettings

    public init(_ settings: BenchSettings) { self.settings = settings }

    /// - Shape: progress gets 0...1
    public func run(progress: (Double) -> Void = { _ in }) -> Figures? {
        let loops = Self.loops(settings)
        let memoryBefore = Self.residentBytes()
        var room = BenchRoom(settings.mediaForAll, loops: loops, bitrate: settings.bitrate)
        // The noise floors are learned, the buffers have settled.
        for _ in 0..<400 { _ = room.tick() }
        let bytes = max(Self.residentBytes() - memoryBefore, 0) / max(settings.legs, 1)
        var floor = CodecFloor(loops: loops, encoderCount: settings.talkers + 1, bitrate: settings.bitrate, complexity: settings.media.complexity)
        for _ in 0..<20 { _ = floor.tick() }
        var ticks: [Double] = []
        var decode: [Double] = []
        var encode: [Double] = []
        // In turns, so that a slower machine is slower for both.
        while ticks.count < settings.ticks {
            for _ in 0..<25 { ticks.append(Double(room.tick()) / 1_000) }
            for _ in 0..<25 {
                let cost = floor.tick()
                decode.append(Double(cost.decode) / 1_000)
                encode.append(Double(cost.encode) / 1_000)
            }
            progress(Double(ticks.count) / Double(settings.ticks))
        }
        let spread = Spread(ticks)
        let floorDecode = Spread(decode)
        let floorEncode = Spread(encode)
        return Figures(
            legs: settings.legs, talkers: settings.talkers, listeners: settings.listeners.rawValue, tick: spread, chosenTalkers: room.chosenTalkers,
            floorDecode: floorDecode.mean, floorEncode: floorEncode.mean, ratioToFloor: spread.mean / (floorDecode.mean + floorEncode.mean),
            perParticipant: spread.mean / Double(max(settings.legs, 1)), bytesPerParticipant: bytes,
            packetsPerTick: Double(room.packetsSent) / Double(max(room.ticksDone, 1)))
    }

    static func loops(_ settings: BenchSettings) -> [PacketLoop] {
        let voices = (0..<min(settings.talkers, 8)).map { PacketLoop.speech(seed: $0, bitrate: settings.bitrate, format: settings.format) }
        let others = switch settings.listeners {
        case .noise: (0..<8).map { PacketLoop.noise(seed: $0, bitrate: settings.bitrate, format: settings.format) }
        case .dtx: [PacketLoop.silence(bitrate: settings.bitrate, format: settings.format)]
        }
        return (0..<settings.legs).map { $0 < settings.talkers ? voices[$0 % voices.count] : others[$0 % others.count] }
    }

    static func residentBytes() -> Int {
        guard let file = fopen("/proc/self/statm", "r") else { return 0 }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 128)
        guard fgets(&line, 128, file) != nil else { return 0 }
        let fields = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self).split(separator: " ")
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * Int(sysconf(Int32(_SC_PAGESIZE))) : 0
    }
}

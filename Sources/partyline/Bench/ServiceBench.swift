import AdminAPI
import Bench
import FoundationEssentials
import Glibc
import MediaLink
import MediaTypes
import Visitors

/// The whole server, measured from outside: `partyline serve` as a process of its own, participants over real sockets on loopback.
struct ServiceBench {
    struct Figures: Codable {
        var legs: Int
        var talkers: Int
        var listeners: String
        var seconds: Int
        /// Of the server process, in microseconds a tick of 20 ms, and in percent of one core.
        var cpuPerTick: Double
        var cpuPercent: Double
        /// The least possible server under the same load in the same run (`FloorServer`), and the server against it.
        var floor: Double
        var ratioToFloor: Double
        /// libopus alone, and bare recvmmsg and sendmmsg, in a hot loop.
        var codecFloor: Double
        var ioFloor: Double
        var ratioToHotFloor: Double
        var missedTicks: Int
        var longestTickMs: Double
        var loadPercent: Double
        var residentMB: Double
        /// Datagrams that the server's socket had no room for.
        var receiveDrops: Int
        var traffic: LoadGenerator.Figures
    }

    struct Failure: Error, CustomStringConvertible {
        let description: String

        static func noSockets(_ count: Int) -> Failure { Failure(description: "\(count) sockets cannot be had; see: ulimit -n") }

        static func notInside(_ stage: Visitor.Stage) -> Failure { Failure(description: "a browser did not get in: \(stage)") }
    }

    let settings: BenchSettings
    let seconds: Int
    /// The core that the server is kept on; nil for all.
    let core: Int?

    func run(progress: (Double) -> Void) throws -> Figures {
        guard var generator = LoadGenerator(settings) else { throw Failure.noSockets(settings.legs) }
        let hotBefore = hotFloor()
        let floorBefore = try floor(&generator)
        let server = try BenchServer(
            talkers: settings.talkers, complexity: settings.media.complexity, participants: settings.legs, core: core, hasWeb: false)
        var client = try server.client()
        var port: UInt16 = 0
        for participant in generator.ports {
            var leg = LegAdd(room: BenchServer.room, codec: "opus", to: "127.0.0.1:\(participant)")
            leg.bitsPerSecond = Int(settings.bitrate.bitsPerSecond)
            port = UInt16(try client.ask(leg).localPort)
        }
        // Noise floors are learned, buffers settle.
        _ = generator.run(seconds: 8, port: port)
        let start = try client.ask(Status())
        let startCPU = server.cpuSeconds()
        let startDrops = Self.drops(port)
        let clock = ContinuousClock.now
        let traffic = generator.run(seconds: seconds, port: port, progress: progress)
        let elapsed = (ContinuousClock.now - clock) / .seconds(1)
        let cpu = server.cpuSeconds() - startCPU
        let end = try client.ask(Status())
        let resident = Double(server.residentBytes()) / 1e6
        let drops = Self.drops(port) - startDrops
        server.stop()
        let floor = (floorBefore + (try floor(&generator))) / 2
        let hotAfter = hotFloor()
        let codec = (hotBefore.codec + hotAfter.codec) / 2
        let io = (hotBefore.io + hotAfter.io) / 2
        let perTick = cpu / elapsed * 0.02 * 1e6
        return Figures(
            legs: settings.legs, talkers: settings.talkers, listeners: settings.listeners.rawValue, seconds: seconds, cpuPerTick: perTick,
            cpuPercent: cpu / elapsed * 100, floor: floor, ratioToFloor: perTick / floor, codecFloor: codec, ioFloor: io, ratioToHotFloor: perTick / (codec + io),
            missedTicks: end.load.missedTicks - start.load.missedTicks, longestTickMs: end.load.longestTickMs, loadPercent: end.load.load * 100,
            residentMB: resident, receiveDrops: drops, traffic: traffic)
    }

    /// The generator's packets answered by the least possible server.
    /// - Units: microseconds a tick
    private func floor(_ generator: inout LoadGenerator) throws -> Double {
        guard let floor = FloorServer(settings, ports: generator.ports) else { throw Failure(description: "no socket can be had") }
        let half = max(seconds / 2, 2)
        floor.start(ticks: half * 50)
        _ = generator.run(seconds: half + 1, port: floor.port)
        return floor.join()
    }

    /// - Units: microseconds a tick
    private func hotFloor() -> (codec: Double, io: Double) {
        let codec = CodecBench.floor(settings, ticks: 300)
        let packets = settings.listeners == .noise ? settings.legs : settings.talkers
        guard let bench = IOBench(receiving: packets, sending: settings.legs, bytes: 72) else { return (codec, 0) }
        let io = bench.run(ticks: 300)
        bench.close()
        return (codec, io.receive + io.send)
    }

    /// The kernel's count for a UDP port (last column of /proc/net/udp and udp6).
    private static func drops(_ port: UInt16) -> Int {
        let wanted = ":" + String(Int(port) + 0x1_0000, radix: 16, uppercase: true).suffix(4)
        var sum = 0
        for path in ["/proc/net/udp", "/proc/net/udp6"] {
            let text = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
            for line in text.split(separator: "\n") {
                let fields = line.split(separator: " ")
                if fields.count > 12, fields[1].hasSuffix(wanted), let count = Int(fields[fields.count - 1]) { sum += count }
            }
        }
        return sum
    }
}

import CLinux
import MediaTypes

/// The same work of libopus on one core, and on several at once: what caches, memory and clock, which cores share, leave of the speed.
public final class CoreBench {
    /// - Units: microseconds of CPU of one thread for one round of the work
    public struct Figures: Sendable {
        public var alone: Double
        public var together: Double
    }

    private final class Worker {
        var floor: CodecFloor
        let rounds: Int
        var cost = 0.0
        var thread: pthread_t?

        init(_ floor: consuming CodecFloor, rounds: Int) {
            self.floor = floor
            self.rounds = rounds
        }

        func work() {
            var sum: Int64 = 0
            for _ in 0..<rounds {
                let round = floor.tick()
                sum += round.decode + round.encode
            }
            cost = Double(sum) / 1_000 / Double(rounds)
        }

        func start() {
            var started = pthread_t()
            let code = pthread_create(
                &started, nil,
                { context in
                    if let context { Unmanaged<Worker>.fromOpaque(context).takeUnretainedValue().work() }
                    return nil
                }, Unmanaged.passUnretained(self).toOpaque())
            if code == 0 { thread = started }
        }
    }

    private let workers: [Worker]

    /// - Parameter cores: how many work at once
    public init(cores: Int, bitrate: Bitrate = .kilobits(24)) {
        let loops = (0..<8).map { PacketLoop.noise(seed: $0, bitrate: bitrate) }
        workers = (0..<max(cores, 1)).map { _ in
            Worker(CodecFloor(loops: loops, encoderCount: 2, bitrate: bitrate, complexity: 5), rounds: PacketLoop.packetCount)
        }
    }

    /// One after the other: this thread alone, and then all.
    public func turn() -> Figures {
        let alone = yardstick()
        guard workers.count > 1 else { return Figures(alone: alone, together: alone) }
        for worker in workers { worker.start() }
        for case (let worker, let thread?) in workers.map({ ($0, $0.thread) }) {
            pthread_join(thread, nil)
            worker.thread = nil
        }
        return Figures(alone: alone, together: workers.map(\.cost).reduce(0, +) / Double(workers.count))
    }

    /// The work once on this thread: how fast the machine is just now.
    /// - Units: microseconds
    public func yardstick() -> Double {
        workers[0].work()
        return workers[0].cost
    }
}

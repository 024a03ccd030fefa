import Bench
import CLinux
import Glibc
import MediaLink

/// Measures a board, within a time.
///
/// All parts take turns, each as long as two seconds of sound take to work through, until the time is over: a slow moment of the machine
/// hits all alike, and the median of the turns leaves it out. So a slow board makes fewer turns, not a longer survey.
public struct Survey {
    /// How far a survey is.
    public struct Progress: Sendable {
        /// Of the time, 0 to 1.
        public var share: Double
        /// What is measured now: "encoding at complexity 7".
        public var part: String
        public var secondsLeft: Int
    }

    public enum Failure: Error, CustomStringConvertible {
        case noSockets(count: Int)
        case noCipher

        public var description: String {
            switch self {
            case .noSockets(let count):
                "\(count) sockets on 127.0.0.1 cannot be had, with which sending is measured: see what \"ulimit -n\" allows, and raise it with "
                    + "\"ulimit -n 1024\""
            case .noCipher:
                "libcrypto refuses to protect packets, or makes something else of them: see what partyline doctor says of versions"
            }
        }
    }

    /// What was found.
    public struct Findings: Sendable {
        public var board: Board
        /// How often each part took its turn.
        public var turns: Int
        public var seconds: Double
        /// Who else wanted the machine meanwhile.
        public var disturbance: Disturbance
        /// What the yardstick of `CoreBench` took, for the speed of the machine at that time.
        /// - Units: microseconds
        public var yardstick: Double
    }

    /// All that Opus has.
    public static let complexities = Array(0...10)
    /// The complexity at which crowds are compared.
    private static let usualComplexity = 5
    /// Ours: the smallest crowd is a room of friends, and fits the caches of every board.
    private static let smallCrowd = 10
    private static let mostInCrowd = 500
    private static let sockets = 100
    private static let datagramBytes = 82
    /// Of half a second of sound each, between which the other kind of crowd takes the caches.
    private static let piecesInTurn = 4
    /// A second of waking every 5 ms.
    private static let wakes = 200

    private let base: BenchSettings
    private let seconds: Double
    private let cores: Int

    /// - Parameters:
    ///   - base: the profile's settings, and the bitrate
    ///   - seconds: how long it may take; each part has one turn at least
    public init(_ base: BenchSettings, seconds: Double) {
        self.base = base
        self.seconds = max(seconds, 1)
        cores = min(max(Int(clinux_usable_cores()), 1), 4)
    }

    /// - Parameter progress: told before each part
    public func run(progress: (Progress) -> Void) throws(Failure) -> Findings {
        let start = Self.now
        let watch = DisturbanceWatch()
        func tell(_ part: String) {
            let passed = Self.now - start
            progress(Progress(share: min(passed / seconds, 1), part: part, secondsLeft: max(Int((seconds - passed).rounded()), 0)))
        }
        tell("preparing")
        let benches = try prepare(tell)
        defer { benches.sockets.close() }
        var record = SurveyRecord()
        var longestRound = 0.0
        // Another round only if it ends in time.
        while record.turns == 0 || Self.now - start + longestRound <= seconds {
            let began = Self.now
            try takeTurns(benches, &record, tell)
            record.turns += 1
            longestRound = max(longestRound, Self.now - began)
        }
        return Findings(
            board: record.board(cores: cores, bytesPerParticipant: benches.bytesPerParticipant), turns: record.turns,
            seconds: Self.now - start, disturbance: watch.end(), yardstick: record.yardstick)
    }

    /// The engines and sockets that take turns.
    private struct Benches {
        /// By size, the smallest first; noise and quiet.
        let crowds: [(noise: PartBench, quiet: PartBench)]
        let protection: ProtectionBench
        let sockets: IOBench
        let cores: CoreBench
        let bytesPerParticipant: Int
    }

    private func prepare(_ tell: (String) -> Void) throws(Failure) -> Benches {
        let cores = CoreBench(cores: cores)
        let large = largeCrowd(yardstick: cores.yardstick())
        // The largest first: memory that is freed and used again would not be seen.
        var crowds: [(noise: PartBench, quiet: PartBench)] = []
        for size in [large, Int((Double(large) * Double(Self.smallCrowd)).squareRoot()), Self.smallCrowd] {
            tell("settling \(size) participants")
            let pair = (noise: bench(size, .noise), quiet: bench(size, .dtx))
            pair.noise.settle()
            pair.quiet.settle()
            crowds.insert(pair, at: 0)
        }
        guard let protection = ProtectionBench(sessions: 50) else { throw .noCipher }
        guard let sockets = IOBench(receiving: Self.sockets, sending: Self.sockets, bytes: Self.datagramBytes) else {
            throw .noSockets(count: Self.sockets + 1)
        }
        let bytes = (crowds.last?.noise.residentBytes ?? 0) / max(large, 1)
        return Benches(
            crowds: crowds, protection: protection, sockets: sockets, cores: cores, bytesPerParticipant: max(bytes, Self.leastBytes))
    }

    /// What a participant takes of a server's memory beside its engine's: measured with `partyline status` at 500 of them.
    private static let leastBytes = 100_000

    /// So many that the tick of them takes about half of a tick of one core, or less where there is little time.
    /// - Parameter yardstick: microseconds for eight decodes and two encodes, which cost about as much as two dozen participants
    private func largeCrowd(yardstick: Double) -> Int {
        let affordable = min(Capacity.period * Capacity.plannedShare, seconds * 100)
        let size = affordable / max(yardstick / 24, 0.1)
        return size.isFinite ? min(max(Int(size), 3 * Self.smallCrowd), Self.mostInCrowd) : Self.mostInCrowd
    }

    private func bench(_ size: Int, _ listeners: BenchSettings.Listeners) -> PartBench {
        var settings = base
        settings.legs = size
        settings.talkers = SurveyRecord.talkers
        settings.listeners = listeners
        settings.media.complexity = Self.usualComplexity
        return PartBench(settings)
    }

    private func takeTurns(_ benches: Benches, _ record: inout SurveyRecord, _ tell: (String) -> Void) throws(Failure) {
        if let small = benches.crowds.first {
            for complexity in Self.complexities {
                tell("encoding at complexity \(complexity)")
                small.noise.tune(complexity: complexity)
                small.noise.run()
                record.note(encode: small.noise.endTurn().encode, complexity: complexity)
            }
            small.noise.tune(complexity: Self.usualComplexity)
        }
        for (noise, quiet) in benches.crowds {
            tell("decoding and mixing \(noise.legs)")
            for _ in 0..<Self.piecesInTurn {
                noise.run(ticks: PacketLoop.packetCount / Self.piecesInTurn)
                quiet.run(ticks: PacketLoop.packetCount / Self.piecesInTurn)
            }
            record.note(noise: noise.endTurn(), quiet: quiet.endTurn(), participants: noise.legs)
        }
        tell("protecting packets")
        guard let protection = benches.protection.turn(rounds: 20) else { throw .noCipher }
        record.protect.append(protection.protect)
        record.unprotect.append(protection.unprotect)
        tell("receiving and sending")
        let sockets = benches.sockets.run(ticks: 25)
        record.receive.append(sockets.receive / Double(Self.sockets))
        record.send.append(sockets.send / Double(Self.sockets))
        tell(cores > 1 ? "\(cores) cores at once" : "the yardstick")
        record.note(benches.cores.turn())
        tell("timers")
        record.note(LatenessBench.run(wakes: Self.wakes))
    }

    private static var now: Double { Double(clinux_monotonic_ns()) / 1e9 }
}

import Bench

/// The prediction put to the test: the engine bench with so many participants, against what the measured parts say of it.
public struct EngineTrial: Sendable, Codable {
    public var attendance: Attendance
    /// Microseconds of one core for a tick without sockets and SRTP.
    public var predicted: Double
    /// The mean of the bench.
    public var measured: Double
    /// How much slower the machine was in this moment than while it was surveyed, by the same work of libopus done then and now. Machines wander,
    /// virtual ones by a fifth within minutes, and no prediction of costs can know.
    public var wandering: Double

    /// What was predicted in relation to what was measured, at the speed that the machine had.
    public var ratio: Double { predicted * wandering / measured }

    /// Ours: how far off a prediction may be.
    public static let tolerance = 0.15
    /// Not if it is no number.
    public var isHeld: Bool { abs(ratio - 1) <= Self.tolerance }

    public init(attendance: Attendance, predicted: Double, measured: Double, wandering: Double) {
        self.attendance = attendance
        self.predicted = predicted
        self.measured = measured
        self.wandering = wandering
    }

    /// Sizes at which is tried, and complexities: the cheapest, the one in use, the dearest.
    private static let sizes = [10, 50, 100, 200, 500]
    /// Four times round the packet loops.
    private static let ticks = 400

    /// Runs the bench at several sizes and complexities, as far as one core carries them in real time.
    /// - Parameters:
    ///   - base: as in the survey
    ///   - progress: told 0...1 and what is tried
    public static func all(_ findings: Survey.Findings, _ base: BenchSettings, complexity: Int, progress: (Double, String) -> Void)
        -> [EngineTrial]
    {
        let cores = CoreBench(cores: 1, bitrate: base.bitrate)
        let attendances =
            Set([0, complexity, 10]).sorted().flatMap { complexity in sizes.map { Attendance(participants: $0, complexity: complexity) } }
            + sizes.map { Attendance(participants: $0, listeners: .quiet, complexity: complexity) }
        let bearable = attendances.filter { TickPrediction($0, findings.board.costs).engine < Capacity.period }
        var done = 0.0
        return bearable.compactMap { attendance in
            var settings = base
            settings.legs = attendance.participants
            settings.talkers = attendance.talkers
            settings.listeners = attendance.listeners == .noise ? .noise : .dtx
            settings.media.complexity = attendance.complexity
            settings.ticks = ticks
            var yardsticks: [Double] = []
            let figures = EngineBench(settings).run { share in
                yardsticks.append(cores.yardstick())
                progress((done + share) / Double(bearable.count), "\(attendance.participants) at complexity \(attendance.complexity)")
            }
            done += 1
            guard let figures, !yardsticks.isEmpty else { return nil }
            return EngineTrial(
                attendance: attendance, predicted: TickPrediction(attendance, findings.board.costs).engine, measured: figures.tick.mean,
                wandering: yardsticks.reduce(0, +) / Double(yardsticks.count) / findings.yardstick)
        }
    }
}

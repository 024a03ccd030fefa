import AdminAPI
import Bench
import Dispatch
import Glibc
import MediaLink
import MediaTypes
import Synchronization

/// A full room while its profile is changed again and again: what is missed, what is lost, and what one hears of it.
struct SwitchBench {
    struct Figures: Codable {
        var legs: Int
        var switches: Int
        var missedTicks: Int
        /// Profile reread, checked, handed to the media thread, and answered.
        var slowestSwitchMs: Double
        /// What was heard while the one profile was in force, then while the other was, and then while they changed.
        var own: Ear.Figures
        var other: Ear.Figures
        var switched: Ear.Figures
        /// The largest step while they changed, against the larger of the two without a change.
        var stepRatio: Double
        var traffic: LoadGenerator.Figures
    }

    let settings: BenchSettings
    let switches: Int
    /// Between two of them: the talkers' sound comes round again after so long.
    private static var pauseSeconds: Int { 2 }
    private static var settlingSeconds: Int { 8 }

    /// All that can change in a running room differs from the bench's own profile.
    private static let other = """
        mix: { talkers: 2, hangover: 200ms }
        level: { leveller: off }
        opus: { complexity: 8, bitrate: 16kbit/s }
        packet: { ptime: 40ms }
        fec: { inband: off, light_from: 5%, heavy_from: 20% }
        jitter: { start: 120ms, min: 40ms, max: 300ms }

        """

    func run(progress: (Double) -> Void) throws -> Figures {
        guard var generator = LoadGenerator(settings), let ear = Ear() else { throw ServiceBench.Failure.noSockets(settings.legs) }
        let server = try BenchServer(
            talkers: settings.talkers, complexity: settings.media.complexity, participants: settings.legs + 1, core: nil, hasWeb: false)
        var client = try server.client()
        var port: UInt16 = 0
        for participant in generator.ports {
            var leg = LegAdd(room: BenchServer.room, codec: "opus", to: "127.0.0.1:\(participant)")
            leg.bitsPerSecond = Int(settings.bitrate.bitsPerSecond)
            port = UInt16(try client.ask(leg).localPort)
        }
        var listener = LegAdd(room: BenchServer.room, codec: "l16", to: "127.0.0.1:\(ear.port)")
        listener.direction = "listenOnly"
        _ = try client.ask(listener)
        let desk = Desk(server.profile, client, ear)
        let seconds = switches * Self.pauseSeconds
        /// After a change noise floors are learned and the leveller settles, which is not what is looked for; then it counts.
        func listen(switches: Int, from share: Double) throws -> (Ear.Figures, LoadGenerator.Figures) {
            try desk.during(switches: 1, every: 1) { _ = generator.run(seconds: Self.settlingSeconds, port: port) }
            _ = desk.hear()
            var traffic = LoadGenerator.Figures()
            try desk.during(switches: switches, every: switches == 0 ? seconds : Self.pauseSeconds) {
                traffic = generator.run(seconds: seconds + 1, port: port) { progress(share + $0 / 3) }
            }
            return (desk.hear(), traffic)
        }
        let other = try listen(switches: 0, from: 0).0
        let own = try listen(switches: 0, from: 1.0 / 3).0
        let start = try desk.status()
        let (switched, traffic) = try listen(switches: switches, from: 2.0 / 3)
        let end = try desk.status()
        return Figures(
            legs: settings.legs, switches: switches, missedTicks: end.load.missedTicks - start.load.missedTicks, slowestSwitchMs: desk.slowestSwitchMs,
            own: own, other: other, switched: switched, stepRatio: Double(switched.largestStep / max(own.largestStep, other.largestStep)), traffic: traffic)
    }

    /// Changes the profile and listens, on a thread of its own, while the load goes on undisturbed on that of the bench.
    private final class Desk: Sendable {
        private struct State: ~Copyable {
            var client: AdminClient
            var ear: Ear
            var isOther = false
            var slowestMs = 0.0
            var problem: (any Error)?
        }

        private let profile: BenchServer.ProfileFile
        private let state: Mutex<State>

        init(_ profile: BenchServer.ProfileFile, _ client: consuming sending AdminClient, _ ear: consuming sending Ear) {
            self.profile = profile
            state = Mutex(State(client: client, ear: ear))
        }

        var slowestSwitchMs: Double { state.withLock { $0.slowestMs } }

        func status() throws -> Status.Answer { try state.withLock { try $0.client.ask(Status()) } }

        func hear() -> Ear.Figures { state.withLock { $0.ear.take() } }

        /// - Parameter load: what lasts for as long as all the switches, or longer
        func during(switches: Int, every seconds: Int, _ load: () -> Void) throws {
            let group = DispatchGroup()
            DispatchQueue.global().async(group: group) {
                for _ in 0..<max(switches, 1) {
                    for _ in 0..<seconds {
                        usleep(1_000_000)
                        self.state.withLock { $0.ear.listen() }
                    }
                    if switches > 0 { self.change() }
                }
            }
            load()
            group.wait()
            if let problem = state.withLock({ $0.problem }) { throw problem }
        }

        private func change() {
            state.withLock { state in
                do {
                    state.isOther.toggle()
                    try profile.write(state.isOther ? SwitchBench.other : profile.own)
                    let clock = ContinuousClock.now
                    let done = try state.client.ask(ProfileReload())
                    state.slowestMs = max(state.slowestMs, (ContinuousClock.now - clock) / .milliseconds(1))
                    guard !done.changes.isEmpty else { throw ServiceBench.Failure(description: "the server has taken nothing over") }
                } catch { state.problem = error }
            }
        }
    }
}

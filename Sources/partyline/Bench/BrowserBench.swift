import AdminAPI
import Bench
import FoundationEssentials
import MediaTypes
import SRTP
import Visitors

/// What a browser costs the server against a participant with plain RTP: the same server, the same packets, by turns in one run, so that
/// the machine's moods fall on both.
struct BrowserBench {
    struct Figures: Codable {
        var legs: Int
        var talkers: Int
        var listeners: String
        var profile: String
        /// Of each turn, and how many of both kinds there were.
        var seconds: Int
        var turns: Int
        var plain: Turn
        var browsers: Turn
        /// CPU of a browser against CPU of a plain participant.
        var ratio: Double
        /// The same, turn by turn.
        var ratios: [Double]
        var missedTicks: Int
    }

    /// One kind of participants, over all of its turns.
    struct Turn: Codable {
        /// Of the server process, in microseconds a tick of 20 ms: all threads, and a participant's share.
        var cpuPerTick = 0.0
        var cpuPerParticipant = 0.0
        var sent = 0
        var received = 0
        var lost = 0
        /// Of the participant that got least: 1 is one packet a tick.
        var leastShare = 1.0
        var forged = 0
        /// How far the load fell behind its clock at most.
        var worstLatenessMs = 0.0
    }

    let settings: BenchSettings
    let seconds: Int
    let turns: Int
    let core: Int?
    let profiles: [SRTPProfile]
    /// Whether browsers hold a stream of events, as the page does.
    let holdsEvents: Bool

    func run(progress: (Double) -> Void) throws -> Figures {
        let server = try BenchServer(
            talkers: settings.talkers, complexity: settings.media.complexity, participants: settings.legs, core: core, hasWeb: true)
        var client = try server.client()
        let start = try client.ask(Status())
        var plain = Turn()
        var browsers = Turn()
        var ratios: [Double] = []
        for turn in 0..<turns {
            let before = (plain.cpuPerTick, browsers.cpuPerTick)
            func tell(_ share: Double) { progress((Double(turn) + share) / Double(turns)) }
            try measurePlain(server, &client, &plain) { tell($0 / 2) }
            try measureBrowsers(server, &browsers) { tell(0.5 + $0 / 2) }
            ratios.append((browsers.cpuPerTick - before.1) / (plain.cpuPerTick - before.0))
        }
        let end = try client.ask(Status())
        plain.cpuPerTick /= Double(turns)
        browsers.cpuPerTick /= Double(turns)
        plain.cpuPerParticipant = plain.cpuPerTick / Double(settings.legs)
        browsers.cpuPerParticipant = browsers.cpuPerTick / Double(settings.legs)
        return Figures(
            legs: settings.legs, talkers: settings.talkers, listeners: settings.listeners.rawValue, profile: "\(profiles.first?.name ?? "")",
            seconds: seconds, turns: turns, plain: plain, browsers: browsers, ratio: browsers.cpuPerTick / plain.cpuPerTick, ratios: ratios,
            missedTicks: end.load.missedTicks - start.load.missedTicks)
    }

    /// Noise floors are learned, buffers settle, and handshakes are over.
    private static var settling: Int { 8 }

    private func measurePlain(_ server: BenchServer, _ client: inout AdminClient, _ turn: inout Turn, progress: (Double) -> Void) throws {
        guard var generator = LoadGenerator(settings) else { throw ServiceBench.Failure.noSockets(settings.legs) }
        var handles: [String] = []
        var port: UInt16 = 0
        for participant in generator.ports {
            var leg = LegAdd(room: BenchServer.room, codec: "opus", to: "127.0.0.1:\(participant)")
            leg.bitsPerSecond = Int(settings.bitrate.bitsPerSecond)
            let answer = try client.ask(leg)
            handles.append(answer.handle)
            port = UInt16(answer.localPort)
        }
        _ = generator.run(seconds: Self.settling, port: port)
        let (cpu, traffic) = measure(server) { generator.run(seconds: seconds, port: port, progress: progress) }
        turn.cpuPerTick += cpu
        turn.sent += traffic.sent
        turn.received += traffic.received
        turn.lost += traffic.lost
        turn.leastShare = min(turn.leastShare, traffic.leastShare)
        turn.worstLatenessMs = max(turn.worstLatenessMs, traffic.worstLatenessMs)
        for handle in handles { _ = try client.ask(PeopleRemove(handle: handle)) }
    }

    private func measureBrowsers(_ server: BenchServer, _ turn: inout Turn, progress: (Double) -> Void) throws {
        var plan = VisitPlan(box: server.web, room: BenchServer.room)
        plan.profiles = profiles
        plan.holdsEvents = holdsEvents
        let crowd = try VisitorCrowd(plan)
        for (index, loop) in LoadGenerator.loops(settings).enumerated() {
            let sound = VisitorSound(loop.payloads, level: index < settings.talkers ? 25 : 40)
            crowd.invite(sound, after: .seconds(2) * index / settings.legs)
        }
        crowd.run(for: .seconds(Int64(Self.settling)))
        if let outside = crowd.visitors.first(where: { !$0.isInside }) { throw ServiceBench.Failure.notInside(outside.stage) }
        _ = crowd.takeFigures()
        let (cpu, _) = measure(server) { crowd.run(for: .seconds(Int64(seconds)), progress: progress) }
        turn.worstLatenessMs = max(turn.worstLatenessMs, crowd.worstLateness.seconds * 1_000)
        for figures in crowd.takeFigures() {
            turn.sent += figures.sent
            turn.received += figures.received
            turn.lost += figures.lost
            turn.forged += figures.forged
            turn.leastShare = min(turn.leastShare, Double(figures.received) / Double(seconds * 50))
        }
        turn.cpuPerTick += cpu
        crowd.leave()
        // The box is to be empty before the next come.
        crowd.run(for: .seconds(1))
    }

    /// - Returns: CPU of the server in microseconds a tick
    private func measure<Value>(_ server: BenchServer, _ work: () -> Value) -> (cpu: Double, value: Value) {
        let before = server.cpuSeconds()
        let clock = ContinuousClock.now
        let value = work()
        let elapsed = (ContinuousClock.now - clock) / .seconds(1)
        return ((server.cpuSeconds() - before) / elapsed * 0.02 * 1e6, value)
    }
}

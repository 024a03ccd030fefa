import AdminAPI
import Bench
import Conference
import FoundationEssentials
import MediaTypes
import Visitors

/// A crowd at the door: some talk, many more come at even intervals, each with HTTP, ICE, handshake and all; and what those who talk, and
/// those who listen to them, notice of it.
struct JoinBench {
    struct Figures: Codable {
        var talkers: Int
        var joins: Int
        var seconds: Int
        /// How many of the joins succeeded: had keys, and heard the room.
        var succeeded: Int
        /// The first failures, in words.
        var failures: [String]
        /// From the beginning of the first request to the first packet of the room.
        var medianMs: Double
        var p99Ms: Double
        var longestMs: Double
        /// What the talkers got and gave in the time before and in the time of the joins, which are equally long.
        var before: Quality
        var during: Quality
        var longestTickMs: Double
        /// Of the server, in percent of one core.
        var cpuBefore: Double
        var cpuDuring: Double
        var worstLatenessMs: Double
    }

    /// How all talkers together fared for a while.
    struct Quality: Codable {
        /// Packets that they sent, and what the server made up for those that it did not have in time.
        var sent = 0
        var lostAtServer = 0
        var lateAtServer = 0
        var concealedMs = 0.0
        /// Packets that they heard, and gaps in these.
        var heard = 0
        var lost = 0
        /// Of the talker who heard least: 1 is one packet a tick.
        var leastShare = 1.0
        var missedTicks = 0
    }

    let settings: BenchSettings
    let joins: Int
    let seconds: Int
    let core: Int?

    func run(progress: (Double) -> Void) throws -> Figures {
        let server = try BenchServer(
            talkers: settings.media.talkers, complexity: settings.media.complexity, participants: settings.talkers + joins, core: core,
            hasWeb: true)
        var client = try server.client()
        let crowd = try VisitorCrowd(VisitPlan(box: server.web, room: BenchServer.room))
        let sounds = LoadGenerator.loops(settings).map(\.payloads)
        for index in 0..<settings.talkers { crowd.invite(VisitorSound(sounds[index], level: 25), after: .milliseconds(Int64(50 * index))) }
        crowd.run(for: .seconds(8)) { progress($0 * 0.25) }
        if let outside = crowd.visitors.first(where: { !$0.isInside }) { throw ServiceBench.Failure.notInside(outside.stage) }

        var before = Quality()
        var during = Quality()
        let cpuBefore = try measure(&client, server, crowd, &before) { progress(0.25 + $0 * 0.35) }
        for index in 0..<joins {
            let sound = VisitorSound(sounds[settings.talkers + index], level: 40)
            crowd.invite(sound, after: .milliseconds(Int64(1_000 * seconds * index / joins)))
        }
        let cpuDuring = try measure(&client, server, crowd, &during) { progress(0.6 + $0 * 0.35) }
        let status = try client.ask(Status())
        // The last are still on their way.
        let comers = crowd.visitors.dropFirst(settings.talkers)
        crowd.run(for: .seconds(5), while: { comers.contains { $0.heardAt == nil } })
        let times = comers.compactMap { one in one.cameAt.flatMap { came in one.heardAt.map { ($0 - came).seconds * 1_000 } } }.sorted()
        let failed = comers.filter { $0.heardAt == nil }.map { "\($0.stage)" }
        crowd.leave()
        return Figures(
            talkers: settings.talkers, joins: joins, seconds: seconds, succeeded: times.count, failures: Array(failed.prefix(3)),
            medianMs: Self.quantile(times, 0.5), p99Ms: Self.quantile(times, 0.99), longestMs: times.last ?? 0, before: before, during: during,
            longestTickMs: status.load.longestTickMs, cpuBefore: cpuBefore, cpuDuring: cpuDuring,
            worstLatenessMs: crowd.worstLateness.seconds * 1_000)
    }

    /// Lets the crowd go on, and compares what the server says of the talkers at the end and at the beginning.
    /// - Returns: CPU of the server in percent of a core
    private func measure(
        _ client: inout AdminClient, _ server: BenchServer, _ crowd: VisitorCrowd, _ quality: inout Quality, progress: (Double) -> Void
    ) throws -> Double {
        let start = try tellings(&client, crowd)
        _ = crowd.takeFigures()
        let cpu = server.cpuSeconds()
        let clock = ContinuousClock.now
        crowd.run(for: .seconds(Int64(seconds)), progress: progress)
        let elapsed = (ContinuousClock.now - clock) / .seconds(1)
        let spent = server.cpuSeconds() - cpu
        let figures = crowd.takeFigures().prefix(settings.talkers)
        // The server tells once a second: what it has concealed in the last one must be told, too.
        crowd.run(for: .milliseconds(1_100))
        let end = try tellings(&client, crowd)
        quality.missedTicks = end.missedTicks - start.missedTicks
        quality.lostAtServer = end.lost - start.lost
        quality.lateAtServer = end.late - start.late
        quality.concealedMs = Double(end.concealedFrames - start.concealedFrames) * 1_000 / Double(settings.media.mixRate)
        quality.sent = figures.reduce(0) { $0 + $1.sent }
        quality.heard = figures.reduce(0) { $0 + $1.received }
        quality.lost = figures.reduce(0) { $0 + $1.lost }
        quality.leastShare = figures.reduce(1) { min($0, Double($1.received) / Double(seconds * 50)) }
        return spent / elapsed * 100
    }

    private struct Tellings {
        var missedTicks = 0
        var lost = 0
        var late = 0
        var concealedFrames = 0
    }

    private func tellings(_ client: inout AdminClient, _ crowd: VisitorCrowd) throws -> Tellings {
        var sum = Tellings()
        sum.missedTicks = try client.ask(Status()).load.missedTicks
        let talkers = Set(crowd.visitors.prefix(settings.talkers).compactMap(\.handle))
        for person in try client.ask(PeopleList(room: BenchServer.room)) where talkers.contains(person.handle) {
            guard let media = person.media else { continue }
            sum.lost += media.packets.lost
            sum.late += media.packets.late
            sum.concealedFrames += media.concealedFrames
        }
        return sum
    }

    private static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        sorted.isEmpty ? 0 : sorted[min(Int(share * Double(sorted.count)), sorted.count - 1)]
    }
}

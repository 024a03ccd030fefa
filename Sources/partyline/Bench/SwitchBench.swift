import AdminAPI
import Bench
import CLinux
import FoundationEssentials
import MediaTypes
import Synchronization

/// A profile is changed again and again while a full room talks: what the room notices of it. `partyline serve` as a process of its own,
/// participants over real sockets, and one of them listens closely.
struct SwitchBench {
    struct Figures: Codable {
        var legs: Int
        var talkers: Int
        var seconds: Int
        var switches: Int
        /// From the request to the answer.
        var longestSwitchMs: Double
        var missedTicks: Int
        var longestTickMs: Double
        /// Packets that the participants should have been sent, one a tick each.
        var expected: Int
        var traffic: LoadGenerator.Figures
        /// What the listener heard while the profile changed, and in equal times between.
        var around: HeardSteadiness
        var between: HeardSteadiness
    }

    let settings: BenchSettings
    let seconds: Int
    /// From one change to the next.
    let pause: Int
    let core: Int?

    /// A change is heard, if at all, from the tick after it to where jitter buffers and levels have settled.
    private static let before = MediaTime.milliseconds(100)
    private static let after = MediaTime.milliseconds(500)
    /// For how long packets come after the generator's last.
    private static let tail = MediaTime.milliseconds(200)

    func run(progress: (Double) -> Void) throws -> Figures {
        guard var generator = LoadGenerator(settings) else { throw ServiceBench.Failure.noSockets(settings.legs) }
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
        generator.listener = settings.legs - 1
        let start = try client.ask(Status())
        // Beside the generator, whose packets must not wait for it.
        let changes = Changes()
        let changing = Task { [settings, pause, profile = server.profile, socket = server.socket] in
            await changes.make(profile, of: socket, settings, every: pause)
        }
        let traffic = generator.run(seconds: seconds, port: port, progress: progress)
        changing.cancel()
        // Sound ends with the load: what is made at its end cannot be listened to.
        let silence = (generator.heard.last?.arrival ?? .zero) - Self.tail
        let made = changes.spans.filter { $0.upperBound + Self.after < silence }
        let end = try client.ask(Status())
        server.stop()
        if let failure = changes.failure { throw failure }
        guard let listener = HeardRoom(generator.heard, round: LoadGenerator.loops(settings)[0].payloads.count) else {
            throw ServiceBench.Failure(description: "the listener heard nothing that can be decoded")
        }
        let windows = made.map { $0.lowerBound - Self.before...$0.upperBound + Self.after }
        let half = MediaTime.milliseconds(Int64(500 * pause))
        return Figures(
            legs: settings.legs, talkers: settings.talkers, seconds: seconds, switches: made.count,
            longestSwitchMs: made.map { ($0.upperBound - $0.lowerBound).seconds * 1_000 }.max() ?? 0,
            missedTicks: end.load.missedTicks - start.load.missedTicks, longestTickMs: end.load.longestTickMs,
            expected: settings.legs * seconds * 50, traffic: traffic, around: listener.steadiness(in: windows),
            between: listener.steadiness(in: windows.map { $0.lowerBound + half...$0.upperBound + half }))
    }
}

/// Changes of the profile, made one after the other.
private final class Changes: Sendable {
    private struct State {
        var spans: [ClosedRange<MediaTime>] = []
        var failure: (any Error)?
    }

    private let state = Mutex(State())

    /// When each was asked for and answered.
    var spans: [ClosedRange<MediaTime>] { state.withLock { $0.spans } }
    /// What kept a change from being made.
    var failure: (any Error)? { state.withLock { $0.failure } }

    /// Until the task is cancelled: to another profile and back.
    func make(_ profile: BenchProfile, of socket: String, _ settings: BenchSettings, every seconds: Int) async {
        do {
            var client = try AdminClient(path: socket)
            var isOther = false
            while true {
                try await Task.sleep(for: .seconds(seconds))
                isOther.toggle()
                try profile.write(isOther ? .other(talkers: settings.talkers) : .usual(talkers: settings.talkers, complexity: settings.media.complexity))
                let asked = MediaTime(nanoseconds: clinux_monotonic_ns())
                _ = try client.ask(ProfileReload())
                let answered = MediaTime(nanoseconds: clinux_monotonic_ns())
                state.withLock { $0.spans.append(asked...answered) }
            }
        } catch is CancellationError {
            return
        } catch {
            state.withLock { $0.failure = error }
        }
    }
}

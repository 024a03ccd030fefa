import AdminAPI
import Bench
import Glibc
import MediaLink
import MediaTypes
import SIP
import Visitors

/// Telephones in one room: `partyline serve` as a process of its own, called by SIP over UDP, each call with PCMA and a port of its own.
struct CallBench {
    struct Figures: Codable {
        var calls: Int
        var talkers: Int
        var listeners: String
        var seconds: Int
        /// From INVITE to 200, in ms.
        var answerMedianMs: Double
        var answerLongestMs: Double
        /// Of the server process, in percent of one core, and in microseconds a call and tick of 20 ms.
        var cpuPercent: Double
        var cpuPerCall: Double
        var missedTicks: Int
        var longestTickMs: Double
        var residentMB: Double
        var failures: Int
        var traffic: LoadGenerator.Figures
    }

    let settings: BenchSettings
    let seconds: Int
    /// The core that the server is kept on; nil for all.
    let core: Int?

    func run(progress: (Double) -> Void) throws -> Figures {
        guard var generator = LoadGenerator(settings) else { throw ServiceBench.Failure.noSockets(settings.legs) }
        let server = try BenchServer(
            talkers: settings.talkers, complexity: settings.media.complexity, participants: settings.legs, core: core, hasWeb: false, takesCalls: true)
        defer { server.stop() }
        var client = try server.client()
        let dialler = try Dialler(box: server.sip, caller: "bench")
        func attend(_ time: MediaTime, while goesOn: () -> Bool = { true }) {
            let end = ContinuousClock.now + .nanoseconds(time.nanoseconds)
            while ContinuousClock.now < end, goesOn() {
                dialler.attend()
                usleep(500)
            }
        }
        var calls: [CallHandle] = []
        for port in generator.ports {
            guard let call = dialler.dial("bench", offering: Telephone.offer(port: port)) else { throw ServiceBench.Failure(description: "too many calls") }
            calls.append(call)
            attend(.milliseconds(5))
        }
        attend(.seconds(10)) { calls.contains { dialler.stage(of: $0) == .calling } }
        let answers = calls.compactMap { call in if case .answered(let audio) = dialler.stage(of: call) { audio } else { nil } }
        guard answers.count == settings.legs else {
            throw ServiceBench.Failure(description: "\(answers.count) of \(settings.legs) calls were answered")
        }
        let ports = answers.map(\.address.port)
        // Greetings are said, noise floors learned, buffers settle.
        _ = generator.run(seconds: 20, boxPorts: ports)
        attend(.milliseconds(100))
        let start = try client.ask(Status())
        let startCPU = server.cpuSeconds()
        let clock = ContinuousClock.now
        let traffic = generator.run(seconds: seconds, boxPorts: ports, progress: progress)
        let elapsed = (ContinuousClock.now - clock) / .seconds(1)
        let cpu = server.cpuSeconds() - startCPU
        let end = try client.ask(Status())
        let resident = Double(server.residentBytes()) / 1e6
        attend(.milliseconds(100))
        let failures = calls.count { if case .ended = dialler.stage(of: $0) { true } else { false } }
        calls.forEach(dialler.hangUp)
        attend(.seconds(1))
        let delays = calls.compactMap(dialler.answeredAfter).map { $0.seconds * 1_000 }.sorted()
        return Figures(
            calls: settings.legs, talkers: settings.talkers, listeners: settings.listeners.rawValue, seconds: seconds,
            answerMedianMs: delays[delays.count / 2], answerLongestMs: delays.last ?? 0, cpuPercent: cpu / elapsed * 100,
            cpuPerCall: cpu / elapsed * 0.02 * 1e6 / Double(settings.legs), missedTicks: end.load.missedTicks - start.load.missedTicks,
            longestTickMs: end.load.longestTickMs, residentMB: resident, failures: failures, traffic: traffic)
    }
}

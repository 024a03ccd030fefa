import Foundation
import MediaTypes
import Testing

@testable import AdminAPI
@testable import Conference

/// Events over the admin socket: who reads slowly or not at all, and who hangs up.
@Suite(.timeLimit(.minutes(1))) struct EventStreamTests {
    /// A served conference for as long as `body` runs; then the server has to stop, whatever the clients do that `body` returns.
    private func serving(_ body: (_ path: String, Conference) async throws -> [Watcher]) async throws {
        let stage = try Stage()
        let conference = try stage.conference()
        let place = try AdminSocketPath(claiming: stage.socketPath)
        let server = try await AdminServer(at: place, desk: AdminDesk(conference))
        let running = Task { try await server.run() }
        let clients: [Watcher]
        do {
            clients = try await body(stage.socketPath, conference)
        } catch {
            running.cancel()
            throw error
        }
        running.cancel()
        _ = await running.result
        withExtendedLifetime(clients) {}
    }

    /// A client that can be handed from thread to thread; one has it at a time.
    private final class Watcher: @unchecked Sendable {
        private var client: AdminClient

        init(_ path: String) throws {
            client = try AdminClient(path: path)
            try client.watch(EventStream())
        }

        func next() throws -> WatchedEvent { try client.nextEvent() }
    }

    @Test func eventsComeInTheirOrder() async throws {
        try await serving { path, conference in
            let watcher = try await waiting { try Watcher(path) }
            conference.record(.overloaded)
            conference.record(.recovered)
            let events = try await waiting { [try watcher.next(), try watcher.next()] }
            #expect(events.map(\.event) == ["overloaded", "recovered"])
            return [watcher]
        }
    }

    @Test func whoReadsSlowlyHoldsNobodyUpAndIsToldHowMuchIsMissing() async throws {
        try await serving { path, conference in
            let (slow, deaf) = try await waiting { (try Watcher(path), try Watcher(path)) }
            // More than all buffers on the way hold.
            let (rounds, each) = (100, 400)
            for _ in 0..<rounds {
                for _ in 0..<each { conference.record(.recovered) }
                try await Task.sleep(for: .milliseconds(2))
            }
            let rooms = try await waiting {
                var client = try AdminClient(path: path)
                return try client.ask(RoomList())
            }
            #expect(rooms.isEmpty)
            let (told, missed) = try await waiting {
                var (told, missed) = (0, 0)
                while told + missed < rounds * each {
                    let event = try slow.next()
                    if let count = event.missed { missed += count } else { told += 1 }
                }
                return (told, missed)
            }
            #expect(told >= EventWatch.limit && missed > 0)
            #expect(told + missed == rounds * each)
            // Nobody has read what the other one was told.
            return [slow, deaf]
        }
    }

    @Test func whoHangsUpMakesRoomForOthers() async throws {
        try await serving { path, _ in
            try await waiting {
                var served = 0
                while served < 3 * AdminLimits.clients {
                    do {
                        _ = try Watcher(path)
                        served += 1
                    } catch let refusal as AdminRefusal {
                        // That others have hung up has not been noticed yet.
                        #expect(refusal.code == "busy")
                        usleep(10_000)
                    }
                }
            }
            return []
        }
    }
}

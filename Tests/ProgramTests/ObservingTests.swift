import AdminAPI
import AsyncHTTPClient
import Conference
import Foundation
import MediaTypes
import Synchronization
import Testing

/// Metrics, health and events of the program as it was built, as monitoring and scripts have them.
@Suite(.serialized) struct ObservingTests {
    private func get(_ path: String, from address: TransportAddress, method: String = "GET") async throws -> (status: Int, type: String, text: String) {
        var request = HTTPClientRequest(url: "http://\(address.written)\(path)")
        request.method = .RAW(value: method)
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(20))
        let text = String(buffer: try await response.body.collect(upTo: 1 << 20))
        return (Int(response.status.code), response.headers.first(name: "content-type") ?? "", text)
    }

    @Test(.timeLimit(.minutes(1))) func monitoringGetsMetricsAndHealthAndNothingElse() async throws {
        let box = try RunningProgram(participants: 10, isObserved: true)
        #expect(box.announcement.contains("metrics  http://\(box.metrics.written)/metrics"))
        let guest = try box.ask(LegAdd(room: "hall", codec: "pcmu", to: "127.0.0.1:9"))
        // The first report comes within a second.
        while try await !get("/metrics", from: box.metrics).text.contains("\npartyline_tick_period_seconds 0.02\n") {
            try await Task.sleep(for: .milliseconds(50))
        }
        let page = try await get("/metrics", from: box.metrics)
        #expect(page.status == 200 && page.type == "text/plain; version=0.0.4; charset=utf-8")
        #expect(page.text.contains("\npartyline_participants{kind=\"rtp\"} 1\n"))
        #expect(!page.text.contains(guest.handle) && !page.text.contains("hall"))
        let health = try await get("/healthz", from: box.metrics)
        #expect(health.status == 200 && health.text == "well\n")
        #expect(try await get("/", from: box.metrics).status == 404)
        #expect(try await get("/api/events", from: box.metrics).status == 404)
        #expect(try await get("/metrics", from: box.metrics, method: "POST").status == 405)
        #expect(try await get("/metrics", from: box.web).status == 404, "the port of the page tells nothing")
    }

    @Test(.timeLimit(.minutes(1))) func metricsAreAtTheAdminSocketToo() throws {
        let box = try RunningProgram(participants: 10)
        #expect(!box.announcement.contains("/metrics"))
        let page = try box.answer(to: "metrics")
        #expect(page.hasPrefix("# HELP partyline_healthy "))
        #expect(page.contains("\npartyline_participants_limit 10\n"))
    }

    /// A command that goes on, and the lines that it has said.
    private final class Watcher: Sendable {
        private let process = Process()
        private let text = Mutex("")

        init(_ arguments: [String]) throws {
            let said = Pipe()
            process.executableURL = URL(filePath: try BuiltProgram.path)
            process.arguments = arguments
            process.standardInput = FileHandle.nullDevice
            process.standardOutput = said
            process.standardError = FileHandle.nullDevice
            said.fileHandleForReading.readabilityHandler = { [weak self] handle in
                let more = String(decoding: handle.availableData, as: UTF8.self)
                if more.isEmpty { handle.readabilityHandler = nil } else { self?.text.withLock { $0 += more } }
            }
            // It gets its signals, as from a terminal: the threads of tests hold theirs back, and children begin as their parents are.
            var (none, own) = (sigset_t(), sigset_t())
            sigemptyset(&none)
            pthread_sigmask(SIG_SETMASK, &none, &own)
            defer { pthread_sigmask(SIG_SETMASK, &own, nil) }
            try process.run()
        }

        deinit { process.terminate() }

        var lines: [Substring] { text.withLock { $0.split(separator: "\n").map { Substring(String($0)) } } }

        /// Tells it to end, and says how it ended.
        func stop() -> Process.TerminationReason {
            process.terminate()
            process.waitUntilExit()
            return process.terminationReason
        }

        /// How it ended by itself.
        func exitStatus() -> Int32 {
            process.waitUntilExit()
            return process.terminationStatus
        }
    }

    @Test(.timeLimit(.minutes(1))) func whoComesToARoomIsToldInJSON() async throws {
        let box = try RunningProgram(participants: 200)
        let watcher = try Watcher(["events", "--room", "hall", "--json", "--socket", box.adminSocket])
        _ = try box.ask(RoomAdd(room: "kitchen"))
        // Nobody can see from outside when it has begun to listen: people come and go until it says so.
        var known: Set<String> = []
        var port = 1_000
        while watcher.lines.count < 4 {
            for room in ["kitchen", "hall"] {
                let handle = try box.ask(LegAdd(room: room, codec: "pcmu", to: "127.0.0.1:\(port)")).handle
                _ = try box.ask(PeopleRemove(handle: handle))
                if room == "hall" { known.insert(handle) }
                port += 1
            }
            try await Task.sleep(for: .milliseconds(20))
        }
        let events = try watcher.lines.prefix(4).map { try JSONDecoder().decode(WatchedEvent.self, from: Data($0.utf8)) }
        for event in events {
            #expect(event.room == "hall")
            #expect(["participantCame", "roomStarted", "participantLeft", "roomEnded"].contains(event.event))
            if let participant = event.participant { #expect(known.contains(participant) && event.kind == .rtp) }
        }
        #expect(events.count { $0.participant != nil } == 2)
        #expect(watcher.stop() == .uncaughtSignal)
    }

    @Test(.timeLimit(.minutes(1))) func theEndOfTheServerEndsTheStream() throws {
        var box: RunningProgram? = try RunningProgram(participants: 10)
        let watcher = try Watcher(["events", "--socket", try #require(box).adminSocket])
        while watcher.lines.isEmpty {
            _ = try box?.ask(RoomAdd(room: "kitchen"))
            _ = try box?.ask(RoomRemove(room: "kitchen"))
        }
        #expect(watcher.lines.first?.hasPrefix("kitchen  a room was ") == true)
        box = nil
        #expect(watcher.exitStatus() == 1)
    }

    @Test func aRoomThatIsNotThereIsRefused() throws {
        let box = try RunningProgram(participants: 10)
        let outcome = try BuiltProgram.run(["events", "--room", "hal", "--socket", box.adminSocket])
        #expect(outcome.status == 1)
        #expect(outcome.complaint.contains("there is no room \"hal\"; there is: hall"))
    }
}

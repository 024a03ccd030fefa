import Conference
import MediaTypes
import Testing

@testable import WebGateway

/// What monitoring is told by HTTP, whatever the box says of itself.
@Suite(.timeLimit(.minutes(1))) struct MetricsServerTests {
    /// The answer to one request, head and body.
    private func answer(to path: String, health: BoxHealth) async throws -> String {
        let server = MetricsServer(address: "127.0.0.1", port: 0, metrics: { "partyline_rooms 3\n" }, health: { health })
        let (ports, tell) = AsyncStream.makeStream(of: Int.self)
        let running = Task {
            defer { tell.finish() }
            try await server.run { tell.yield($0) }
        }
        defer { running.cancel() }
        let port = try #require(await ports.first { _ in true })
        return try #require(
            try await waiting {
                let connection = try RawConnection(port: port)
                connection.send("GET \(path) HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                return connection.receiveAll()
            })
    }

    @Test func aSickBoxSaysSoInTheStatusAndInASentence() async throws {
        let answer = try await answer(to: "/healthz", health: .silent(.seconds(12)))
        #expect(answer.hasPrefix("HTTP/1.1 503 "))
        #expect(answer.hasSuffix("\r\n\r\nthe media thread has told nothing for 12 s while somebody is here; start partyline again\n"))
    }

    @Test func aSickBoxStillTellsItsMetrics() async throws {
        let answer = try await answer(to: "/metrics", health: .silent(.seconds(12)))
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.hasSuffix("\r\n\r\npartyline_rooms 3\n"))
    }

    @Test func aBoxThatIsWellSaysSo() async throws {
        let answer = try await answer(to: "/healthz", health: .well)
        #expect(answer.hasPrefix("HTTP/1.1 200 "))
        #expect(answer.hasSuffix("\r\n\r\nwell\n"))
    }
}

import AsyncHTTPClient
import Conference
import Foundation
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    @Test func theWholeStateComesFirst() async throws {
        try await Box.run { box in
            let anna = try await box.join(name: "Anna")
            let response = try await box.start("GET", "/api/events", token: anna.token)
            #expect(response.headers.first(name: "Content-Type") == "text/event-stream")
            #expect(response.headers.first(name: "Cache-Control") == "no-store")
            var events = EventReader(response)
            let first = try #require(try await events.next())
            #expect(first.name == "people")
            #expect(first.json["you"] as? String == anna.handle)
            #expect(first.json["room"] as? String == "hall")
            let people = try #require(first.json["people"] as? [[String: Any]])
            #expect(people.map { $0["name"] as? String } == ["Anna"])
            #expect(people.first?["kind"] as? String == "web")
            #expect(people.first?["quality"] is NSNull)
            #expect(people.first?["connection"] as? String == "connecting")
        }
    }

    @Test func whoComesIsToldToThoseWhoAreThere() async throws {
        try await Box.run { box in
            var events = EventReader(try await box.start("GET", "/api/events", token: try await box.join(name: "Anna").token))
            _ = try await box.join(name: "Bea")
            try await events.until { $0.people == ["Anna", "Bea"] }
        }
    }

    /// Also who looks at the door, and who comes later.
    @Test func whileAdminsSeeAddressesEverybodyIsTold() async throws {
        try await Box.run { box in
            #expect(try await box.ask("GET", "/api/rooms/{room}", ["room": "hall"]).json["diagnosticsSeconds"] == nil)
            var events = EventReader(try await box.start("GET", "/api/events", token: try await box.join(name: "Anna").token))
            #expect(try #require(try await events.next()).json["diagnosticsSeconds"] == nil)
            _ = await box.conference.startDiagnostics(for: .seconds(600))
            try await events.until { ($0.json["diagnosticsSeconds"] as? Int).map { (1...600).contains($0) } ?? false }
            #expect(try await box.ask("GET", "/api/rooms/{room}", ["room": "hall"]).json["diagnosticsSeconds"] is Int)
            var later = EventReader(try await box.start("GET", "/api/events", token: try await box.join(name: "Bea").token))
            #expect(try #require(try await later.next()).json["diagnosticsSeconds"] is Int)
            _ = await box.conference.endDiagnostics()
            try await later.until { $0.name == "people" && $0.json["diagnosticsSeconds"] == nil }
        }
    }

    @Test func whomAHostRenamesIsToldToAll() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(hostPIN: "314159"))])) { box in
            let (host, guest) = (try await box.join(name: "Ada", pin: "314159"), try await box.join())
            var events = EventReader(try await box.start("GET", "/api/events", token: guest.token))
            let order = #"{"action":"rename","handle":"\#(guest.handle)","name":"#
            #expect(try await box.post("/api/host", order + #""Bea"}"#, token: host.token).status == 204)
            try await events.until { $0.people == ["Ada", "Bea"] }
            let refusal = try await box.post("/api/host", order + #""a\nb"}"#, token: host.token)
            #expect(refusal.status == 400 && refusal.code == "bad-name")
            #expect(try await box.post("/api/host", order + "null}", token: host.token).status == 204)
            try await events.until { $0.people == ["Ada"] }
        }
    }

    /// What a page needs to say "Phone 3", and what only a host's page is told.
    @Test func callersAreShownAsSuchAndTheirDigitsToHosts() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(hostPIN: "314159", showDigits: true))])) { box in
            let (host, guest) = (try await box.join(pin: "314159"), try await box.join())
            _ = try await box.conference.enter(.nothing, room: "hall", origin: JoinOrigin(caller: 1), lastDigits: "56")
            for (visitor, digits) in [(host, "56"), (guest, nil)] as [(Box.Visitor, String?)] {
                var events = EventReader(try await box.start("GET", "/api/events", token: visitor.token))
                let people = try #require(try await events.next()?.json["people"] as? [[String: Any]])
                #expect(people.map { $0["phone"] as? Int } == [nil, nil, 1])
                #expect(people.map { $0["kind"] as? String } == ["web", "web", "phone"])
                #expect(people.last?["lastDigits"] as? String == digits)
            }
        }
    }

    @Test func whoLeavesHasTheStreamEnd() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            var events = EventReader(try await box.start("GET", "/api/events", token: anna.token))
            _ = try await events.next()
            #expect(try await box.ask("DELETE", "/api/me", token: anna.token).status == 204)
            while try await events.next() != nil {}
        }
    }

    @Test func whoIsRemovedIsToldSo() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(hostPIN: "314159"))])) { box in
            let (host, guest) = (try await box.join(pin: "314159"), try await box.join())
            var events = EventReader(try await box.start("GET", "/api/events", token: guest.token))
            #expect(try await box.post("/api/host", #"{"action":"remove","handle":"\#(guest.handle)"}"#, token: host.token).status == 204)
            try await events.until { $0.name == "moderation" && $0.json["action"] as? String == "removed" }
            while try await events.next() != nil {}
        }
    }

    @Test func aSecondStreamEndsTheFirst() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            var first = EventReader(try await box.start("GET", "/api/events", token: anna.token))
            _ = try await first.next()
            var second = EventReader(try await box.start("GET", "/api/events", token: anna.token))
            #expect(try await second.next()?.name == "people")
            while try await first.next() != nil {}
        }
    }

    @Test func aClientThatGoesIsNoticedAtOnce() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            try await waiting { [port = box.port] in
                let connection = try RawConnection(port: port)
                connection.send("GET /api/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer \(anna.token)\r\n\r\n")
                _ = connection.receive()
            }
            // The stream of the next one would end that one anyway; what counts is that the server forgets it before anything is sent.
            while box.server.openConnections > 1 { try await Task.sleep(for: .milliseconds(10)) }
        }
    }
}

/// Reads a stream of events, as pages do.
struct EventReader {
    struct Event {
        let name: String
        let data: String
        var json: [String: Any] { (try? JSONSerialization.jsonObject(with: Data(data.utf8))) as? [String: Any] ?? [:] }
        var people: [String] { (json["people"] as? [[String: Any]] ?? []).compactMap { $0["name"] as? String } }
    }

    struct Ended: Error {}

    private var bytes: HTTPClientResponse.Body.AsyncIterator
    private var rest = ""

    init(_ response: HTTPClientResponse) { bytes = response.body.makeAsyncIterator() }

    /// - Returns: nil at the end
    mutating func next() async throws -> Event? {
        while true {
            while let end = rest.firstRange(of: "\n\n") {
                let block = rest[..<end.lowerBound]
                rest.removeSubrange(..<end.upperBound)
                let lines = block.split(separator: "\n")
                guard let data = lines.first(where: { $0.hasPrefix("data: ") }) else { continue }
                let name = lines.first { $0.hasPrefix("event: ") }
                return Event(name: String(name?.dropFirst(7) ?? ""), data: String(data.dropFirst(6)))
            }
            guard let more = try await bytes.next() else { return nil }
            rest += String(buffer: more)
        }
    }

    mutating func until(_ condition: (Event) -> Bool) async throws {
        while let event = try await next() { if condition(event) { return } }
        throw Ended()
    }
}

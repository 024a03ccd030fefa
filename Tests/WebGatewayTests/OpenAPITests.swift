import AsyncHTTPClient
import Conference
import Foundation
import Testing
import Yams

@testable import WebGateway

/// The description and the server, held against each other: everything that is described happens, and nothing else was seen.
@Suite(.timeLimit(.minutes(2))) struct OpenAPITests {
    private static let sdp = "application/sdp"
    private static let fragment = "application/trickle-ice-sdpfrag"

    /// Method, path and status, for each answer that openapi.yaml describes.
    private static func described() throws -> Set<String> {
        let text = try String(contentsOfFile: TestFolder.page + "/openapi.yaml", encoding: .utf8)
        let document = try #require(try Yams.load(yaml: text) as? [String: Any])
        let paths = try #require(document["paths"] as? [String: [String: Any]])
        var answers: Set<String> = []
        for (path, item) in paths {
            for (method, operation) in item where method != "parameters" {
                let responses = try #require((operation as? [String: Any])?["responses"] as? [String: Any], "\(method) \(path)")
                for status in responses.keys { answers.insert("\(method.uppercased()) \(path) \(status)") }
            }
        }
        return answers
    }

    @Test func everyAnswerThatIsDescribedIsGivenAndNoOther() async throws {
        var seen: Set<String> = []
        for part in [Self.pages, Self.joining, Self.media, Self.events, Self.actions, Self.programs, Self.listening] { seen.formUnion(try await part()) }
        let described = try Self.described()
        #expect(described.subtracting(seen).sorted() == [], "described, but never given")
        #expect(seen.subtracting(described).sorted() == [], "given, but not described")
        // As many as there are today: two empty sets would be equal too.
        #expect(described.count >= 95)
    }

    @Test func aMethodThatAnAddressDoesNotHaveIsRefusedWithThoseThatItHas() async throws {
        let described = try Dictionary(grouping: Self.described().map { $0.split(separator: " ") }) { String($0[1]) }
        let names = ["room": "hall", "name": "style.css", "id": String(repeating: "0", count: 32)]
        try await Box.run { box in
            for (path, answers) in described {
                let isPage = !["/api", "/whip", "/whep", "/listen"].contains { path.hasPrefix($0) }
                let methods = Set(answers.map { String($0[0]) } + (isPage ? ["HEAD"] : []))
                for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"] where !methods.contains(method) {
                    let answer = try await box.ask(method, path, names)
                    #expect(answer.status == 405, "\(method) \(path)")
                    #expect(answer.headers["allow"] == methods.sorted().joined(separator: ", "), "\(method) \(path)")
                    #expect(method == "HEAD" ? answer.body.isEmpty : answer.code == "no-such-method", "\(method) \(path)")
                }
            }
            #expect(described.count >= 16)
        }
    }

    @Sendable private static func pages() async throws -> Set<String> {
        let alone = try await Box.run { box in
            _ = try await box.ask("GET", "/")
            return box.log
        }
        return try await alone.union(severalRooms())
    }

    @Sendable private static func severalRooms() async throws -> Set<String> {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings()), ("club", RoomSettings())])) { box in
            for (path, names) in [("/", [:]), ("/r/{room}", ["room": "hall"]), ("/privacy", [:]), ("/page/{name}", ["name": "style.css"]), ("/openapi.yaml", [:])] {
                let etag = try await box.ask("GET", path, names).headers["etag"] ?? ""
                _ = try await box.ask("GET", path, names, headers: ["If-None-Match": etag])
            }
            _ = try await box.ask("GET", "/page/{name}", ["name": "nothing.js"])
            return box.log
        }
    }

    @Sendable private static func joining() async throws -> Set<String> {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(pin: "271828")), ("open", RoomSettings())], participants: 2)) { box in
            let join = "/api/rooms/{room}/join"
            _ = try await box.ask("GET", "/api/rooms/{room}", ["room": "hall"])
            _ = try await box.ask("GET", "/api/rooms/{room}", ["room": "nowhere"])
            _ = try await box.ask("POST", join, ["room": "nowhere"])
            _ = try await box.ask("POST", join, ["room": "open"], body: "{")
            _ = try await box.ask("POST", join, ["room": "open"], body: String(repeating: " ", count: 20_000))
            _ = try await box.ask("POST", join, ["room": "hall"])
            for _ in 0..<12 { _ = try await box.ask("POST", join, ["room": "hall"], body: #"{"pin":"000000"}"#) }
            for _ in 0..<3 { _ = try await box.ask("POST", join, ["room": "open"]) }
            return box.log
        }
    }

    @Sendable private static func media() async throws -> Set<String> {
        let plan = Box.Plan(rooms: [("hall", RoomSettings()), ("club", RoomSettings(lobby: true))], peers: 1)
        return try await Box.run(plan) { box in
            let (anna, bea, waiting) = (try await box.join(), try await box.join(), try await box.join("club"))
            func offer(_ visitor: Box.Visitor?, type: String = sdp, body: String = Offers.audio()) async throws -> Box.Answer {
                try await box.ask("POST", "/api/media", token: visitor?.token, type: type, body: body)
            }
            _ = try await offer(nil)
            _ = try await offer(waiting)
            _ = try await offer(anna, body: String(repeating: "x", count: 20_000))
            _ = try await offer(anna, type: "text/plain")
            _ = try await offer(anna, body: "v=0")
            let answer = try await offer(anna)
            _ = try await offer(bea)
            let id = ["id": answer.headers["location"]?.split(separator: "/").last.map(String.init) ?? ""]
            _ = try await box.ask("PATCH", "/api/media/{id}", id)
            _ = try await box.ask("DELETE", "/api/media/{id}", id)
            try await change(box, "/api/media/{id}", id, etag: answer.headers["etag"] ?? "", token: anna.token)
            return box.log.filter { $0.contains("/api/media") }
        }
    }

    /// Each way in which a session can be changed, or not.
    private static func change(_ box: Box, _ path: String, _ id: [String: String], etag: String, token: String?) async throws {
        func patch(_ condition: String?, type: String = fragment, body: String) async throws {
            var headers: [String: String] = [:]
            headers["If-Match"] = condition
            _ = try await box.ask("PATCH", path, id, token: token, type: type, headers: headers, body: body)
        }
        try await patch(nil, body: Offers.trickle)
        try await patch("\"other\"", body: Offers.trickle)
        try await patch("*", type: "text/plain", body: Offers.restart)
        try await patch("*", body: "x")
        try await patch("*", body: Offers.onlyCandidates)
        try await patch("*", body: String(repeating: "a=x\r\n", count: 4_000))
        try await patch(etag, body: Offers.trickle)
        try await patch("*", body: Offers.restart)
        _ = try await box.ask("DELETE", path, id, token: token)
        _ = try await box.ask("DELETE", path, id, token: token)
        try await patch("*", body: Offers.restart)
    }

    @Sendable private static func events() async throws -> Set<String> {
        try await Box.run { box in
            let anna = try await box.join()
            _ = try await box.start("GET", "/api/events", token: anna.token)
            _ = try await box.ask("GET", "/api/events")
            return box.log.filter { $0.contains("/api/events") }
        }
    }

    @Sendable private static func actions() async throws -> Set<String> {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(hostPIN: "314159", lobby: true))])) { box in
            let (host, guest, waiting) = (try await box.join(pin: "314159"), try await box.join(), try await box.join())
            let long = String(repeating: " ", count: 20_000)
            _ = try await box.post("/api/host", #"{"action":"mute","handle":"\#(guest.handle)"}"#, token: host.token)
            _ = try await box.post("/api/host", #"{"action":"admit","handle":"\#(guest.handle)"}"#, token: host.token)
            _ = try await box.post("/api/host", #"{"action":"admit","handle":"p-none"}"#, token: host.token)
            _ = try await box.post("/api/host", #"{"action":"admit"}"#, token: host.token)
            _ = try await box.post("/api/host", #"{"action":"end"}"#, token: guest.token)
            _ = try await box.post("/api/host", #"{"action":"end"}"#, token: nil)
            _ = try await box.post("/api/host", long, token: host.token)
            _ = try await box.post("/api/me", #"{"hand":true}"#, token: guest.token)
            _ = try await box.post("/api/me", #"{"hand":true}"#, token: waiting.token)
            _ = try await box.post("/api/me", #"{"hand":1}"#, token: guest.token)
            _ = try await box.post("/api/me", "{}", token: nil)
            _ = try await box.post("/api/me", long, token: guest.token)
            _ = try await box.conference.setMuted(guest.handle, true)
            _ = try await box.post("/api/me", #"{"muted":false}"#, token: guest.token)
            _ = try await box.ask("DELETE", "/api/me", token: guest.token)
            _ = try await box.ask("DELETE", "/api/me", token: guest.token)
            return box.log.filter { !$0.contains("/api/rooms") }
        }
    }

    @Sendable private static func programs() async throws -> Set<String> {
        var seen: Set<String> = []
        for (path, direction) in [("/whip/{room}", "sendonly"), ("/whep/{room}", "recvonly")] {
            let plan = Box.Plan(
                rooms: [("hall", RoomSettings()), ("club", RoomSettings(lobby: true)), ("vault", RoomSettings(pin: "271828"))], participants: 2)
            seen.formUnion(try await Box.run(plan) { box in
                func publish(_ room: String, pin: String? = nil, type: String = sdp, body: String? = nil) async throws -> Box.Answer {
                    try await box.ask("POST", path, ["room": room], token: pin, type: type, body: body ?? Offers.audio(direction))
                }
                _ = try await publish("nowhere")
                _ = try await publish("club")
                _ = try await publish("vault")
                _ = try await publish("hall", type: "text/plain")
                _ = try await publish("hall", body: "v=0")
                _ = try await publish("hall", body: String(repeating: "x", count: 20_000))
                for _ in 0..<12 { _ = try await publish("vault", pin: "000000") }
                let answer = try await publish("hall")
                _ = try await publish("hall")
                _ = try await publish("hall")
                let id = ["id": answer.headers["location"]?.split(separator: "/").last.map(String.init) ?? ""]
                try await change(box, "/whip/session/{id}", id, etag: answer.headers["etag"] ?? "", token: nil)
                return box.log
            })
        }
        return seen
    }

    @Sendable private static func listening() async throws -> Set<String> {
        let plan = Box.Plan(
            rooms: [("hall", RoomSettings()), ("club", RoomSettings(lobby: true)), ("vault", RoomSettings(pin: "271828"))], participants: 2)
        return try await Box.run(plan) { box in
            func listen(_ room: String, query: String = "") async throws -> HTTPClientResponse {
                try await box.start("GET", "/listen/{room}.ogg", ["room": room], query: query)
            }
            _ = try await listen("nowhere")
            _ = try await listen("club")
            for _ in 0..<12 { _ = try await listen("vault", query: "?pin=000000") }
            let stream = try await listen("hall")
            _ = try await box.join()
            _ = try await listen("club")
            // Until here somebody listens, and the box is full.
            for try await _ in stream.body { break }
            return box.log.filter { $0.contains("/listen") }
        }
    }
}

import Conference
import Foundation
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct JoiningTests {
    @Test func whoJoinsGetsATokenOf256BitsAndAHandle() async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], type: "application/json", body: #"{"name":"Anna"}"#)
            #expect(answer.status == 201)
            #expect((answer.json["token"] as? String)?.utf8.count == 64)
            #expect((answer.json["handle"] as? String)?.hasPrefix("p-") == true)
            #expect(answer.json["role"] as? String == "guest")
            #expect(answer.json["inLobby"] as? Bool == false)
            #expect(answer.json["room"] as? String == "hall")
            #expect(answer.headers["cache-control"] == "no-store")
        }
    }

    @Test func nothingAtAllIsEnoughToJoinAnOpenRoom() async throws {
        try await Box.run { box async throws in
            #expect(try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"]).status == 201)
        }
    }

    @Test func aRefusalSpeaksBothLanguagesAndHasAWordForScripts() async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "attic"])
            #expect(answer.status == 404)
            #expect(answer.code == "no-such-room")
            #expect((answer.json["message"] as? String)?.isEmpty == false)
            #expect((answer.json["messageDE"] as? String)?.contains("Raum") == true)
        }
    }

    @Test func theNamesOfOtherRoomsAreNotTold() async throws {
        try await Box.run { box async throws in
            #expect(try await !box.ask("GET", "/api/rooms/{room}", ["room": "hal"]).text.contains("hall"))
        }
    }

    @Test func aHostIsWhoeverHasTheHostPIN() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(pin: "271828", hostPIN: "314159"))])) { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], body: #"{"pin":"314159"}"#)
            #expect(answer.json["role"] as? String == "host")
        }
    }

    @Test(arguments: [
        "{", "[]", "7", "\"Anna\"", "nil", #"{"name":7}"#, #"{"pin":271828}"#, #"{"name":{"a":1}}"#, "\u{0}", #"{"name":"\ud800"}"#, "{}{}",
        String(repeating: "[", count: 8_000), String(repeating: #"{"a":"#, count: 2_000),
    ])
    func brokenJSONIsARequestThatIsWrong(_ body: String) async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], type: "application/json", body: body)
            #expect(answer.status == 400)
            #expect(answer.code == "bad-request")
        }
    }

    @Test(arguments: ["a\\nb", "\\u202e", String(repeating: "x", count: 41)])
    func aNameThatCannotBeShownIsRefused(_ name: String) async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], body: #"{"name":"\#(name)"}"#)
            #expect(answer.status == 400)
            #expect(answer.code == "bad-name")
        }
    }

    @Test(arguments: ["..", "%2e%2e", "HALL", "h%00", "%2Fetc%2Fpasswd", String(repeating: "a", count: 33), "ha%20ll"])
    func whatIsNoNameIsNoRoom(_ name: String) async throws {
        try await Box.run { box async throws in
            #expect(try await box.ask("GET", "/api/rooms/{room}", ["room": name]).status == 404)
        }
    }

    @Test(arguments: ["https://evil.example", "null", "http://127.0.0.1", "http://127.0.0.1:1", "file://", ""])
    func anotherWebsiteMayNotAsk(_ origin: String) async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], headers: ["Origin": origin])
            #expect(answer.status == 403)
            #expect(answer.code == "foreign-origin")
        }
    }

    @Test func theBoxesOwnPageMayAsk() async throws {
        try await Box.run { box async throws in
            #expect(try await box.ask("POST", "/api/rooms/{room}/join", ["room": "hall"], headers: ["Origin": box.url]).status == 201)
        }
    }

    @Test func aTokenThatWasLeftIsGoodForNothing() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            #expect(try await box.ask("DELETE", "/api/me", token: anna.token).status == 204)
            #expect(try await box.post("/api/me", #"{"hand":true}"#, token: anna.token).status == 401)
            #expect(try await box.ask("DELETE", "/api/me", token: anna.token).status == 401)
        }
    }

    @Test func aTokenInTheAddressIsNone() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            #expect(try await box.ask("GET", "/api/events", query: "?token=\(anna.token)&access_token=\(anna.token)").status == 401)
        }
    }

    /// Rows: who asks; columns: what for. The conference decides, and this is what comes of it.
    @Test func onlyAHostMayDoWhatHostsDo() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(hostPIN: "314159", lobby: true)), ("cellar", RoomSettings(hostPIN: "161803"))])) { box in
            let host = try await box.join(pin: "314159")
            let waiting = try await box.join(name: "Bea")
            let stranger = try await box.join("cellar", pin: "161803")
            let guest = try await box.join(name: "Anna")
            #expect(try await box.post("/api/host", #"{"action":"admit","handle":"\#(guest.handle)"}"#, token: host.token).status == 204)
            let orders = ["mute", "unmute-ask", "remove", "admit", "rename"].map { #"{"action":"\#($0)","handle":"\#(guest.handle)"}"# }
                + ["mute-all", "lock", "unlock", "end"].map { #"{"action":"\#($0)"}"# }
            for order in orders {
                #expect(try await box.post("/api/host", order, token: guest.token).status == 403, "a guest: \(order)")
                #expect(try await box.post("/api/host", order, token: waiting.token).status == 403, "in the lobby: \(order)")
                #expect(try await box.post("/api/host", order, token: nil).status == 401, "nobody: \(order)")
                #expect(try await box.post("/api/host", order, token: "00").status == 401, "a wrong token: \(order)")
            }
            for order in orders.prefix(5) {
                #expect(try await box.post("/api/host", order, token: stranger.token).status == 404, "another room's host: \(order)")
            }
            for order in orders where !order.contains("remove") && !order.contains("end\"") {
                #expect(try await box.post("/api/host", order, token: host.token).status == 204, "the host: \(order)")
            }
            #expect(try await box.post("/api/host", orders[2], token: host.token).status == 204)
            #expect(try await box.post("/api/me", "{}", token: guest.token).status == 401, "whoever was removed has no seat")
            #expect(try await box.post("/api/host", #"{"action":"end"}"#, token: host.token).status == 204)
            #expect(try await box.post("/api/me", "{}", token: host.token).status == 401, "the meeting is over for its host too")
        }
    }
}

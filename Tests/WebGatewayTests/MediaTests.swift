import Conference
import MediaTypes
import Synchronization
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct MediaTests {
    private static let sdp = "application/sdp"
    private static let fragment = "application/trickle-ice-sdpfrag"

    @Test func anOfferIsAnsweredInTheShapeOfWHIP() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            let answer = try await box.ask("POST", "/api/media", token: anna.token, type: Self.sdp, body: Offers.audio())
            #expect(answer.status == 201)
            #expect(answer.headers["content-type"] == Self.sdp)
            #expect(answer.headers["location"]?.hasPrefix("/api/media/") == true)
            #expect(answer.headers["etag"]?.hasPrefix("\"") == true)
            #expect(answer.headers["accept-patch"] == Self.fragment)
            #expect(answer.text.contains("a=sendrecv\r\n") && answer.text.contains("a=ice-lite\r\n"))
        }
    }

    @Test func aRestartGivesNewCredentialsAndAnotherETag() async throws {
        try await Box.run { box in
            let anna = try await box.join()
            let first = try await box.ask("POST", "/api/media", token: anna.token, type: Self.sdp, body: Offers.audio())
            let place = try #require(first.headers["location"])
            let again = try await box.ask("PATCH", place, token: anna.token, type: Self.fragment, headers: ["If-Match": "*"], body: Offers.restart)
            #expect(again.status == 200)
            #expect(again.text.contains("a=ice-ufrag:") && again.text.contains("a=ice-pwd:"))
            #expect(again.headers["etag"] != first.headers["etag"])
            let stale = ["If-Match": first.headers["etag"] ?? ""]
            #expect(try await box.ask("PATCH", place, token: anna.token, type: Self.fragment, headers: stale, body: Offers.trickle).status == 412)
            let fresh = ["If-Match": again.headers["etag"] ?? ""]
            #expect(try await box.ask("PATCH", place, token: anna.token, type: Self.fragment, headers: fresh, body: Offers.trickle).status == 204)
        }
    }

    @Test func theMediaOfOthersIsNotThere() async throws {
        try await Box.run { box in
            let (anna, bea) = (try await box.join(), try await box.join())
            let place = try #require(
                try await box.ask("POST", "/api/media", token: anna.token, type: Self.sdp, body: Offers.audio()).headers["location"])
            #expect(try await box.ask("DELETE", place, token: bea.token).status == 404)
            #expect(try await box.ask("PATCH", place, token: bea.token, type: Self.fragment, headers: ["If-Match": "*"], body: Offers.restart).status == 404)
            #expect(try await box.ask("DELETE", place).status == 401)
            #expect(try await box.ask("DELETE", place, token: anna.token).status == 200)
            #expect(try await box.ask("DELETE", place, token: anna.token).status == 404)
        }
    }

    @Test(arguments: ["", "v=0", "\u{0}\u{0}", "v=0\r\n", "{}", String(repeating: "a=x\r\n", count: 3_000), "m=audio\r\n", "v=0\r\nm=audio 9 RTP/AVP 0\r\n"])
    func brokenOffersAreRefusedWithTheReason(_ offer: String) async throws {
        try await Box.run { box in
            let anna = try await box.join()
            let answer = try await box.ask("POST", "/api/media", token: anna.token, type: Self.sdp, body: offer)
            #expect(answer.status == 422)
            #expect(answer.code == "bad-offer")
            #expect((answer.json["message"] as? String)?.count ?? 0 > 30)
        }
    }

    @Test func aSourceByWHIPOnlySends() async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/whip/{room}", ["room": "hall"], type: Self.sdp, body: Offers.audio("sendonly"))
            #expect(answer.status == 201)
            #expect(answer.text.contains("a=recvonly\r\n"))
            let place = try #require(answer.headers["location"])
            #expect(place.hasPrefix("/whip/session/"))
            #expect(try await box.conference.listParticipants().map(\.kind) == [.whip])
            #expect(try await box.ask("DELETE", place).status == 200)
            #expect(try await box.conference.listParticipants().isEmpty)
        }
    }

    /// A line that gets another address while the box runs.
    @Test func whoComesIsToldWhereTheBoxIsFoundNow() async throws {
        let outside = OutsideAddress()
        try await Box.run(Box.Plan(publicAddress: { outside.address.withLock { $0 } })) { box in
            func candidates() async throws -> [Substring] {
                let answer = try await box.ask("POST", "/whip/{room}", ["room": "hall"], type: Self.sdp, body: Offers.audio("sendonly"))
                return answer.text.split(separator: "\r\n").filter { $0.hasPrefix("a=candidate:") }
            }
            #expect(try await candidates().allSatisfy { !$0.contains(" 198.51.100.") })
            outside.address.withLock { $0 = TransportAddress(ipv4: 0xC633_6407, port: 5_004) }
            #expect(try await candidates().contains { $0.contains(" 198.51.100.7 5004 ") })
            outside.address.withLock { $0 = TransportAddress(ipv4: 0xC633_6408, port: 5_004) }
            let last = try await candidates()
            #expect(last.contains { $0.contains(" 198.51.100.8 5004 ") } && !last.contains { $0.contains(" 198.51.100.7 ") })
        }
    }

    @Test func aPlayerByWHEPOnlyHears() async throws {
        try await Box.run { box in
            let answer = try await box.ask("POST", "/whep/{room}", ["room": "hall"], type: Self.sdp, body: Offers.audio("recvonly"))
            #expect(answer.status == 201)
            #expect(answer.text.contains("a=sendonly\r\n"))
            #expect(try await box.conference.listParticipants().map(\.kind) == [.listener])
        }
    }

    @Test func aProgramWhoseOfferIsRefusedLeavesNoSeatBehind() async throws {
        try await Box.run { box async throws in
            #expect(try await box.ask("POST", "/whip/{room}", ["room": "hall"], type: Self.sdp, body: Offers.audio("recvonly")).status == 422)
            #expect(try await box.ask("POST", "/whip/{room}", ["room": "hall"], type: Self.sdp, body: "v=0").status == 422)
            #expect(try await box.ask("POST", "/whip/{room}", ["room": "hall"], type: "text/plain", body: Offers.audio("sendonly")).status == 415)
            #expect(try await box.conference.listParticipants().isEmpty)
        }
    }

    @Test func aProgramShowsThePINAsItsToken() async throws {
        try await Box.run(Box.Plan(rooms: [("hall", RoomSettings(pin: "271828"))])) { box async throws in
            let offer = Offers.audio("sendonly")
            #expect(try await box.ask("POST", "/whip/{room}", ["room": "hall"], type: Self.sdp, body: offer).status == 401)
            #expect(try await box.ask("POST", "/whip/{room}", ["room": "hall"], token: "999999", type: Self.sdp, body: offer).status == 403)
            #expect(try await box.ask("POST", "/whip/{room}", ["room": "hall"], token: "271828", type: Self.sdp, body: offer).status == 201)
        }
    }
}

private final class OutsideAddress: Sendable {
    let address = Mutex<TransportAddress?>(nil)
}

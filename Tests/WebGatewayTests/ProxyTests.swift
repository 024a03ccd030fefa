import Conference
import MediaTypes
import Profiles
import Testing

@testable import WebGateway

/// Behind a reverse proxy, and under other names.
@Suite(.timeLimit(.minutes(1))) struct ProxyTests {
    private static let join = "/api/rooms/{room}/join"

    /// The statuses of so many joins, each of which says that it is asked for somebody else.
    private func joins(_ count: Int, at box: Box, forwardedFor: @Sendable (Int) -> String?) async throws -> [Int] {
        var statuses: [Int] = []
        for index in 0..<count {
            var headers: [String: String] = [:]
            headers["X-Forwarded-For"] = forwardedFor(index)
            let answer = try await box.ask("POST", Self.join, ["room": "hall"], headers: headers)
            statuses.append(answer.status)
            let token = answer.json["token"] as? String
            if let token { _ = try await box.ask("DELETE", "/api/me", token: token) }
        }
        return statuses
    }

    @Test(arguments: ["203.0.113.9", "198.51.100.1, 203.0.113.9", "127.0.0.1,203.0.113.9 ", "203.0.113.9:5555"])
    func whomATrustedProxyNamesIsCounted(_ field: String) async throws {
        try await Box.run(Box.Plan(trustedProxies: ["127.0.0.1"])) { box in
            let (one, other) = (try await joins(21, at: box) { _ in field }, try await joins(1, at: box) { _ in "203.0.113.10" })
            #expect(one == Array(repeating: 201, count: 20) + [429])
            #expect(other == [201], "somebody else, by the same proxy")
        }
    }

    @Test func whatTheClientItselfSaysCountsNothing() async throws {
        try await Box.run(Box.Plan(trustedProxies: ["127.0.0.1"])) { box in
            let statuses = try await joins(21, at: box) { "198.51.100.\($0), 203.0.113.9" }
            #expect(statuses.last == 429)
        }
    }

    @Test func aProxyThatIsNotTrustedIsNotBelieved() async throws {
        try await Box.run(Box.Plan(trustedProxies: ["192.0.2.1"])) { box in
            let statuses = try await joins(25, at: box) { _ in "203.0.113.9" }
            #expect(statuses == Array(repeating: 201, count: 25))
        }
    }

    @Test(arguments: [nil, "", "unknown", "_hidden", "203.0.113", "[::1"] as [String?])
    func aTrustedProxyThatNamesNobodyAsksForItself(_ field: String?) async throws {
        try await Box.run(Box.Plan(trustedProxies: ["127.0.0.1"])) { box in
            let statuses = try await joins(25, at: box) { _ in field }
            #expect(statuses == Array(repeating: 201, count: 25))
        }
    }

    @Test(arguments: [
        ("192.0.2.1", "192.0.2.1"), (" 192.0.2.1 ", "192.0.2.1"), ("192.0.2.1:80", "192.0.2.1"), ("2001:db8::1", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"), ("[2001:db8::1]:80", "2001:db8::1"), ("unknown", nil), ("", nil), ("[", nil), ("192.0.2.1:80:90", nil),
    ] as [(String, String?)]) func entriesOfXForwardedForAreReadAsProxiesWriteThem(_ entry: String, _ address: String?) {
        #expect(ForwardedCaller.address(entry[...])?.description == address)
    }

    @Test func connectionsOfATrustedProxyAreNotOneNetworks() {
        let count = ConnectionCount(trustedProxies: [IPAddress(high: 0, low: 0xFFFF_C000_0201)])
        let proxy = TransportAddress(ipv4: 0xC000_0201, port: 1)
        #expect((0..<200).compactMap { _ in count.enter(proxy) }.count == 200)
    }

    @Test func theOriginsOfTheConfigurationMayAskToo() async throws {
        try await Box.run(Box.Plan(origins: ["https://talk.example.org"])) { box async throws in
            func status(_ origin: String) async throws -> Int {
                try await box.ask("POST", Self.join, ["room": "hall"], headers: ["Origin": origin]).status
            }
            #expect(try await status("https://talk.example.org") == 201)
            #expect(try await status("https://talk.example.org:443") == 201)
            #expect(try await status(box.url) == 201)
            for foreign in ["https://talk.example.org:8443", "http://talk.example.org", "https://example.org", "https://talk.example.org.evil.example", "null"] {
                #expect(try await status(foreign) == 403, "\(foreign)")
            }
        }
    }

    @Test(arguments: [([], "'none'"), (["https://b.example", "https://a.example"], "https://a.example https://b.example")])
    func onlyTheOriginsOfTheConfigurationMayHaveThePageInAFrame(_ origins: [String], _ ancestors: String) async throws {
        try await Box.run(Box.Plan(origins: origins)) { box in
            let policy = try await box.ask("GET", "/r/hall").headers["content-security-policy"]
            #expect(policy?.hasSuffix("; frame-ancestors \(ancestors)") == true)
        }
    }
}

import MediaTypes
import Testing

@testable import SIP

@Suite struct RegistrationTests {
    /// A registration, and what it did.
    private struct Desk {
        var registration: Registration
        var now = MediaTime.seconds(1_000)
        private(set) var requests: [SIPRequest] = []
        private(set) var others: [Registration.Action] = []
        private(set) var grants = 0
        static let account = TrunkAccount(domain: "trunk.example", user: "4711", password: "secret")

        init(over transport: SIPTransport = .udp, seed: UInt8 = 7) {
            registration = Registration(
                Self.account, over: transport, contact: Scene.local,
                identifiers: IdentifierSource(secret: [UInt8](repeating: seed, count: 32)))
            note(registration.start(at: now))
        }

        mutating func note(_ actions: [Registration.Action]) {
            for action in actions {
                if case .send(var request) = action {
                    request.push(Via(transport: .udp, host: "198.51.100.7", port: 5_060, branch: "z9hG4bK\(requests.count)"))
                    requests.append(request)
                } else {
                    others.append(action)
                    if action == .keepTarget { grants += 1 }
                }
            }
        }

        mutating func answer(_ status: SIPStatus, _ fields: [(HeaderName, String)] = []) {
            guard let request = requests.last else { return }
            var response = SIPResponse(status, to: request, tag: "t")
            for (name, value) in fields { response.add(name, value) }
            note(registration.handle(response, at: now))
        }

        /// As if the other side had seen us elsewhere.
        mutating func grant(seenAs host: String, port: Int, expires: Int = 600) {
            guard var request = requests.last else { return }
            request.note(source: SIPPath(.udp, TransportAddress(host: host, port: UInt16(port)) ?? Scene.local))
            var response = SIPResponse(.ok, to: request, tag: "t")
            response.add("Expires", String(expires))
            note(registration.handle(response, at: now))
        }

        /// To the next deadline; how long that was.
        @discardableResult mutating func wait() -> MediaTime {
            guard let deadline = registration.deadline else { return .zero }
            let span = deadline - now
            now = max(now, deadline)
            note(registration.advance(to: now))
            return span
        }

        var failure: RegistrationFailure? { if case .failing(let failure, _) = registration.status { failure } else { nil } }
    }

    private static func challenge(nonce: String = "n", realm: String = "trunk.example", stale: Bool = false) -> [(HeaderName, String)] {
        [("WWW-Authenticate", "Digest realm=\"\(realm)\", nonce=\"\(nonce)\", qop=\"auth\"" + (stale ? ", stale=true" : ""))]
    }

    @Test func itRegistersAnswersTheChallengeAndRefreshesAtAboutFourFifths() throws {
        var desk = Desk()
        let first = try #require(desk.requests.first)
        #expect(first.uri.text == "sip:trunk.example" && first.to.uri.text == "sip:4711@trunk.example" && first.headers["Expires"] == "600")
        #expect(first.contacts.map(\.uri.text) == ["sip:4711@198.51.100.7:5060"])
        desk.answer(.unauthorized, Self.challenge())
        #expect(
            desk.requests.count == 2 && desk.requests[1].cseq.number == 2
                && desk.requests[1].headers["Authorization"]?.contains("nc=00000001") == true)
        desk.answer(.ok, [("Contact", "<sip:other@x>;expires=5, <sip:4711@198.51.100.7:5060>;expires=300")])
        #expect(desk.registration.status == .registered(since: desk.now, until: desk.now + .seconds(300)))
        let wait = desk.wait()
        #expect(.seconds(225)...(.seconds(240)) ~= wait)
        // The nonce is used again, counted on, and saves a round trip.
        #expect(
            desk.requests.count == 3 && desk.requests[2].headers["Authorization"]?.contains("nc=00000002") == true
                && desk.requests[2].callID == first.callID)
        desk.answer(.unauthorized, Self.challenge(nonce: "m", stale: true))
        desk.answer(.ok)
        #expect(
            desk.requests.count == 4 && desk.requests[3].headers["Authorization"]?.contains(#"nonce="m""#) == true && desk.failure == nil)
    }

    @Test func aChallengeWithoutQopIsAnsweredToo() {
        var desk = Desk()
        desk.answer(.unauthorized, [("WWW-Authenticate", #"Digest realm="trunk.example", nonce="n""#)])
        #expect(desk.requests.count == 2 && desk.requests[1].headers["Authorization"]?.contains("nc=") == false)
        desk.answer(.ok)
        guard case .registered = desk.registration.status else {
            Issue.record("not registered")
            return
        }
    }

    @Test func aWrongPasswordIsSaidAndTriedAgainHalfAnHourLater() {
        var desk = Desk()
        desk.answer(.unauthorized, Self.challenge())
        desk.answer(.unauthorized, Self.challenge())
        #expect(desk.failure == .wrongPassword && desk.requests.count == 2 && desk.failure?.advice.contains("password") == true)
        #expect(desk.wait() >= .seconds(1_350) && desk.requests.count == 3)
    }

    @Test func aRegistrarThatAlwaysSaysStaleIsNotRunAfter() {
        var desk = Desk()
        for index in 0..<10 { desk.answer(.unauthorized, Self.challenge(nonce: "n\(index)", stale: true)) }
        #expect(desk.requests.count == 3 && desk.failure == .wrongPassword)
    }

    @Test func anotherRealmIsNamedAndGetsNoDigest() {
        var desk = Desk()
        desk.answer(.unauthorized, Self.challenge(realm: "asterisk"))
        #expect(desk.failure == .otherRealm("asterisk") && desk.failure?.advice.contains("\"asterisk\"") == true)
        #expect(desk.requests.count == 1 && desk.requests[0].headers["Authorization"] == nil)
    }

    @Test func aLongerTimeIsAskedForWhenTheRegistrarWantsIt() {
        var desk = Desk()
        desk.answer(.intervalTooBrief, [("Min-Expires", "1800")])
        #expect(desk.requests.count == 2 && desk.requests[1].headers["Expires"] == "1800")
        desk.answer(.intervalTooBrief, [("Min-Expires", "4000000")])
        #expect(desk.requests.count == 2 && desk.failure == .unusableExpiry)
    }

    @Test func aBriefGrantIsKeptUpButNotRefreshedMoreOftenThanEveryTenSeconds() {
        for (seconds, waits) in [(29, .seconds(20)...(.seconds(24))), (12, .seconds(10)...(.seconds(10)))] as [(Int, ClosedRange<MediaTime>)] {
            var desk = Desk()
            for _ in 0..<20 {
                desk.answer(.ok, [("Expires", String(seconds))])
                #expect(desk.registration.status == .registered(since: .seconds(1_000), until: desk.now + .seconds(Int64(seconds))))
                let wait = desk.wait()
                #expect(waits.contains(wait), "\(seconds) s granted, refreshed after \(wait)")
            }
            #expect(desk.requests.count == 21)
        }
    }

    /// Its own trouble, which may pass: no half hour without a call, and no flood either.
    @Test(arguments: [0, 1, 11]) func aGrantThatCannotBeKeptUpIsTriedAgainWithinMinutes(seconds: Int) {
        var desk = Desk()
        var waits: [MediaTime] = []
        for _ in 0..<12 {
            desk.answer(.ok, [("Expires", String(seconds))])
            #expect(desk.failure == .briefExpiry(seconds: seconds) && desk.failure?.advice.contains("\(seconds) s") == true)
            waits.append(desk.wait())
        }
        #expect(waits[0] >= .milliseconds(3_750) && waits[5] >= .seconds(90) && waits.allSatisfy { $0 <= .seconds(150) }, "\(waits)")
        #expect(desk.requests.count == 13 && desk.others.allSatisfy { $0 != .useNextTarget })
        desk.answer(.ok, [("Expires", "60")])
        #expect(desk.registration.status == .registered(since: desk.now, until: desk.now + .seconds(60)))
    }

    @Test(arguments: [
        (403, RegistrationFailure.forbidden), (404, .unknownAccount), (302, .redirected), (301, .redirected),
        (503, .unavailable(SIPStatus(503, ""))),
        (400, .refused(SIPStatus(400, ""))),
    ])
    func aRefusalIsNamed(code: Int, failure: RegistrationFailure) {
        var desk = Desk()
        desk.answer(SIPStatus(code, "x"), [("Contact", "<sip:elsewhere@evil.example>")])
        #expect(desk.failure == failure && desk.requests.count == 1 && !failure.advice.isEmpty)
        desk.wait()
        #expect(desk.requests.last?.uri.text == "sip:trunk.example")
    }

    @Test func retryAfterIsKept() {
        var desk = Desk()
        desk.answer(.unavailable, [("Retry-After", "900 (maintenance)")])
        #expect(desk.wait() >= .seconds(900))
        desk.answer(.unavailable, [("Retry-After", "99999999")])
        #expect(desk.wait() <= .seconds(3_600))
    }

    @Test func failuresGrowApartAndGoToTheNextTarget() {
        var desk = Desk()
        var waits: [MediaTime] = []
        for _ in 0..<12 {
            desk.note(desk.registration.timedOut(desk.requests.last?.cseq.number ?? 0, at: desk.now))
            waits.append(desk.wait())
        }
        #expect(
            waits[0] >= .milliseconds(3_750) && waits[0] <= .milliseconds(6_250) && waits[5] > .seconds(100)
                && waits.max()! <= .seconds(750))
        #expect(desk.others.filter { $0 == .useNextTarget }.count == 12 && desk.failure == .noAnswer)
    }

    @Test func theAddressThatTheRegistrarSeesIsRegisteredAndTheOldOneTakenBack() {
        var desk = Desk()
        desk.grant(seenAs: "203.0.113.5", port: 40_000)
        #expect(
            desk.requests.count == 2
                && desk.requests[1].contacts.map(\.uri.text) == ["sip:4711@203.0.113.5:40000", "sip:4711@198.51.100.7:5060"])
        #expect(desk.requests[1].contacts.map { $0.parameters["expires"] } == [nil, "0"])
        // A router that shows another port each time is not run after.
        for port in 40_001..<40_020 { desk.grant(seenAs: "203.0.113.5", port: port) }
        #expect(desk.requests.count == 2)
    }

    @Test func stoppingUnregisters() {
        var desk = Desk()
        desk.answer(.ok)
        desk.note(desk.registration.stop(at: desk.now))
        #expect(desk.requests.last?.headers["Expires"] == "0")
        desk.answer(.unauthorized, Self.challenge())
        #expect(desk.requests.count == 3 && desk.requests[2].headers["Expires"] == "0" && desk.requests[2].headers["Authorization"] != nil)
        desk.answer(.ok)
        #expect(desk.registration.status == .stopped && desk.registration.deadline == nil)
    }

    @Test func serviceRoutesAreTakenOver() {
        var desk = Desk()
        desk.answer(.ok, [("Service-Route", "<sip:p1.example;lr>, <sip:p2.example;lr>"), ("Path", "<sip:edge.example;lr>")])
        #expect(desk.registration.serviceRoutes.map(\.uri.text) == ["sip:p1.example;lr", "sip:p2.example;lr"])
    }

    /// Every answer that a registrar can give, in any order, until it was registered 1,000 times.
    @Test(arguments: [1, 2, 3] as [UInt64]) func aThousandRegistrationsAreNeverStuckAndNeverHammer(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var desk = Desk(seed: UInt8(seed))
        var times: [MediaTime] = []
        var kinds: Set<Int> = []
        while desk.grants < 1_000 {
            while times.count < desk.requests.count { times.append(desk.now) }
            // Sometimes it takes its time.
            desk.now += .milliseconds(Int64.random(in: 1...2_000, using: &random))
            let kind = Int.random(in: 0..<24, using: &random)
            kinds.insert(kind)
            let nonce = "n\(random.next() % 5)"
            switch kind {
            case 0: desk.answer(.unauthorized, Self.challenge(nonce: nonce))
            case 1: desk.answer(.unauthorized, Self.challenge(nonce: nonce, stale: true))
            case 2:
                desk.answer(
                    .proxyAuthenticationRequired, [("Proxy-Authenticate", "Digest realm=\"trunk.example\", nonce=\"p\", algorithm=SHA-256")]
                )
            case 3: desk.answer(.unauthorized, Self.challenge(realm: "other"))
            case 4: desk.answer(.unauthorized, [])
            case 5: desk.answer(.intervalTooBrief, [("Min-Expires", String(Int.random(in: 0...8_000, using: &random)))])
            case 6: desk.answer(.intervalTooBrief)
            case 7: desk.answer(.forbidden)
            case 8: desk.answer(.notFound)
            case 9: desk.answer(SIPStatus(302, "Moved"), [("Contact", "<sip:x@evil.example>")])
            case 10: desk.answer(.serverError)
            case 11: desk.answer(.unavailable, [("Retry-After", String(random.next() % 100_000))])
            case 12: desk.answer(SIPStatus(Int.random(in: 300...699, using: &random), "Any"))
            case 13: desk.answer(.trying)
            case 14:
                // Silence.
                desk.now += .seconds(32)
                desk.note(desk.registration.timedOut(desk.requests.last?.cseq.number ?? 0, at: desk.now))
            case 15: desk.note(desk.registration.lost(at: desk.now))
            case 16: desk.answer(.ok, [("Expires", String(random.next() % 12))])
            case 17: desk.answer(.ok, [("Expires", String(random.next() % 10_000_000))])
            case 18: desk.answer(.ok, [("Contact", "<sip:4711@198.51.100.7:5060>;expires=999999999999999999999")])
            case 19: desk.grant(seenAs: "203.0.113.5", port: Int.random(in: 1...65_535, using: &random), expires: 60)
            default: desk.answer(.ok, [("Expires", String(Int.random(in: 12...4_000, using: &random)))])
            }
            while times.count < desk.requests.count { times.append(desk.now) }
            if desk.registration.deadline != nil {
                let wait = desk.wait()
                #expect(wait <= .seconds(7_200), "seed \(seed): stuck")
            }
        }
        while times.count < desk.requests.count { times.append(desk.now) }
        for index in times.indices.dropFirst(5) {
            #expect(times[index] - times[index - 5] >= .seconds(1), "seed \(seed): six requests within a second")
        }
        for index in times.indices.dropFirst(20) {
            #expect(times[index] - times[index - 20] >= .seconds(30), "seed \(seed): 21 requests within 30 s")
        }
        for index in times.indices.dropFirst() {
            #expect(times[index] - times[index - 1] <= .seconds(7_300), "seed \(seed): nothing for two hours")
        }
        #expect(kinds.count == 24 && times.count < 6_000, "seed \(seed): \(times.count) requests")
        for request in desk.requests { #expect(request.uri.text == "sip:trunk.example") }
    }
}

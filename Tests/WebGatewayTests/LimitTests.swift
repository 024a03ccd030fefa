import Conference
import MediaTypes
import Reception
import Testing

@testable import WebGateway

@Suite(.timeLimit(.minutes(1))) struct LimitTests {
    @Test func moreHeadersThanAreRightAreRefused() async throws {
        let status = try await Box.run { box in
            let fields = (0..<65).map { "X-\($0): 1\r\n" }.joined()
            return try await RawConnection.status(of: "GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n", port: box.port)
        }
        #expect(status == 400)
    }

    @Test func sixtyFourAreRight() async throws {
        let status = try await Box.run { box in
            let fields = (0..<62).map { "X-\($0): 1\r\n" }.joined()
            return try await RawConnection.status(of: "GET /privacy HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\(fields)\r\n", port: box.port)
        }
        #expect(status == 200)
    }

    @Test(arguments: ["X: " + String(repeating: "a", count: 16_400) + "\r\n", String(repeating: "X: \(String(repeating: "a", count: 1_000))\r\n", count: 17)])
    func longerHeadersThanAreRightAreRefused(_ fields: String) async throws {
        let status = try await Box.run { try await RawConnection.status(of: "GET / HTTP/1.1\r\nHost: x\r\n\(fields)\r\n", port: $0.port) }
        #expect(status == 400)
    }

    @Test(arguments: [
        "", "\r\n", "\u{0}", "GET", "GET / HTTP/9.9\r\n\r\n", "GET  HTTP/1.1\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}\u{1}", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "POST /api/me HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", "POST /api/me HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST /api/me HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz", "GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\nX y: z\r\n\r\n",
    ])
    func whatIsNoHTTPHurtsNobody(_ bytes: String) async throws {
        try await Box.run { box in
            let port = box.port
            try await waiting {
                let connection = try RawConnection(port: port, patienceSeconds: 1)
                connection.send(bytes)
                _ = connection.receive()
            }
            #expect(try await box.ask("GET", "/privacy").status == 200)
        }
    }

    @Test func aBodyThatIsTooLargeIsRefusedBeforeItIsRead() async throws {
        let text = try await Box.run { box in
            let port = box.port
            return try await waiting {
                let connection = try RawConnection(port: port)
                connection.send("POST /api/rooms/hall/join HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n")
                for _ in 0..<4 { connection.send(String(repeating: " ", count: 8_192)) }
                return connection.receive().map { String(decoding: $0, as: UTF8.self) } ?? ""
            }
        }
        #expect(text.hasPrefix("HTTP/1.1 413"))
        #expect(text.contains("too-large"))
    }

    @Test func joinsOfOneNetworkAreCounted() {
        let throttle = JoinThrottle()
        let origin = JoinOrigin(TransportAddress(ipv4: 0xC000_0201, port: 1))
        let start = MediaTime.seconds(50)
        #expect((0..<25).map { _ in throttle.admit(origin, at: start) }.filter { $0 }.count == 20)
        // Another port, the same network; six seconds make one.
        let again = JoinOrigin(TransportAddress(ipv4: 0xC000_0201, port: 2))
        #expect((0..<5).map { _ in throttle.admit(again, at: start + .seconds(6)) }.filter { $0 }.count == 1)
        #expect((0..<25).map { _ in throttle.admit(origin, at: start + .seconds(66)) }.filter { $0 }.count == 10)
        #expect(throttle.admit(JoinOrigin(TransportAddress(ipv4: 0xC000_0202, port: 1)), at: start))
    }

    @Test func aFloodFromEverywhereFillsNoMemoryAndIsOverSoon() {
        let throttle = JoinThrottle()
        let admitted = (0..<20_000).filter { throttle.admit(JoinOrigin(TransportAddress(ipv4: UInt32($0), port: 1)), at: .seconds(1)) }.count
        #expect(admitted == Chosen.throttledOrigins)
        #expect(throttle.admit(JoinOrigin(TransportAddress(ipv4: 99_999, port: 1)), at: .seconds(130)))
    }

    @Test func connectionsOfOneNetworkAreCounted() {
        let count = ConnectionCount()
        let address = TransportAddress(ipv4: 0xC000_0201, port: 1)
        let tickets = (0..<Chosen.connectionsPerNetwork).compactMap { _ in count.enter(address) }
        #expect(tickets.count == Chosen.connectionsPerNetwork)
        #expect(count.enter(address) == nil)
        #expect(count.enter(TransportAddress(ipv4: 0xC000_0202, port: 1)) != nil)
        count.leave(tickets[0])
        #expect(count.enter(address) != nil)
    }

    @Test(arguments: [("[[[]]]", true), ("[[[[]]]]", false), ("[\"[[[[\"]", true), ("[\"\\\"[[[[\"]", true), ("{\"a\":{\"b\":{\"c\":{}}}}", false), ("]]]][[[", true)])
    func depthIsCountedOutsideOfStrings(_ text: String, _ isRight: Bool) {
        #expect(JSONDepth.isAtMost(3, in: text.utf8) == isRight)
    }
}

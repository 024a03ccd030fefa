import MediaTypes
import SIP
import Testing

@testable import PhoneGateway

/// What a station does with strangers, and with those who are admitted and do not behave.
@Suite(.timeLimit(.minutes(3))) struct StationDefenceTests {
    private static let stranger: UInt32 = 0x7F00_0009
    private static let ping = "\r\n\r\n"
    private static let pong = "\r\n"

    /// Somebody talks to a station by TCP, on a thread of his own.
    private static func talk<Value: Sendable>(
        to station: SIPStation, _ transport: SIPTransport = .tcp, _ talk: @escaping @Sendable (_ port: UInt16) throws -> Value
    ) async throws -> Value {
        let port = try await station.port(transport)
        return try await waiting { try talk(port) }
    }

    @Test func aStrangersDatagramGetsNoByte() async throws {
        try await withStation { station async throws in
            let (answer, silence) = try await Self.talk(to: station, .udp) { port in
                let stranger = try RawPeer(.udp, from: Self.stranger, to: port)
                stranger.send(RawPeer.options("UDP"))
                stranger.send("\0")
                // What came before has been dealt with when this is answered.
                let friend = try RawPeer(.udp, to: port)
                friend.send(RawPeer.options("UDP"))
                return (friend.receive(), stranger.receive(atOnce: true))
            }
            #expect(answer?.hasPrefix("SIP/2.0 200 OK\r\n") == true && silence == nil)
            #expect(await station.counters.messages.strangers == 2)
        }
    }

    @Test(arguments: [SIPTransport.tcp, .tls]) func aStrangersConnectionIsClosedWithoutAByte(over transport: SIPTransport) async throws {
        try await withStation(.loopback(try await TestCertificate.make())) { station async throws in
            let all = try await Self.talk(to: station, transport) { port in
                let stranger = try RawPeer(.tcp, from: Self.stranger, to: port)
                stranger.send(RawPeer.options("TCP"))
                return stranger.receiveAll()
            }
            #expect(all == "")
            #expect(await station.counters.messages.strangers == 1)
        }
    }

    @Test func aMessageThatDoesNotBecomeWholeClosesItsConnection() async throws {
        try await withStation { station async throws in
            let all = try await Self.talk(to: station) { port in
                let slow = try RawPeer(.tcp, to: port)
                slow.send(RawPeer.options("TCP").prefix(40).utf8)
                return slow.receiveAll()
            }
            #expect(all == "")
            #expect(await station.counters.slowConnections == 1)
        }
    }

    @Test(arguments: [SIPTransport.tcp, .tls]) func aConnectionThatSaysNothingIsClosed(over transport: SIPTransport) async throws {
        let limits = StationSettings.Limits(patience: .milliseconds(100))
        try await withStation(.loopback(try await TestCertificate.make(), limits: limits)) { station async throws in
            let all = try await Self.talk(to: station, transport) { port in try RawPeer(.tcp, to: port).receiveAll() }
            #expect(all == "")
            #expect(await station.counters.slowConnections == 1)
        }
    }

    @Test func aConnectionThatNobodyNeedsIsClosedAfterAWhile() async throws {
        try await withStation(.loopback(limits: StationSettings.Limits(idle: .milliseconds(100)))) { station async throws in
            let all = try await Self.talk(to: station) { port in
                let idle = try RawPeer(.tcp, to: port)
                idle.send(Self.ping)
                return idle.receiveAll()
            }
            #expect(all == Self.pong)
            #expect(await station.counters.slowConnections == 0)
        }
    }

    @Test func theNinthConnectionOfOneAddressIsRefusedAndTheEightServe() async throws {
        try await withStation { station async throws in
            let (ninth, other) = try await Self.talk(to: station) { port in
                func connect(_ count: Int) throws -> (ninth: String?, other: String?) {
                    guard count > 0 else {
                        let other = try RawPeer(.tcp, from: 0x7F00_0002, to: port)
                        other.send(Self.ping)
                        return (try RawPeer(.tcp, to: port).receiveAll(), other.receive())
                    }
                    let peer = try RawPeer(.tcp, to: port)
                    peer.send(Self.ping)
                    #expect(peer.receive() == Self.pong)
                    let deeper = try connect(count - 1)
                    peer.send(Self.ping)
                    #expect(peer.receive() == Self.pong)
                    return deeper
                }
                return try connect(8)
            }
            #expect(ninth == "" && other == Self.pong)
            #expect(await station.counters.refusedConnections == 1)
        }
    }

    @Test func beyondAllConnectionsNobodyIsLetIn() async throws {
        try await withStation(.loopback(limits: StationSettings.Limits(connections: 1))) { station async throws in
            let late = try await Self.talk(to: station) { port in
                let first = try RawPeer(.tcp, from: 0x7F00_0002, to: port)
                first.send(Self.ping)
                #expect(first.receive() == Self.pong)
                let late = try RawPeer(.tcp, from: 0x7F00_0003, to: port).receiveAll()
                first.send(Self.ping)
                #expect(first.receive() == Self.pong)
                return late
            }
            #expect(late == "")
        }
    }

    @Test func aPlaceThatIsFreeAgainIsGivenAway() async throws {
        try await withStation(.loopback(limits: StationSettings.Limits(connections: 1))) { station async throws in
            for _ in 0..<5 {
                let answer = try await Self.talk(to: station) { port in
                    let peer = try RawPeer(.tcp, to: port)
                    // Malformed: the station closes, and knows it before we do.
                    peer.send("nonsense\r\n\r\n")
                    return peer.receiveAll()
                }
                #expect(answer != nil)
            }
            #expect(await station.counters.refusedConnections == 0)
        }
    }

    @Test func aMessageLongerThan64KiBClosesItsConnection() async throws {
        try await withStation { station async throws in
            let all = try await Self.talk(to: station) { port in
                let peer = try RawPeer(.tcp, to: port)
                peer.send("OPTIONS sip:127.0.0.1 SIP/2.0\r\nSubject: " + String(repeating: "x", count: 70_000))
                return peer.receiveAll()
            }
            #expect(all == "")
            #expect(await station.counters.messages.malformed == 1)
        }
    }

    @Test func aMessageThatWillBeTooLongIsRefusedInWords() async throws {
        try await withStation { station async throws in
            let all = try await Self.talk(to: station) { port in
                let peer = try RawPeer(.tcp, to: port)
                peer.send(RawPeer.options("TCP").replacing("Content-Length: 0", with: "Content-Length: 65535"))
                return peer.receiveAll()
            }
            #expect(all?.hasPrefix("SIP/2.0 513 ") == true)
        }
    }

    @Test func aMessageInPiecesIsAnswered() async throws {
        try await withStation { station async throws in
            let answer = try await Self.talk(to: station) { port in
                let peer = try RawPeer(.tcp, to: port)
                for byte in RawPeer.options("TCP").utf8 { peer.send([byte]) }
                return peer.receiveHead()
            }
            #expect(answer?.hasPrefix("SIP/2.0 200 OK\r\n") == true)
        }
    }

    @Test func halfADatagramIsNoMessage() async throws {
        try await withStation { station async throws in
            let answers = try await Self.talk(to: station, .udp) { port in
                let peer = try RawPeer(.udp, to: port)
                peer.send(RawPeer.options("UDP").utf8.prefix(150))
                peer.send(RawPeer.options("UDP", branch: "2"))
                return [peer.receive(), peer.receive()]
            }
            #expect(answers[0]?.hasPrefix("SIP/2.0 400 ") == true && answers[1]?.hasPrefix("SIP/2.0 200 ") == true)
            #expect(await station.counters.messages.malformed == 1)
        }
    }
}

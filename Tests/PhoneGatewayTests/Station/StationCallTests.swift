import MediaTypes
import SIP
import Testing

@testable import PhoneGateway

/// Two stations of ours call each other over real sockets.
@Suite(.timeLimit(.minutes(3))) struct StationCallTests {
    /// A call that stands, for a test to end it.
    private static func withCall(
        over transport: SIPTransport, settings: StationSettings? = nil, host: String = "127.0.0.1",
        _ body: (_ caller: (SIPStation, CallHandle), _ callee: (SIPStation, CallHandle)) async throws -> Void
    ) async throws {
        let certificate = transport == .tls ? try await TestCertificate.make() : nil
        try await withStation(settings ?? .loopback(certificate)) { callee async throws in
            try await withStation(.loopback(certificate, address: settings?.address ?? TransportAddress(ipv4: 0x7F00_0001, port: 0))) { caller async throws in
                let check = certificate.map { StationTrunk.CertificateCheck.authorities(file: $0.certificate) } ?? .system
                let (dialled, _) = try await caller.call(callee, over: transport, host: host, check: check)
                let (handle, incoming) = try await callee.incoming()
                #expect(incoming.dialled == "204" && incoming.caller == "box" && incoming.offer == .sdp("v=0 offer") && incoming.path.transport == transport)
                await callee.ring(handle)
                let rings = try await caller.event(of: dialled) { if case .progress(let status, _) = $0 { status } else { nil } }
                #expect(rings == .ringing)
                await callee.accept(handle, .sdp("v=0 answer"))
                let answer = try await caller.event(of: dialled) { if case .answered(let body) = $0 { body } else { nil } }
                #expect(answer == .sdp("v=0 answer"))
                try await callee.event(of: handle) { if case .confirmed = $0 { () } else { nil } }
                try await body((caller, dialled), (callee, handle))
            }
        }
    }

    @Test(arguments: SIPTransport.allCases) func aCallIsMadeAndEndedByWhoCalled(over transport: SIPTransport) async throws {
        try await Self.withCall(over: transport) { caller, callee async throws in
            await caller.0.hangUp(caller.1)
            #expect(try await callee.0.end(of: callee.1) == .there)
            #expect(try await caller.0.end(of: caller.1) == .here)
        }
    }

    @Test(arguments: SIPTransport.allCases) func aCallIsEndedByWhoWasCalled(over transport: SIPTransport) async throws {
        try await Self.withCall(over: transport) { caller, callee async throws in
            await callee.0.hangUp(callee.1)
            #expect(try await caller.0.end(of: caller.1) == .there)
        }
    }

    @Test func stoppingHangsUp() async throws {
        try await Self.withCall(over: .udp) { caller, callee async throws in
            await callee.0.stop()
            #expect(try await caller.0.end(of: caller.1) == .there)
            #expect(await callee.0.callCount == 0)
        }
    }

    @Test func theSessionIsChangedWithinTheCall() async throws {
        try await Self.withCall(over: .tcp) { caller, callee async throws in
            await caller.0.offer(caller.1, .sdp("v=0 hold"))
            let offer = try await callee.0.event(of: callee.1) { if case .offered(let body) = $0 { body } else { nil } }
            #expect(offer == .sdp("v=0 hold"))
            await callee.0.answerOffer(callee.1, .sdp("v=0 held"))
            let answer = try await caller.0.event(of: caller.1) { if case .offerAnswered(let body) = $0 { body } else { nil } }
            #expect(answer == .sdp("v=0 held"))
        }
    }

    @Test(arguments: [SIPTransport.udp, .tcp], ["127.0.0.1", "::1"])
    func oneStationServesBothKindsOfAddresses(over transport: SIPTransport, at host: String) async throws {
        let everywhere = StationSettings.loopback(address: nil)
        try await withStation(everywhere) { callee async throws in
            try await withStation(everywhere) { caller async throws in
                let (dialled, _) = try await caller.call(callee, over: transport, host: host)
                let (handle, incoming) = try await callee.incoming()
                #expect(incoming.path.address.host == (host == "::1" ? "[::1]" : host))
                await callee.reject(handle, .busyHere)
                #expect(try await caller.end(of: dialled) == .refused(.busyHere))
            }
        }
    }

    @Test(arguments: SIPTransport.allCases) func aLargeMessageComesWhole(over transport: SIPTransport) async throws {
        let certificate = transport == .tls ? try await TestCertificate.make() : nil
        let offer = SIPBody.sdp("v=0 " + String(repeating: "x", count: 50_000))
        try await withStation(.loopback(certificate)) { callee async throws in
            try await withStation { caller async throws in
                _ = try await caller.call(callee, over: transport, body: offer)
                #expect(try await callee.incoming().1.offer == offer)
            }
        }
    }

    @Test func aCallGoesOnOverAConnectionThatIsSilent() async throws {
        let limits = StationSettings.Limits(idle: .milliseconds(50))
        try await Self.withCall(over: .tcp, settings: .loopback(limits: limits)) { caller, callee async throws in
            let port = try await callee.0.port(.tcp)
            // Another connection shows that the time has passed.
            let rest = try await waiting {
                let other = try RawPeer(.tcp, to: port)
                other.send(RawPeer.options("TCP"))
                return other.receiveAll()
            }
            #expect(rest?.hasPrefix("SIP/2.0 200") == true)
            await callee.0.hangUp(callee.1)
            #expect(try await caller.0.end(of: caller.1) == .there)
        }
    }
}

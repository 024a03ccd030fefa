import MediaTypes
import SIP
import Testing

@testable import PhoneGateway

/// Stations at a registrar that we did not write.
@Suite(.serialized, .timeLimit(.minutes(2))) struct RegistrarTests {
    @Test(arguments: SIPTransport.allCases) func aTrunkIsRegistered(over transport: SIPTransport) async throws {
        try await Registrar.with { registrar async throws in
            try await withStation { station async throws in
                let trunk = await station.add(registrar.trunk("alice", over: transport))
                try await station.registered(trunk)
                #expect(await station.status(of: trunk).advice == nil)
            }
        }
    }

    @Test(arguments: SIPTransport.allCases) func aWrongPasswordIsSaid(over transport: SIPTransport) async throws {
        try await Registrar.with { registrar async throws in
            try await withStation { station async throws in
                let trunk = await station.add(registrar.trunk("alice", over: transport, password: "wrong"))
                #expect(try await station.failing(trunk) == .wrongPassword)
                #expect(await station.status(of: trunk).advice?.contains("wrong user or password") == true)
            }
        }
    }

    @Test func aRealmThatIsNotTheTrunksGetsNoPassword() async throws {
        try await Registrar.with { registrar async throws in
            try await withStation { station async throws in
                let trunk = await station.add(registrar.trunk("alice", over: .udp, realm: "elsewhere.test"))
                #expect(try await station.failing(trunk) == .otherRealm("partyline.test"))
            }
        }
    }

    @Test(arguments: [SIPTransport.tcp, .tls]) func aRegistrarThatComesBackIsRegisteredWithByItself(over transport: SIPTransport) async throws {
        let first = try await Registrar.start()
        try await withStation { station async throws in
            let trunk = await station.add(first.trunk("alice", over: transport))
            try await station.registered(trunk)
            await first.end()
            #expect(try await station.failing(trunk) == .noAnswer)
            let second = try await Registrar.start(after: first)
            do { try await station.registered(trunk) } catch {
                await second.end()
                throw error
            }
            await second.end()
        }
    }

    @Test func aRegistrarThatHasForgottenUsIsToldAgainOnDemand() async throws {
        let first = try await Registrar.start()
        try await withStation { station async throws in
            let trunk = await station.add(first.trunk("alice", over: .udp))
            try await station.registered(trunk)
            await first.end()
            let second = try await Registrar.start(after: first)
            await station.retry(trunk)
            do { try await station.registered(trunk) } catch {
                await second.end()
                throw error
            }
            await second.end()
        }
    }

    @Test(arguments: SIPTransport.allCases) func aCallGoesThroughItFromOneStationToAnother(over transport: SIPTransport) async throws {
        try await Registrar.with { registrar async throws in
            try await withStation { alice async throws in
                try await withStation { bob async throws in
                    let (ofAlice, ofBob) = (
                        await alice.add(registrar.trunk("alice", over: transport)), await bob.add(registrar.trunk("bob", over: transport))
                    )
                    try await alice.registered(ofAlice)
                    try await bob.registered(ofBob)
                    let placed = await alice.dial("bob", over: ofAlice, .sdp("v=0 offer"))
                    let dialled = try #require(placed)
                    let (handle, incoming, trunk) = try await bob.first {
                        if case .incoming(let handle, let incoming, let trunk) = $0 { (handle, incoming, trunk) } else { nil }
                    }
                    #expect(incoming.caller == "alice" && incoming.offer == .sdp("v=0 offer") && trunk == ofBob)
                    await bob.accept(handle, .sdp("v=0 answer"))
                    let answer = try await alice.event(of: dialled) { if case .answered(let body) = $0 { body } else { nil } }
                    #expect(answer == .sdp("v=0 answer"))
                    try await bob.event(of: handle) { if case .confirmed = $0 { () } else { nil } }
                    await bob.hangUp(handle)
                    #expect(try await alice.end(of: dialled) == .there)
                }
            }
        }
    }

    @Test func aTrunkWhoseFirstTargetIsDeadIsReachedAtTheSecond() async throws {
        try await Registrar.with { registrar async throws in
            let dead = try await withStation { try await $0.port(.tcp) }
            let names = try TestNameServer([
                "_sip._tcp.trunk.test": [
                    ServiceRecord(priority: 1, weight: 0, host: "127.0.0.1", port: dead),
                    ServiceRecord(priority: 2, weight: 0, host: "127.0.0.1", port: registrar.port),
                ]
            ])
            defer { names.stop() }
            try await withStation(resolver: TrunkResolver(nameServer: names.address)) { station async throws in
                let trunk = await station.add(registrar.trunk("alice", over: .tcp, host: "trunk.test", hasPort: false))
                try await station.registered(trunk)
                #expect(await station.path(of: trunk)?.address.port == registrar.port)
            }
        }
    }

    @Test func stoppingUnregisters() async throws {
        try await Registrar.with { registrar async throws in
            let station = try await SIPStation(.loopback())
            let trunk = await station.add(registrar.trunk("alice", over: .udp))
            try await station.registered(trunk)
            await station.stop()
            #expect(await station.status(of: trunk).registration == .stopped)
            try await withStation { other async throws in
                let second = await other.add(registrar.trunk("bob", over: .udp))
                try await other.registered(second)
                let placed = await other.dial("alice", over: second, .sdp("v=0"))
                let call = try #require(placed)
                #expect(try await other.end(of: call) == .refused(.notFound))
            }
        }
    }
}

import MediaTypes
import Profiles
import Testing

@testable import Doctor

/// Against real sockets on 127.0.0.1.
@Suite struct PortTests {
    private func check(_ transport: WantedPort.Transport, _ address: TransportAddress, isServerRunning: Bool = false) -> [Finding] {
        PortCheck(ports: [WantedPort(transport: transport, address: address, key: "media.port")], isServerRunning: isServerRunning).findings()
    }

    /// One that was free a moment ago.
    private func freeAddress(isTCP: Bool) throws -> TransportAddress { try #require(HeldPort(isTCP: isTCP)).address }

    // MARK: No server

    @Test(arguments: [WantedPort.Transport.udp, .tcp]) func aFreePortIsGood(transport: WantedPort.Transport) throws {
        let address = try freeAddress(isTCP: transport == .tcp)
        #expect(check(transport, address) == [.good(.ports, "\(transport.rawValue) \(address.port): free for the server")])
    }

    @Test(arguments: [WantedPort.Transport.udp, .tcp]) func aPortThatAnotherProgramHasIsAProblem(transport: WantedPort.Transport) throws {
        let held = try #require(HeldPort(isTCP: transport == .tcp))
        let findings = check(transport, held.address)
        #expect(findings.map(\.level) == [.problem])
        #expect(findings.first?.found == "another program has \(transport.rawValue) \(held.address.port)")
        #expect(findings.first?.remedy?.contains("set media.port in partyline.yaml") == true)
        withExtendedLifetime(held) {}
    }

    @Test func aPortThatOneAddressHasIsNotFreeForAll() throws {
        let held = try #require(HeldPort(isTCP: false))
        #expect(check(.udp, TransportAddress(high: 0, low: 0, port: held.address.port)).map(\.level) == [.problem])
        withExtendedLifetime(held) {}
    }

    @Test func anAddressOfSomebodyElseIsAProblem() {
        let findings = check(.udp, TransportAddress(ipv4: 0xC000_0207, port: 5_004))
        #expect(findings.first?.found == "this machine does not have the address 192.0.2.7 for UDP 5004")
        #expect(findings.first?.remedy?.contains("media.address") == true)
    }

    /// Root may have any port, so that it is not tried here.
    @Test func aPortThatNeedsAPermissionSaysWhichWayOut() throws {
        let web = WantedPort(transport: .tcp, address: TransportAddress(high: 0, low: 0, port: 443), key: "web.port")
        let check = PortCheck(ports: [web], isServerRunning: false)
        let finding = try #require(check.obstacle(to: web, as: .notPermitted))
        #expect(finding.level == .problem)
        #expect(finding.remedy?.contains("AmbientCapabilities=CAP_NET_BIND_SERVICE") == true)
        #expect(check.obstacle(to: web, as: .refused(code: 97))?.found == "TCP 443 cannot be had: Address family not supported by protocol")
        #expect(check.obstacle(to: web, as: .free) == nil)
    }

    // MARK: A server runs

    @Test(arguments: [WantedPort.Transport.udp, .tcp]) func whatARunningServerHasIsGood(transport: WantedPort.Transport) throws {
        let held = try #require(HeldPort(isTCP: transport == .tcp))
        #expect(check(transport, held.address, isServerRunning: true).map(\.level) == [.good])
        withExtendedLifetime(held) {}
    }

    @Test(arguments: [WantedPort.Transport.udp, .tcp]) func whatARunningServerHasNotIsAProblem(transport: WantedPort.Transport) throws {
        let findings = check(transport, try freeAddress(isTCP: transport == .tcp), isServerRunning: true)
        #expect(findings.map(\.level) == [.problem])
        #expect(findings.first?.found.hasPrefix("a server runs, but nobody listens at") == true)
    }

    // MARK: Calls

    @Test func callsNeedTheirPairsFree() throws {
        let range = try #require(PortRange(47_100, 47_109))
        let local = IPAddress(high: 0, low: 0xFFFF_7F00_0001)
        let usual = CallPortCheck(range: range, calls: 5, address: local).finding()
        #expect(usual == .good(.ports, "UDP 47100-47109: free for 5 calls at a time"))
        var held = [47_102, 47_105].compactMap { HeldPort(isTCP: false, port: $0) }
        #expect(held.count == 2)
        let some = CallPortCheck(range: range, calls: 5, address: local).finding()
        #expect(some.level == .hint)
        #expect(some.found.contains("free for 3 calls at a time of 5"))
        #expect(CallPortCheck(range: range, calls: 3, address: local).finding().level == .good)
        held += [47_100, 47_106, 47_109].compactMap { HeldPort(isTCP: false, port: $0) }
        #expect(held.count == 5)
        #expect(CallPortCheck(range: range, calls: 5, address: local).finding().level == .problem)
        withExtendedLifetime(held) {}
    }

    // MARK: Which

    @Test func theConfigurationSaysWhichPorts() throws {
        let machine = try PreparedMachine(["partyline.yaml": """
            state_directory: state
            run_directory: run
            profiles_directory: profiles
            media: { port: 6004 }
            web: { port: 443 }
            phone: { sip_port: 5070, tls_port: 5071, ports: 31000-31009 }
            """])
        let surroundings = Surroundings(environment: [:], isRoot: false)
        let configuration = try ServiceConfiguration.load(file: machine("partyline.yaml"), in: surroundings)
        #expect(configuration.wantedPorts.map(\.name) == ["UDP 6004", "TCP 443", "TCP 8080", "UDP 5070", "TCP 5070", "TCP 5071"])
        #expect(configuration.forwardedPorts == "UDP 6004, TCP 443, UDP 5070, TCP 5070, TCP 5071, UDP 31000-31009")
    }
}

import MediaTypes
import SIP
import Testing

@testable import PhoneGateway

/// Names of trunks, asked of a real name server through the C library.
@Suite(.timeLimit(.minutes(3))) struct TrunkResolverTests {
    private static func record(_ priority: UInt16, _ host: String, _ port: UInt16) -> ServiceRecord {
        ServiceRecord(priority: priority, weight: 1, host: host, port: port)
    }

    private static func path(_ transport: SIPTransport, _ last: UInt32, _ port: UInt16) -> SIPPath {
        SIPPath(transport, TransportAddress(ipv4: 0x7F00_0000 | last, port: port))
    }

    /// What a name leads to, and what was asked.
    private static func look(
        for host: String, port: UInt16? = nil, over transport: SIPTransport = .udp, _ services: [String: [ServiceRecord]]
    ) async throws -> (targets: [SIPPath], questions: [String]) {
        let server = try TestNameServer(services)
        defer { server.stop() }
        let targets = try await TrunkResolver(nameServer: server.address).targets(of: host, port: port, over: transport)
        return (targets, server.questions)
    }

    @Test(arguments: [(SIPTransport.udp, "_sip._udp"), (.tcp, "_sip._tcp"), (.tls, "_sips._tcp")])
    func servicesAreAskedForByTransportAndTriedByPriority(_ transport: SIPTransport, _ service: String) async throws {
        let found = try await Self.look(
            for: "trunk.test", over: transport,
            ["\(service).trunk.test": [Self.record(20, "127.0.0.2", 5_070), Self.record(10, "127.0.0.1", 5_080)]])
        #expect(found.targets == [Self.path(transport, 1, 5_080), Self.path(transport, 2, 5_070)])
        #expect(found.questions == ["\(service).trunk.test"])
    }

    @Test func withoutServicesItIsTheNameItself() async throws {
        let found = try await Self.look(for: "localhost", over: .tls, [:])
        #expect(found.targets.contains(Self.path(.tls, 1, 5_061)) && found.questions == ["_sips._tcp.localhost"])
    }

    @Test func withAPortNobodyIsAskedForServices() async throws {
        let found = try await Self.look(for: "localhost", port: 5_099, ["_sip._udp.localhost": [Self.record(1, "127.0.0.2", 1)]])
        #expect(found.targets.contains(Self.path(.udp, 1, 5_099)) && found.questions.isEmpty)
    }

    @Test func anAddressIsTakenAsItIs() async throws {
        let found = try await Self.look(for: "127.0.0.3", [:])
        #expect(found.targets == [Self.path(.udp, 3, 5_060)] && found.questions.isEmpty)
    }

    @Test func aServiceThatIsDeniedIsNotLookedForElsewhere() async throws {
        await #expect(throws: ResolverError.noSuchService) {
            _ = try await Self.look(for: "localhost", ["_sip._udp.localhost": [Self.record(0, ".", 0)]])
        }
    }

    @Test func theSameAddressTwiceIsTriedOnce() async throws {
        let found = try await Self.look(
            for: "trunk.test", ["_sip._udp.trunk.test": [Self.record(1, "127.0.0.1", 5_060), Self.record(2, "127.0.0.1", 5_060)]])
        #expect(found.targets == [Self.path(.udp, 1, 5_060)])
    }
}

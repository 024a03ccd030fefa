import MediaTypes
import Testing

@testable import SIP

/// Whose a call is that comes from the host of a trunk's server: the trunk's, or a direct one.
@Suite struct CallOriginTests {
    /// Another port of the server's host.
    private static let beside = SIPPath(.udp, TransportAddress(ipv4: 0xC000_0201, port: 5_080))

    /// A call that names neither the account nor its domain.
    private static func direct(branch: String = "z9hG4bKdirect") -> String {
        Samples.invite(branch: branch).replacing("4711@", with: "hall@").replacing("trunk.example", with: "192.0.2.1")
    }

    /// Which trunk a call is counted for, of those that are added in this order.
    private static func origin(
        of invite: String, from source: SIPPath, isAllowed: Bool = true, trunks: [Trunk] = [Scene.account()]
    ) throws -> Int? {
        var scene = Scene(admitted: isAllowed ? [AddressRange(Scene.trunk.address)] : [])
        let ids = trunks.map { scene.agent.add($0, at: scene.now).0 }
        let incoming = scene.receive(invite, from: source).compactMap { if case .incoming(_, let call) = $0 { call } else { nil } }
        let call = try #require(incoming.first)
        return call.trunk.flatMap { trunk in ids.firstIndex { $0 == trunk } }
    }

    @Test func whatComesFromTheServersAddressAndPortIsTheTrunks() throws {
        #expect(try Self.origin(of: Self.direct(), from: Scene.trunk) == 0)
    }

    @Test func whoMayCallDirectlyFromTheServersHostCallsDirectly() throws {
        #expect(try Self.origin(of: Self.direct(), from: Self.beside) == nil)
    }

    @Test func whoMayNotCallDirectlyCallsByTheTrunkWhateverThePort() throws {
        #expect(try Self.origin(of: Self.direct(), from: Self.beside, isAllowed: false) == 0)
    }

    @Test func aCallToTheUserThatWeRegisteredIsTheTrunksFromAnyPort() throws {
        let invite = Self.direct().replacing("INVITE sip:hall@", with: "INVITE sip:4711@")
        #expect(try Self.origin(of: invite, from: Self.beside) == 0)
        // Nobody knows of a user that was not registered.
        #expect(try Self.origin(of: invite, from: Self.beside, trunks: [Scene.account(registers: false)]) == nil)
    }

    @Test(arguments: ["From: \"Alice\" <sip:alice@", "To: <sip:hall@"])
    func aCallThatNamesTheAccountsDomainIsTheTrunksFromAnyPort(field: String) throws {
        let lines = Self.direct().split(separator: "\n", omittingEmptySubsequences: false).map { line in
            line.hasPrefix(field) ? field + "TRUNK.example>" + (field.hasPrefix("From") ? ";tag=1" : "") : String(line)
        }
        #expect(try Self.origin(of: lines.joined(separator: "\n"), from: Self.beside) == 0)
    }

    @Test func aDomainThatIsAnAddressSaysNothing() throws {
        let trunk = Trunk(TrunkAccount(domain: "192.0.2.1", user: "4711", password: "secret"), targets: [Scene.trunk])
        #expect(try Self.origin(of: Self.direct(), from: Self.beside, trunks: [trunk]) == nil)
    }

    @Test func ofTwoTrunksOnOneHostItIsTheOneWhosePortItIs() throws {
        let other = Trunk(TrunkAccount(domain: "other.example", user: "4711", password: "secret"), targets: [Self.beside])
        #expect(try Self.origin(of: Samples.invite(), from: Self.beside, trunks: [Scene.account(), other]) == 1)
    }

    @Test func overOurConnectionWithTheServerCallsAreTheTrunks() throws {
        let connection = SIPPath(.tcp, Scene.trunk.address)
        var scene = Scene()
        let (id, _) = scene.agent.add(Scene.account(targets: [connection]), at: scene.now)
        let asked = try #require(request(Self.direct().replacing("SIP/2.0/UDP", with: "SIP/2.0/TCP")))
        let actions = scene.agent.receive(StreamFramer.Event.message(.request(asked)), from: connection, at: scene.now)
        #expect(actions.contains { if case .incoming(_, let call) = $0 { call.trunk == id } else { false } })
    }
}

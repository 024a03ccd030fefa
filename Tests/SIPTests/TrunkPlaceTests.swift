import MediaTypes
import Testing

@testable import SIP

/// Where a trunk is, and where we are, as it becomes known and changes.
@Suite struct TrunkPlaceTests {
    private static let second = SIPPath(.udp, TransportAddress(ipv4: 0xC000_0202, port: 5_060))
    private static let tcp = SIPPath(.tcp, Scene.trunk.address)
    private static let secondTCP = SIPPath(.tcp, second.address)

    private static func paths(_ actions: [UserAgentAction]) -> [SIPPath] {
        actions.compactMap { if case .send(_, to: let path) = $0 { path } else { nil } }
    }

    @Test func aTrunkRegistersAsSoonAsItsPlaceIsKnown() {
        var scene = Scene(admitted: [])
        let (id, first) = scene.agent.add(Scene.account(targets: []), at: scene.now)
        let dialled = scene.agent.dial("1", over: id, .sdp("a"), at: scene.now)
        #expect(first.isEmpty && scene.agent.target(of: id) == nil && dialled == nil)
        #expect(!scene.agent.isAdmitted(Scene.trunk.address))
        scene.note(scene.agent.setTargets([Scene.trunk], of: id, at: scene.now))
        #expect(scene.requests.map(\.method) == [.register] && scene.agent.status(of: id) == .trying)
        #expect(scene.agent.target(of: id) == Scene.trunk && scene.agent.isAdmitted(Scene.trunk.address))
    }

    @Test func aTrunkThatHasMovedIsFollowedAndItsFormerAddressIsNotHeardAnyMore() throws {
        var scene = Scene(admitted: [])
        let (id, first) = scene.agent.add(Scene.account(), at: scene.now)
        scene.note(first)
        scene.answer(.ok, to: try #require(scene.requests.last), [("Expires", "600")])
        let moved = scene.agent.setTargets([Self.second], of: id, at: scene.now)
        #expect(Self.paths(moved) == [Self.second] && moved.requests.map(\.method) == [.register])
        #expect(!scene.agent.isAdmitted(Scene.trunk.address))
    }

    @Test func whileTheFormerPlaceIsStillAmongTheNewOnesNothingHappens() throws {
        var scene = Scene()
        let (id, first) = scene.agent.add(Scene.account(), at: scene.now)
        scene.note(first)
        scene.answer(.ok, to: try #require(scene.requests.last), [("Expires", "600")])
        let actions = scene.agent.setTargets([Self.second, Scene.trunk], of: id, at: scene.now)
        #expect(actions.isEmpty && scene.agent.target(of: id) == Scene.trunk)
    }

    @Test func aCallStaysAdmittedWhenItsTrunkMoves() throws {
        var scene = Scene(admitted: [])
        let (id, _) = scene.agent.add(Scene.account(registers: false), at: scene.now)
        scene.receive(Samples.invite(body: "v=0\n"))
        let call = try #require(scene.incoming)
        scene.note(scene.agent.accept(call, .sdp("v=0"), at: scene.now))
        _ = scene.agent.setTargets([Self.second], of: id, at: scene.now)
        scene.receive(Samples.inDialog("ACK", try #require(scene.responses.last), sequence: 314_159))
        #expect(scene.events.contains(.confirmed(nil)))
    }

    @Test func aTargetThatCannotBeConnectedToIsLeftForTheNextAtOnce() {
        var scene = Scene()
        let (id, first) = scene.agent.add(Scene.account(targets: [Self.tcp, Self.secondTCP]), at: scene.now)
        let lost = scene.agent.connectionLost(Self.tcp, at: scene.now)
        #expect(Self.paths(first) == [Self.tcp] && Self.paths(lost) == [Self.secondTCP])
        // Once round, and then with a pause.
        let lostAgain = scene.agent.connectionLost(Self.secondTCP, at: scene.now)
        #expect(Self.paths(lostAgain).isEmpty && scene.agent.target(of: id) == Self.tcp)
        let later = scene.advance(by: .seconds(13))
        #expect(Self.paths(later) == [Self.tcp])
    }

    @Test func aLostConnectionIsMadeAnewByTheRegistration() throws {
        var scene = Scene()
        let (id, first) = scene.agent.add(Scene.account(targets: [Self.tcp]), at: scene.now)
        let ok = SIPResponse(.ok, to: try #require(first.requests.last), tag: "t")
        scene.note(scene.agent.receive(StreamFramer.Event.message(.response(ok)), from: Self.tcp, at: scene.now))
        #expect(scene.agent.status(of: id).map { if case .registered = $0 { true } else { false } } == true)
        scene.note(scene.agent.connectionLost(Self.tcp, at: scene.now))
        #expect(scene.agent.status(of: id).map { if case .failing(.noAnswer, _) = $0 { true } else { false } } == true)
        let later = scene.advance(by: .seconds(7))
        #expect(Self.paths(later) == [Self.tcp])
    }

    @Test func aDialOutWhoseConnectionIsLostHasNoAnswer() {
        var scene = Scene()
        let (id, _) = scene.agent.add(Scene.account(registers: false, targets: [Self.tcp]), at: scene.now)
        scene.note(scene.agent.dial("1", over: id, .sdp("a"), at: scene.now)?.1 ?? [])
        scene.note(scene.agent.connectionLost(Self.tcp, at: scene.now))
        #expect(scene.events.contains { if case .ended = $0 { true } else { false } } && scene.agent.callCount == 0)
    }

    @Test func ourAddressTowardATrunkStandsInViaAndContact() throws {
        var scene = Scene()
        let (id, _) = scene.agent.add(Scene.account(targets: []), at: scene.now)
        _ = scene.agent.setLocalAddress(TransportAddress(ipv4: 0x0A00_0005, port: 5_070), of: id, at: scene.now)
        scene.note(scene.agent.setTargets([Scene.trunk], of: id, at: scene.now))
        let register = try #require(scene.requests.last)
        #expect(register.vias.first?.host == "10.0.0.5" && register.contacts.map(\.uri.text) == ["sip:4711@10.0.0.5:5070"])
    }

    @Test func anotherAddressOfOursIsRegisteredAtOnceAndTheFormerOneTakenBack() throws {
        var scene = Scene()
        let (id, first) = scene.agent.add(Scene.account(), at: scene.now)
        scene.note(first)
        scene.answer(.ok, to: try #require(scene.requests.last), [("Expires", "600")])
        let moved = scene.agent.setLocalAddress(TransportAddress(ipv4: 0x0A00_0005, port: 5_060), of: id, at: scene.now)
        let contacts = try #require(moved.requests.first).contacts
        #expect(contacts.map(\.uri.text) == ["sip:4711@10.0.0.5:5060", "sip:4711@198.51.100.7:5060"])
        #expect(contacts.last?.parameters["expires"] == "0")
    }

    @Test func aCallerIsToldTheAddressThatItsCallCameTo() throws {
        var scene = Scene()
        scene.note(
            scene.agent.receive(
                Samples.bytes(Samples.invite(body: "v=0\n")), from: Scene.trunk, to: TransportAddress(ipv4: 0x0A00_0005, port: 5_070),
                at: scene.now))
        scene.note(scene.agent.accept(try #require(scene.incoming), .sdp("v=0"), at: scene.now))
        #expect(scene.responses.last?.contacts.map(\.uri.text) == ["sip:partyline@10.0.0.5:5070"])
    }

    @Test func ofTwoAccountsAtOneProviderItIsTheOneThatIsCalled() throws {
        var scene = Scene()
        _ = scene.agent.add(
            Trunk(TrunkAccount(domain: "trunk.example", user: "1", password: "a"), targets: [Scene.trunk], registers: false), at: scene.now)
        let (second, _) = scene.agent.add(Scene.account(registers: false), at: scene.now)
        scene.receive(Samples.invite())
        let trunks = scene.actions.compactMap { if case .incoming(_, let incoming) = $0 { incoming.trunk } else { nil } }
        #expect(trunks == [second])
    }

    @Test func whatWasConnectedFromThereIsUsedForRequestsOfOurs() throws {
        var scene = Scene()
        let connection = SIPPath(.tcp, TransportAddress(ipv4: 0xC000_0201, port: 40_000))
        let invite = Samples.invite().replacing("SIP/2.0/UDP", with: "SIP/2.0/TCP").replacing("192.0.2.1:5060>", with: "192.0.2.1:5060;transport=tcp>")
        let asked = try #require(request(invite))
        scene.note(scene.agent.receive(StreamFramer.Event.message(.request(asked)), from: connection, at: scene.now))
        let call = try #require(scene.incoming)
        scene.note(scene.agent.accept(call, .sdp("v=0"), at: scene.now))
        #expect(scene.agent.needs(connection))
        let ack = Samples.inDialog("ACK", try #require(scene.responses.last), sequence: 314_159)
        let confirmation = try #require(request(ack))
        scene.note(scene.agent.receive(StreamFramer.Event.message(.request(confirmation)), from: connection, at: scene.now))
        let last = scene.agent.hangUp(call, at: scene.now)
        #expect(last.requests.map(\.method) == [.bye] && Self.paths(last) == [connection])
    }

    @Test func stoppingEndsAllCallsAndTakesNoMore() throws {
        guard let (started, _, _) = Scene.established() else {
            Issue.record("no call")
            return
        }
        var scene = started
        let ended = scene.agent.hangUpAll(at: scene.now)
        #expect(ended.requests.map(\.method) == [.bye] && ended.events == [.ended(.here)])
        _ = scene.agent.stop(at: scene.now)
        scene.receive(Samples.invite(branch: "z9hG4bKother", callID: "other"))
        #expect(scene.statuses.last == 503)
    }

    @Test func strangersWhoConnectAreCounted() {
        var scene = Scene()
        let known = scene.agent.admitsConnection(from: Scene.trunk.address)
        let stranger = scene.agent.admitsConnection(from: TransportAddress(ipv4: 0xC633_6408, port: 1))
        #expect(known && !stranger && scene.agent.counters.strangers == 1)
    }
}

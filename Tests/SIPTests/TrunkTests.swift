import MediaTypes
import Testing

@testable import SIP

@Suite struct TrunkTests {
    private static let second = SIPPath(.udp, TransportAddress(ipv4: 0xC000_0202, port: 5_060))

    private static func paths(_ actions: [UserAgentAction], _ method: SIPMethod) -> [SIPPath] {
        actions.compactMap { action in
            guard case .send(let bytes, to: let path) = action, case .request(let request)? = try? SIPMessage.parse(bytes),
                request.method == method
            else { return nil }
            return path
        }
    }

    private static func added(_ trunk: Trunk, to scene: inout Scene) -> (id: TrunkID, first: [UserAgentAction]) {
        let (id, first) = scene.agent.add(trunk, at: scene.now)
        scene.note(first)
        return (id, first)
    }

    @Test func aTrunkRegistersIsRefreshedAndKeptAlive() throws {
        var scene = Scene()
        let (id, _) = Self.added(Scene.account(keepAlive: .emptyLines), to: &scene)
        let register = try #require(scene.requests.first)
        #expect(register.method == .register && register.vias.first?.parameters["rport"] == "")
        scene.answer(.ok, to: register, [("Expires", "100")])
        #expect(scene.agent.status(of: id) == .registered(since: scene.now, until: scene.now + .seconds(100)))
        let later = scene.advance(by: .seconds(81))
        #expect(
            later.filter { $0 == .send([13, 10, 13, 10], to: Scene.trunk) }.count == 3 && later.requests.map(\.method).first == .register)
    }

    @Test func aTrunkThatIsSilentIsLeftForTheNextTarget() throws {
        var scene = Scene()
        let (_, first) = Self.added(Scene.account(targets: [Scene.trunk, Self.second]), to: &scene)
        let later = scene.advance(by: .seconds(45))
        #expect(Self.paths(first, .register) == [Scene.trunk] && Self.paths(later, .register).last == Self.second)
        #expect(scene.actions.registrations.contains { if case .failing(.noAnswer, _) = $0 { true } else { false } })
        scene.receive(SIPResponse(.ok, to: try #require(scene.requests.last), tag: "t").bytes, from: Self.second)
        guard case .registered? = scene.actions.registrations.last else {
            Issue.record("not registered")
            return
        }
    }

    @Test func optionsWithoutAnAnswerMeanThatTheTrunkIsLost() throws {
        var scene = Scene()
        _ = Self.added(Scene.account(keepAlive: .options, targets: [Scene.trunk, Self.second]), to: &scene)
        scene.answer(.ok, to: try #require(scene.requests.first), [("Expires", "3600")])
        let later = scene.advance(by: .seconds(110))
        #expect(Self.paths(later, .register).last == Self.second && Set(later.requests.map(\.method)) == [.options, .register])
    }

    @Test func aTrunksCallsCarryItsContactAsItIsSeenFromThere() throws {
        var scene = Scene()
        let (id, _) = Self.added(Scene.account(), to: &scene)
        var register = try #require(scene.requests.first)
        register.note(source: SIPPath(.udp, TransportAddress(ipv4: 0xCB00_7105, port: 40_000)))
        scene.receive(SIPResponse(.ok, to: register, tag: "t").bytes)
        let dialled = scene.agent.dial("0301234", over: id, .sdp("a"), at: scene.now)
        #expect(dialled?.1.requests.first?.contacts.first?.uri.text == "sip:4711@203.0.113.5:40000")
    }

    @Test func stoppingUnregistersAndThenNothingIsDue() throws {
        var scene = Scene()
        _ = Self.added(Scene.account(keepAlive: .options), to: &scene)
        scene.answer(.ok, to: try #require(scene.requests.first))
        scene.note(scene.agent.stop(at: scene.now))
        let last = try #require(scene.requests.last)
        #expect(last.headers["Expires"] == "0")
        scene.answer(.ok, to: last)
        scene.advance(by: .seconds(60))
        #expect(scene.agent.deadline == nil && scene.actions.registrations.last == .stopped)
    }

    /// RFC 2782: priorities in their order; within one, by weight.
    @Test func recordsAreOrderedByPriorityAndDrawnByWeight() {
        var random = SplitMix64(seed: 1)
        let records = [
            ServiceRecord(priority: 20, weight: 0, host: "last", port: 1), ServiceRecord(priority: 10, weight: 90, host: "heavy", port: 1),
            ServiceRecord(priority: 10, weight: 10, host: "light", port: 1), ServiceRecord(priority: 10, weight: 0, host: "none", port: 1),
        ]
        var firsts: [String: Int] = [:]
        for _ in 0..<10_000 {
            let order = ServiceRecord.ordered(records, using: &random).map(\.host)
            #expect(order.last == "last" && Set(order) == ["last", "heavy", "light", "none"])
            firsts[order[0], default: 0] += 1
        }
        #expect(
            8_700...9_150 ~= firsts["heavy"] ?? 0 && 850...1_150 ~= firsts["light"] ?? 0 && 1...300 ~= firsts["none"] ?? 0,
            "seed 1: \(firsts)")
    }

    @Test func aRootAloneMeansThatThereIsNoService() {
        var random = SplitMix64(seed: 1)
        #expect(ServiceRecord.ordered([ServiceRecord(priority: 0, weight: 0, host: ".", port: 0)], using: &random).isEmpty)
    }

    @Test func failoverGoesRoundAndStaysWithWhoServes() {
        var failover = Failover([Scene.trunk, Self.second])
        failover.fail()
        #expect(failover.current == Self.second && !failover.haveAllFailed)
        failover.fail()
        #expect(failover.current == Scene.trunk && failover.haveAllFailed)
        failover.fail()
        failover.succeed()
        failover.replace(with: [SIPPath(.udp, Scene.local), Self.second])
        #expect(failover.current == Self.second && failover.failures == 0)
        #expect(Failover([]).current == nil)
    }
}

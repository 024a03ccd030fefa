import ICE
import MediaTypes
import Testing

/// Both agents on a path that loses what it is told to, in virtual time.
private struct VirtualPath {
    static let server = TransportAddress(ipv4: 0x7F00_0001, port: 3_478)

    var lite: ICELiteAgent
    var client: ICEControllingAgent
    var clientTuple = Peer.tuple(0)
    var now = MediaTime.zero
    /// Of 100 datagrams.
    var lossPercent = 0
    var serverSaid: [ICEAction] = []
    var clientSaid: [ICEAction] = []
    var checks: [STUNMessage] = []
    private var random: SplitMix64

    init(seed: UInt64, nominating nomination: ICEControllingAgent.Nomination = .always) {
        random = SplitMix64(seed: seed)
        lite = ICELiteAgent(local: Peer.local, remote: Peer.remote, at: .zero)
        client = ICEControllingAgent(
            local: Peer.remote, remote: Peer.local, to: Self.server, nominating: nomination, at: .zero, using: &random)
    }

    private mutating func isLost() -> Bool { Int.random(in: 0..<100, using: &random) < lossPercent }

    /// Runs whatever is due until `end`.
    mutating func run(to end: MediaTime) {
        while let next = [lite.deadline, client.deadline].compactMap({ $0 }).min(), next <= end {
            now = max(now, next)
            serverSaid += lite.advance(to: now)
            for action in client.advance(to: now) {
                guard case .send(let check, to: Self.server) = action else { clientSaid.append(action); continue }
                if let message = parsed(check) { checks.append(message) }
                if !isLost() { deliver(check) }
            }
        }
        now = end
    }

    private mutating func deliver(_ check: [UInt8]) {
        for action in lite.handle(check, from: clientTuple, at: now) {
            guard case .send(let answer, to: clientTuple) = action else { serverSaid.append(action); continue }
            if !isLost() { clientSaid += client.handle(answer, from: Self.server, at: now) }
        }
    }
}

@Suite struct ICEControllingAgentTests {
    @Test func theFirstCheckConnectsBothSides() {
        var path = VirtualPath(seed: 1)
        path.run(to: .zero)
        #expect(path.serverSaid == [.allow(Peer.tuple(0)), .select(Peer.tuple(0))])
        #expect(path.clientSaid == [.allow(VirtualPath.server), .select(VirtualPath.server)])
        #expect(path.client.isConnected && path.client.mappedAddress == Peer.tuple(0))
    }

    @Test func consentChecksComeEveryFourToSixSecondsAndKeepBothSidesForHours() {
        var path = VirtualPath(seed: 2)
        path.run(to: .seconds(7_200))
        #expect(path.serverSaid.count == 2 && path.clientSaid.count == 2)
        #expect(1_200...1_800 ~= path.checks.count, "\(path.checks.count) checks")
    }

    @Test(arguments: [3, 4, 5] as [UInt64]) func aPathThatLosesHalfOfThemConnectsAllTheSame(seed: UInt64) {
        var path = VirtualPath(seed: seed)
        path.lossPercent = 50
        path.run(to: .seconds(20))
        #expect(path.client.isConnected && path.lite.selected == Peer.tuple(0), "seed \(seed)")
    }

    @Test func ofAPathThatBreaksBothTellTheSame() {
        var path = VirtualPath(seed: 6)
        path.run(to: .seconds(60))
        path.lossPercent = 100
        path.run(to: .seconds(98))
        #expect(path.serverSaid.last == .consentLost && path.clientSaid.last == .consentLost)
        path.lossPercent = 0
        path.run(to: .seconds(101))
        #expect(path.serverSaid.last == .consentBack && path.clientSaid.last == .consentBack)
        path.lossPercent = 100
        path.run(to: .seconds(300))
        #expect(path.serverSaid.last == .expired && path.clientSaid.last == .expired)
        #expect(path.client.deadline == nil && path.lite.deadline == nil)
    }

    @Test func anotherPortOnTheWayIsFollowedWithTheNextCheck() {
        var path = VirtualPath(seed: 7)
        path.run(to: .seconds(60))
        path.clientTuple = Peer.tuple(1)
        path.run(to: .seconds(66))
        #expect(path.serverSaid.suffix(2) == [.allow(Peer.tuple(1)), .select(Peer.tuple(1))])
        #expect(path.client.mappedAddress == Peer.tuple(1))
    }

    @Test func aClientThatNominatesOnceIsFollowedToAnotherPortBeforeConsentEnds() {
        var path = VirtualPath(seed: 8, nominating: .once)
        path.run(to: .seconds(60))
        #expect(path.checks.map(\.isNominating) == [true] + [Bool](repeating: false, count: path.checks.count - 1))
        path.clientTuple = Peer.tuple(1)
        path.run(to: .seconds(82))
        #expect(path.serverSaid.suffix(2) == [.allow(Peer.tuple(1)), .select(Peer.tuple(1))])
        #expect(!path.serverSaid.contains(.consentLost))
    }

    @Test func aRestartGoesOnWithNewCredentials() {
        var path = VirtualPath(seed: 9)
        path.run(to: .seconds(60))
        path.lite.restart(local: Peer.newLocal, remote: Peer.newRemote, at: path.now)
        path.run(to: .seconds(70))
        #expect(path.lite.localUfrags.count == 2 && path.client.isConnected)
        path.client.restart(local: Peer.newRemote, remote: Peer.newLocal, at: path.now)
        path.clientTuple = Peer.tuple(1)
        path.run(to: .seconds(71))
        #expect(path.lite.localUfrags == ["server01"] && path.lite.selected == Peer.tuple(1))
    }

    @Test func answersOfOthersAreNoAnswers() throws {
        var path = VirtualPath(seed: 10)
        guard case .send(let check, to: _)? = path.client.advance(to: .zero).first else { Issue.record("no check"); return }
        var answer = STUNMessage(.success, transaction: try #require(parsed(check)).transaction)
        answer.mappedAddress = Peer.tuple(0)
        let genuine = answer.write(password: Peer.local.password)
        #expect(path.client.handle(answer.write(password: "a guess"), from: VirtualPath.server, at: .zero) == [])
        #expect(path.client.handle(genuine, from: Peer.tuple(3), at: .zero) == [])
        #expect(path.client.handle(genuine, from: VirtualPath.server, at: .zero).count == 2)
        #expect(path.client.handle(genuine, from: VirtualPath.server, at: .zero) == [], "the second time")
    }
}

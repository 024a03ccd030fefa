import ICE
import MediaTypes
import Testing

@Suite struct ICELiteAgentTests {
    // MARK: answers

    @Test func aCheckIsAnsweredToWhereItCameFrom() throws {
        var peer = Peer()
        let request = peer.request()
        let actions = peer.handle(request.write(password: Peer.local.password))
        guard case .send(let datagram, to: Peer.tuple(0)) = try #require(actions.first) else { Issue.record("\(actions)"); return }
        let answer = try #require(parsed(datagram))
        #expect(answer.messageClass == .success && answer.transaction == request.transaction && answer.hasFingerprint)
        #expect(answer.mappedAddress == Peer.tuple(0))
        #expect(isAuthentic(datagram, password: Peer.local.password))
        #expect(actions.others == [.allow(Peer.tuple(0))])
        #expect(peer.agent.isValidated(Peer.tuple(0)) && !peer.agent.isValidated(Peer.tuple(1)))
    }

    @Test func anIPv6TupleIsAnsweredToo() {
        var peer = Peer()
        let source = TransportAddress(high: 0x2001_0DB8_0000_0000, low: 1, port: 9)
        let check = peer.request().write(password: Peer.local.password)
        #expect(peer.agent.handle(check, from: source, at: .zero).sent.first?.mappedAddress == source)
    }

    @Test func whoSaysThatWeControlIsToldOfTheConflictAndNotLetIn() {
        var peer = Peer()
        var request = peer.request()
        request.role = .controlled(7)
        request.isNominating = true
        let actions = peer.handle(request.write(password: Peer.local.password))
        #expect(actions.sent.map(\.errorCode) == [487] && actions.others == [])
        #expect(!peer.agent.isValidated(Peer.tuple(0)))
    }

    @Test func anUnknownAttributeThatMustBeKnownIsRefusedByName() {
        var peer = Peer()
        let name = attribute(0x0006, Array("server00:page".utf8))
        let check = STUNSeal.seal(message(name + attribute(0x0024, [0, 0, 0, 1]) + attribute(0x7777, [1])), password: Peer.local.password)
        let actions = peer.handle(check)
        #expect(actions.sent.map(\.errorCode) == [420] && actions.sent.map(\.unknownAttributes) == [[0x7777]])
        #expect(actions.others == [])
    }

    @Test func attributesOfChromeThatWeDoNotKnowDoNotMatter() {
        var peer = Peer()
        let known = attribute(0x0006, Array("server00:page".utf8)) + attribute(0x0024, [0, 0, 0, 1])
        let chrome = [0xC001, 0xC057, 0xC05C].flatMap { attribute($0, [0, 0, 0, 1]) }
        let actions = peer.handle(STUNSeal.seal(message(known + chrome), password: Peer.local.password))
        #expect(actions.sent.map(\.messageClass) == [.success])
    }

    // MARK: silence

    @Test(arguments: [
        "no PRIORITY", "no user name", "another session's name", "another peer's name", "another password", "the peer's password",
    ])
    func aCheckThatLacksSomethingGetsNothing(what: String) {
        var peer = Peer()
        var request = peer.request()
        var password = Peer.local.password
        switch what {
        case "no PRIORITY": request.priority = nil
        case "no user name": request.username = nil
        case "another session's name": request.username = "server02:page"
        case "another peer's name": request.username = "server00:pag"
        case "another password": password += " "
        default: password = Peer.remote.password
        }
        #expect(peer.handle(request.write(password: password)) == [])
    }

    @Test func aCheckWithoutFingerprintOrIntegrityGetsNothing() {
        var peer = Peer()
        let check = peer.request().write(password: Peer.local.password)
        #expect(peer.handle(message(Array(check[20...].dropLast(8)))) == [])
        #expect(peer.handle(message(Array(check[20...].dropLast(32)))) == [])
        #expect(peer.handle(message([])) == [])
    }

    @Test(arguments: [STUNMessage.Class.indication, .success, .failure]) func whatIsNoRequestGetsNothing(messageClass: STUNMessage.Class) {
        var peer = Peer()
        var other = STUNMessage(messageClass, transaction: Vectors.transaction)
        other.username = "server00:page"
        other.priority = 1
        #expect(peer.handle(other.write(password: Peer.local.password)) == [])
    }

    @Test func anotherMethodGetsNothing() {
        var peer = Peer()
        var allocate = STUNMessage(.request, method: 3, transaction: Vectors.transaction)
        allocate.username = "server00:page"
        allocate.priority = 1
        #expect(peer.handle(allocate.write(password: Peer.local.password)) == [])
    }

    @Test func whenThePeersNameIsNotKnownAnyIsTaken() {
        var peer = Peer()
        peer.agent = ICELiteAgent(local: Peer.local, remote: nil, at: .zero)
        #expect(peer.check(from: 0, remote: Peer.newRemote).sent.count == 1)
    }

    // MARK: paths

    @Test func theFirstNominationSelectsAndRepeatingItDoesNothing() {
        var peer = Peer()
        #expect(peer.check(from: 0).others == [.allow(Peer.tuple(0))])
        #expect(peer.check(from: 0, isNominating: true).others == [.select(Peer.tuple(0))])
        #expect(peer.check(from: 0, isNominating: true).others == [])
        #expect(peer.agent.selected == Peer.tuple(0))
    }

    @Test func aNominationFromANewTupleIsASwitch() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        #expect(peer.check(from: 1, at: 3, isNominating: true).others == [.allow(Peer.tuple(1)), .select(Peer.tuple(1))])
        #expect(peer.check(from: 0, at: 4).others == [])
        #expect(peer.agent.isValidated(Peer.tuple(0)))
    }

    @Test func checksWithoutNominationSwitchOnlyWhenTheSelectedPathIsSilent() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        #expect(peer.check(from: 1, at: 14).others == [.allow(Peer.tuple(1))])
        #expect(peer.check(from: 1, at: 15).others == [.select(Peer.tuple(1))])
    }

    @Test func theNinthTupleSendsTheOldestAwayButNeverTheSelected() {
        var peer = Peer()
        _ = peer.check(from: 0, at: 0, isNominating: true)
        for index in 1..<8 { #expect(peer.check(from: index, at: Int64(index)).others == [.allow(Peer.tuple(index))]) }
        _ = peer.check(from: 1, at: 8)
        #expect(peer.check(from: 8, at: 9).others == [.forget(Peer.tuple(2)), .allow(Peer.tuple(8))])
        #expect(peer.agent.isValidated(Peer.tuple(0)) && !peer.agent.isValidated(Peer.tuple(2)))
    }

    @Test func aFloodOfTuplesKeepsEightOfThemAndTheSelectedAmongThem() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        var allowed: Set = [Peer.tuple(0)]
        for index in 1...5_000 {
            for action in peer.check(from: index, at: 1).others {
                switch action {
                case .allow(let tuple): allowed.insert(tuple)
                case .forget(let tuple): allowed.remove(tuple)
                default: Issue.record("\(action)")
                }
            }
        }
        #expect(allowed.count == 8 && allowed.contains(Peer.tuple(0)))
        let stillValid = (0...5_000).filter { peer.agent.isValidated(Peer.tuple($0)) }
        #expect(Set(stillValid.map(Peer.tuple)) == allowed)
    }

    // MARK: consent

    @Test func consentEndsThirtySecondsAfterTheLastCheckAndTheSeatAfterHundredAndTwenty() {
        var peer = Peer()
        _ = peer.check(from: 0, at: 10)
        #expect(peer.agent.deadline == .seconds(40))
        #expect(peer.agent.advance(to: .milliseconds(39_999)) == [])
        #expect(peer.agent.advance(to: .seconds(40)) == [.consentLost])
        #expect(peer.agent.deadline == .seconds(130))
        #expect(peer.agent.advance(to: .milliseconds(129_999)) == [])
        #expect(peer.agent.advance(to: .seconds(130)) == [.expired])
        #expect(peer.agent.deadline == nil)
        #expect(peer.check(from: 0, at: 131) == [] && peer.agent.advance(to: .seconds(999)) == [])
    }

    @Test func checksWithoutNominationKeepConsent() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        for seconds in stride(from: Int64(5), through: 600, by: 5) { #expect(peer.check(from: 0, at: seconds).others == []) }
        #expect(peer.agent.deadline == .seconds(630))
    }

    @Test func aLateCheckBringsConsentBack() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        // Nobody called advance meanwhile: the loss is told first.
        #expect(peer.check(from: 0, at: 45).others == [.consentLost, .consentBack])
        #expect(peer.agent.deadline == .seconds(75))
    }

    @Test func whatIsRefusedKeepsNoConsent() {
        var peer = Peer()
        _ = peer.check(from: 0)
        var conflict = peer.request()
        conflict.role = .controlled(7)
        _ = peer.agent.handle(conflict.write(password: Peer.local.password), from: Peer.tuple(0), at: .seconds(20))
        _ = peer.agent.handle(peer.request().write(password: "wrong"), from: Peer.tuple(0), at: .seconds(21))
        #expect(peer.agent.deadline == .seconds(30))
    }

    @Test func beforeTheFirstCheckNothingIsLost() {
        var peer = Peer()
        #expect(peer.agent.deadline == .seconds(120))
        #expect(peer.agent.advance(to: .seconds(119)) == [])
        #expect(peer.check(from: 0, at: 119).others == [.allow(Peer.tuple(0))])
        var never = Peer()
        #expect(never.agent.advance(to: .seconds(120)) == [.expired])
    }

    @Test func aTimeThatGoesBackwardsTakesNoConsentAway() {
        var peer = Peer()
        _ = peer.check(from: 0, at: 10)
        _ = peer.check(from: 0, at: 5)
        #expect(peer.agent.deadline == .seconds(40))
    }

    // MARK: restart

    @Test func oldCredentialsCountUntilTheFirstCheckWithNewOnes() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        peer.agent.restart(local: Peer.newLocal, remote: Peer.newRemote, at: .seconds(1))
        #expect(peer.agent.localUfrags == ["server01", "server00"])
        #expect(peer.check(from: 0, at: 2).sent.count == 1)
        #expect(peer.agent.localUfrags.count == 2)
        #expect(peer.check(from: 1, at: 3, isNominating: true, local: Peer.newLocal, remote: Peer.newRemote).others == [
            .allow(Peer.tuple(1)), .select(Peer.tuple(1)),
        ])
        #expect(peer.agent.localUfrags == ["server01"])
        #expect(peer.check(from: 0, at: 4) == [])
    }

    @Test func aForgedCheckWithTheNewNameLeavesTheOldOne() {
        var peer = Peer()
        peer.agent.restart(local: Peer.newLocal, remote: Peer.newRemote, at: .zero)
        #expect(peer.handle(peer.request(local: Peer.newLocal, remote: Peer.newRemote).write(password: Peer.local.password)) == [])
        #expect(peer.handle(peer.request(local: Peer.newLocal, remote: Peer.remote).write(password: Peer.newLocal.password)) == [])
        #expect(peer.check(from: 0).sent.count == 1)
    }

    @Test func ofTwoRestartsInARowThePeerStillKnowsTheCredentialsBeforeBoth() {
        var peer = Peer()
        let between = ICECredentials(ufrag: "between0", password: "never used")
        peer.agent.restart(local: between, remote: Peer.remote, at: .seconds(1))
        peer.agent.restart(local: Peer.newLocal, remote: Peer.newRemote, at: .seconds(2))
        #expect(peer.agent.localUfrags == ["server01", "server00"])
    }

    @Test func aRestartKeepsTheSeatButDoesNotStandForConsent() {
        var peer = Peer()
        _ = peer.check(from: 0, isNominating: true)
        #expect(peer.agent.advance(to: .seconds(30)) == [.consentLost])
        peer.agent.restart(local: Peer.newLocal, remote: Peer.newRemote, at: .seconds(100))
        #expect(peer.agent.deadline == .seconds(220))
        #expect(peer.check(from: 1, at: 130, isNominating: true, local: Peer.newLocal, remote: Peer.newRemote).others == [
            .consentBack, .allow(Peer.tuple(1)), .select(Peer.tuple(1)),
        ])
    }

    @Test func whatHasExpiredCannotBeRestarted() {
        var peer = Peer()
        _ = peer.agent.advance(to: .seconds(120))
        peer.agent.restart(local: Peer.newLocal, remote: Peer.newRemote, at: .seconds(121))
        #expect(peer.agent.deadline == nil && peer.agent.localUfrags == ["server00"])
    }
}

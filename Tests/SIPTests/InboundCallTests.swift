import MediaTypes
import Testing

@testable import SIP

@Suite struct InboundCallTests {
    @Test func anInviteGetsA100AtOnceAndThenRingsAndIsAnsweredUntilAck() throws {
        var scene = Scene()
        let first = scene.receive(Samples.invite(body: "v=0\n"))
        #expect(first.responses.map(\.status.code) == [100] && first.responses[0].to.tag == nil)
        #expect(first.responses[0].headers["Via"] == "SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bKnashds8;rport=5060;received=192.0.2.1")
        guard case .incoming(let call, let incoming)? = first.last else {
            Issue.record("no call")
            return
        }
        #expect(incoming.dialled == "4711" && incoming.caller == "alice" && incoming.offer?.bytes == Array("v=0\r\n".utf8))
        scene.note(scene.agent.ring(call, at: scene.now))
        scene.note(scene.agent.accept(call, .sdp("v=0 answer"), at: scene.now))
        let ok = try #require(scene.responses.last)
        #expect(scene.statuses == [100, 180, 200] && ok.body?.mediaType == "application/sdp" && ok.to.tag != nil && ok.contacts.count == 1)
        scene.advance(by: .seconds(4))
        #expect(scene.statuses.filter { $0 == 200 }.count == 4, "0, 0.5, 1.5 and 3.5 s")
        scene.receive(Samples.inDialog("ACK", ok, sequence: 314_159))
        scene.advance(by: .seconds(60))
        #expect(scene.statuses.filter { $0 == 200 }.count == 4 && scene.events == [.confirmed(nil)])
    }

    @Test func copiesOfTheInviteMakeNoSecondCall() {
        var scene = Scene()
        for _ in 0..<3 { scene.receive(Samples.invite()) }
        #expect(scene.statuses == [100, 100, 100] && scene.agent.callCount == 1)
        // The same over another way: RFC 3261 section 8.2.2.2.
        scene.receive(Samples.invite(branch: "z9hG4bKanother"))
        #expect(scene.statuses.last == 482 && scene.agent.callCount == 1)
    }

    @Test func withoutAnAckTheCallEndsWithBye() {
        var scene = Scene()
        scene.receive(Samples.invite())
        if let call = scene.incoming { scene.note(scene.agent.accept(call, .sdp("a"), at: scene.now)) }
        scene.advance(by: .seconds(33))
        #expect(scene.events == [.ended(.lost)] && Set(scene.requests.map(\.method)) == [.bye])
        scene.advance(by: .seconds(33))
        #expect(scene.agent.callCount == 0)
    }

    @Test func anOfferlessInviteIsAnsweredWithAnOfferAndTheAnswerComesInAck() throws {
        var scene = Scene()
        scene.receive(Samples.invite())
        let call = try #require(scene.incoming)
        scene.note(scene.agent.accept(call, .sdp("offer"), at: scene.now))
        let ok = try #require(scene.responses.last)
        scene.receive(Samples.inDialog("ACK", ok, sequence: 314_159, body: "answer\n"))
        guard case .confirmed(let body)? = scene.events.last else {
            Issue.record("no answer")
            return
        }
        #expect(body?.bytes == Array("answer\r\n".utf8))
    }

    @Test func cancelEndsARingingCallWith487() {
        var scene = Scene()
        scene.receive(Samples.invite())
        let cancel = Samples.invite().replacing("INVITE", with: "CANCEL")
        let answer = scene.receive(cancel)
        #expect(answer.responses.map(\.status.code) == [200, 487] && answer.responses.map(\.cseq.method) == [.cancel, .invite])
        #expect(scene.events == [.ended(.cancelled)] && scene.agent.callCount == 0)
    }

    @Test func cancelAfterTheAnswerChangesNothing() throws {
        var scene = Scene()
        scene.receive(Samples.invite())
        let call = try #require(scene.incoming)
        scene.note(scene.agent.accept(call, .sdp("a"), at: scene.now))
        #expect(scene.receive(Samples.invite().replacing("INVITE", with: "CANCEL")).responses.map(\.status.code) == [200])
        #expect(scene.events.isEmpty && scene.agent.callCount == 1)
    }

    @Test func cancelOfNothingIsAnswered481() {
        var scene = Scene()
        #expect(scene.receive(Samples.invite().replacing("INVITE", with: "CANCEL")).responses.map(\.status.code) == [481])
    }

    @Test func theOtherSideHangsUp() throws {
        var (scene, _, ok) = try #require(Scene.established())
        #expect(scene.receive(Samples.inDialog("BYE", ok, sequence: 314_160)).responses.map(\.status.code) == [200])
        #expect(scene.events.last == .ended(.there) && scene.agent.callCount == 0)
        #expect(scene.receive(Samples.inDialog("BYE", ok, sequence: 314_161)).responses.map(\.status.code) == [481])
    }

    @Test func weHangUpAndBothByesCross() throws {
        var (scene, call, ok) = try #require(Scene.established())
        scene.note(scene.agent.hangUp(call, at: scene.now))
        let bye = try #require(scene.requests.last)
        #expect(
            bye.method == .bye && bye.uri.text == "sip:alice@192.0.2.1:5060" && bye.to.tag == "1928301774"
                && scene.events.last == .ended(.here))
        #expect(scene.receive(Samples.inDialog("BYE", ok, sequence: 314_160)).responses.map(\.status.code) == [200])
        scene.answer(.noSuchCall, to: bye)
        #expect(scene.events.filter { if case .ended = $0 { true } else { false } }.count == 1 && scene.agent.callCount == 0)
    }

    @Test func hangingUpBeforeAckWaitsForIt() throws {
        var scene = Scene()
        scene.receive(Samples.invite())
        let call = try #require(scene.incoming)
        scene.note(scene.agent.accept(call, .sdp("a"), at: scene.now))
        let ok = try #require(scene.responses.last)
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(scene.requests.isEmpty)
        scene.receive(Samples.inDialog("ACK", ok, sequence: 314_159))
        #expect(scene.requests.map(\.method) == [.bye])
    }

    @Test func aReliable180IsSentUntilPrackAndHoldsTheAnswerBack() throws {
        var scene = Scene()
        scene.receive(Samples.invite(extra: "Supported: 100rel\n", body: "v=0\n"))
        let call = try #require(scene.incoming)
        scene.note(scene.agent.ring(call, .sdp("early"), at: scene.now))
        let progress = try #require(scene.responses.last)
        #expect(progress.status.code == 183 && progress.headers["RSeq"] == "1" && progress.headers["Require"] == "100rel")
        scene.note(scene.agent.accept(call, .sdp("answer"), at: scene.now))
        scene.advance(by: .seconds(2))
        #expect(scene.statuses == [100, 183, 183, 183])
        #expect(
            scene.receive(Samples.inDialog("PRACK", progress, sequence: 314_160, extra: "RAck: 2 314159 INVITE\n")).responses.map(
                \.status.code) == [481])
        let answers = scene.receive(Samples.inDialog("PRACK", progress, sequence: 314_161, extra: "RAck: 1 314159 INVITE\n")).responses
        #expect(answers.map(\.status.code) == [200, 200] && answers.map(\.cseq.method) == [.prack, .invite])
    }

    @Test func withoutPrackTheCallIsRefused() throws {
        var scene = Scene()
        scene.receive(Samples.invite(extra: "Require: 100rel\n"))
        let call = try #require(scene.incoming)
        scene.note(scene.agent.ring(call, at: scene.now))
        scene.advance(by: .seconds(33))
        #expect(scene.statuses.last == 500 && scene.events == [.ended(.lost)])
    }

    @Test func aReinviteIsOfferedAnsweredAndMovesTheTarget() throws {
        var (scene, call, ok) = try #require(Scene.established())
        let text = Samples.inDialog("INVITE", ok, sequence: 314_160, body: "hold\n").replacing(
            "Contact: <sip:alice@192.0.2.1:5060>", with: "Contact: <sip:new@192.0.2.1:5070>")
        scene.receive(text)
        guard case .offered(let body)? = scene.events.last else {
            Issue.record("no offer")
            return
        }
        #expect(body?.bytes == Array("hold\r\n".utf8))
        scene.note(scene.agent.answerOffer(call, .sdp("held"), at: scene.now))
        #expect(scene.responses.last?.status == .ok && scene.responses.last?.body == .sdp("held"))
        scene.receive(Samples.inDialog("ACK", ok, sequence: 314_160))
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(scene.requests.last?.uri.text == "sip:new@192.0.2.1:5070")
        guard case .send(_, to: let path)? = scene.actions.last(where: { if case .send = $0 { true } else { false } }) else { return }
        #expect(path == SIPPath(.udp, TransportAddress(ipv4: 0xC000_0201, port: 5_070)))
    }

    @Test func aRequestOutOfOrderIsAnswered500() throws {
        var (scene, _, ok) = try #require(Scene.established())
        #expect(scene.receive(Samples.inDialog("OPTIONS", ok, sequence: 314_170)).responses.map(\.status.code) == [200])
        #expect(scene.receive(Samples.inDialog("BYE", ok, sequence: 314_165)).responses.map(\.status.code) == [500])
        #expect(scene.agent.callCount == 1)
    }

    @Test func offersThatCrossAreAnswered491AndOursIsTriedAgain() throws {
        var (scene, call, ok) = try #require(Scene.established())
        scene.note(scene.agent.offer(call, .sdp("ours"), at: scene.now))
        let ours = try #require(scene.requests.last)
        #expect(scene.receive(Samples.inDialog("INVITE", ok, sequence: 314_160, body: "theirs\n")).responses.map(\.status.code) == [491])
        scene.answer(.requestPending, to: ours)
        let before = scene.requests.filter { $0.method == .invite }.count
        // They made the Call-ID: we wait at most two seconds.
        scene.advance(by: .milliseconds(2_001))
        let again = scene.requests.filter { $0.method == .invite }
        #expect(again.count > before && again.last?.body == .sdp("ours") && (again.last?.cseq.number ?? 0) > ours.cseq.number)
    }

    @Test func aSecondOfferDuringTheFirstIsAnswered500() throws {
        var (scene, _, ok) = try #require(Scene.established())
        scene.receive(Samples.inDialog("INVITE", ok, sequence: 314_160, body: "a\n"))
        let answer = scene.receive(Samples.inDialog("UPDATE", ok, sequence: 314_161, body: "b\n")).responses
        #expect(answer.map(\.status.code) == [500] && answer[0].headers["Retry-After"] != nil)
    }

    @Test func anUpdateWithoutABodyRefreshesAndAsksNobody() throws {
        var (scene, _, ok) = try #require(Scene.established())
        let before = scene.events
        #expect(
            scene.receive(Samples.inDialog("UPDATE", ok, sequence: 314_160)).responses.map(\.status.code) == [200] && scene.events == before
        )
    }

    @Test(arguments: [
        ("application/dtmf-relay", "Signal=5\nDuration=160\n", "5"), ("application/dtmf-relay", "Signal= *\n", "*"),
        ("application/dtmf", "#", "#"),
        ("application/dtmf", "11", "#"), ("application/dtmf-relay", "Duration=1\nsignal=a\n", "A"), ("application/dtmf", "12", ""),
        ("application/dtmf-relay", "5", ""),
    ])
    func aDigitComesByInfo(type: String, body: String, digit: String) throws {
        var (scene, _, ok) = try #require(Scene.established())
        let before = scene.events.count
        #expect(
            scene.receive(Samples.inDialog("INFO", ok, sequence: 314_160, type: type, body: body)).responses.map(\.status.code) == [200])
        #expect(Array(scene.events[before...]) == digit.map { CallEvent.digit($0) })
    }

    @Test func anInfoOfAnotherKindIsAnswered415() throws {
        var (scene, _, ok) = try #require(Scene.established())
        #expect(
            scene.receive(Samples.inDialog("INFO", ok, sequence: 314_160, type: "application/media_control+xml", body: "<x/>")).responses
                .map(\.status.code) == [415])
    }

    @Test func aSessionIntervalThatIsTooShortIsAnswered422() {
        var scene = Scene()
        let answer = scene.receive(Samples.invite(extra: "Supported: timer\nSession-Expires: 60\n")).responses
        #expect(answer.map(\.status.code) == [422] && answer[0].headers["Min-SE"] == "90" && scene.agent.callCount == 0)
    }

    @Test func whenTheOtherSideRefreshesAndFallsSilentTheCallEnds() throws {
        var (scene, _, ok) = try #require(Scene.established(extra: "Supported: timer\nSession-Expires: 300;refresher=uac\n"))
        #expect(ok.headers["Session-Expires"] == "300;refresher=uac" && ok.headers["Require"] == "timer")
        scene.advance(by: .seconds(200))
        scene.receive(Samples.inDialog("UPDATE", ok, sequence: 314_160, extra: "Supported: timer\nSession-Expires: 300;refresher=uac\n"))
        scene.advance(by: .seconds(267))
        #expect(scene.requests.isEmpty)
        scene.advance(by: .seconds(2))
        #expect(scene.requests.first?.method == .bye && scene.events.last == .ended(.lost))
    }

    @Test func whenWeRefreshWeDoSoAtHalfTheIntervalAndAnUnknownCallEnds() throws {
        var (scene, _, ok) = try #require(Scene.established(extra: "Allow: UPDATE\nSupported: timer\nSession-Expires: 300\n"))
        #expect(ok.headers["Session-Expires"] == "300;refresher=uas")
        scene.advance(by: .seconds(149))
        #expect(scene.requests.isEmpty)
        scene.advance(by: .seconds(2))
        let update = try #require(scene.requests.first)
        #expect(update.method == .update && update.headers["Session-Expires"] == "300;refresher=uac")
        scene.answer(.noSuchCall, to: update)
        #expect(scene.requests.last?.method == .bye && scene.events.last == .ended(.lost))
    }

    @Test func recordedRoutesAreTakenInTheirOrder() throws {
        var (scene, call, _) = try #require(Scene.established(extra: "Record-Route: <sip:192.0.2.1:5080;lr>, <sip:inner.example;lr>\n"))
        #expect(scene.responses.last?.recordRoutes.map(\.uri.text) == ["sip:192.0.2.1:5080;lr", "sip:inner.example;lr"])
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(scene.requests.last?.routes.map(\.uri.text) == ["sip:192.0.2.1:5080;lr", "sip:inner.example;lr"])
        guard case .send(_, to: let path)? = scene.actions.last(where: { if case .send = $0 { true } else { false } }) else { return }
        #expect(path.address.port == 5_080)
    }

    @Test func aStrictRouterIsInTheRequestLineAndTheTargetAtTheEnd() throws {
        var (scene, call, _) = try #require(Scene.established(extra: "Record-Route: <sip:192.0.2.1:5080>\n"))
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(
            scene.requests.last?.uri.text == "sip:192.0.2.1:5080"
                && scene.requests.last?.routes.map(\.uri.text) == ["sip:alice@192.0.2.1:5060"])
    }

    @Test func aContactOfAStrangerSendsNothingThere() throws {
        var scene = Scene()
        scene.receive(Samples.invite().replacing("Contact: <sip:alice@192.0.2.1:5060>", with: "Contact: <sip:victim@203.0.113.9:5060>"))
        let call = try #require(scene.incoming)
        scene.note(scene.agent.accept(call, .sdp("a"), at: scene.now))
        scene.receive(Samples.inDialog("ACK", try #require(scene.responses.last), sequence: 314_159))
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(scene.requests.last?.uri.text == "sip:victim@203.0.113.9:5060")
        for case .send(_, to: let path) in scene.actions { #expect(path == Scene.trunk) }
    }

    /// ES2021-05: whoever sits at the far end asks for the password of our BYE.
    @Test func aChallengeWithinACallGetsNoDigest() throws {
        var (scene, call, _) = try #require(Scene.established())
        _ = scene.agent.add(Scene.account(registers: false), at: scene.now)
        scene.note(scene.agent.hangUp(call, at: scene.now))
        let bye = try #require(scene.requests.last)
        scene.answer(.proxyAuthenticationRequired, to: bye, [("Proxy-Authenticate", #"Digest realm="trunk.example", nonce="evil""#)])
        scene.advance(by: .seconds(60))
        #expect(scene.requests.allSatisfy { $0.headers["Proxy-Authorization"] == nil && $0.headers["Authorization"] == nil })
        #expect(scene.agent.callCount == 0)
    }

    @Test func anAnonymousCallerHasNoNumber() {
        var scene = Scene()
        let actions = scene.receive(Samples.invite().replacing("<sip:alice@trunk.example>", with: "<sip:anonymous@anonymous.invalid>"))
        guard case .incoming(_, let incoming)? = actions.last else {
            Issue.record("no call")
            return
        }
        #expect(incoming.caller == nil)
    }

    @Test func anInviteOfRFC2543IsServed() throws {
        var scene = Scene()
        scene.receive(Torture.message("inv2543"))
        let call = try #require(scene.incoming)
        scene.note(scene.agent.reject(call, .busyHere, at: scene.now))
        #expect(scene.statuses == [100, 486])
        // Without rport the answer goes to the port of the Via.
        guard case .send(_, to: let path)? = scene.actions.last else { return }
        #expect(path.address.port == 5_060)
    }
}

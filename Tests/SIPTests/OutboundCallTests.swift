import MediaTypes
import Testing

@testable import SIP

@Suite struct OutboundCallTests {
    private static let challenge: [(HeaderName, String)] = [
        ("Proxy-Authenticate", #"Digest realm="trunk.example", nonce="n1", qop="auth""#)
    ]

    @Test func aCallRingsIsAnsweredAndEachCopyOfTheAnswerGetsItsAck() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        #expect(
            invite.uri.text == "sip:0301234@trunk.example" && invite.from.uri.text == "sip:4711@trunk.example"
                && invite.body == .sdp("v=0 offer"))
        scene.answer(.trying, to: invite, tag: nil)
        scene.answer(.ringing, to: invite)
        scene.answer(.ok, to: invite, body: .sdp("answer"))
        scene.answer(.ok, to: invite, body: .sdp("answer"))
        let acks = scene.requests.filter { $0.method == .ack }
        #expect(acks.count == 2 && acks[0].cseq.number == 1 && acks[0].uri.text == "sip:far@192.0.2.1:5060" && acks[0].to.tag == "far")
        #expect(scene.events == [.progress(.ringing, nil), .answered(.sdp("answer"))])
    }

    @Test func aChallengeIsAnsweredOnceAndASecondOneEndsTheCall() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(.proxyAuthenticationRequired, to: invite, Self.challenge)
        let again = try #require(scene.requests.last)
        #expect(
            again.method == .invite && again.cseq.number == 2
                && again.headers["Proxy-Authorization"]?.contains("uri=\"sip:0301234@trunk.example\"") == true)
        #expect(again.callID == invite.callID && again.from.tag == invite.from.tag && scene.requests.contains { $0.method == .ack })
        scene.answer(.proxyAuthenticationRequired, to: again, Self.challenge)
        #expect(scene.events == [.ended(.unauthorized)] && scene.agent.callCount == 0)
    }

    @Test func aChallengeInAnotherRealmGetsNoDigest() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(.unauthorized, to: invite, [("WWW-Authenticate", #"Digest realm="evil.example", nonce="n""#)])
        #expect(scene.events == [.ended(.unauthorized)] && scene.requests.filter { $0.method == .invite }.count == 1)
    }

    @Test func aRedirectionIsNotFollowed() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(SIPStatus(302, "Moved"), to: invite, [("Contact", "<sip:expensive@premium.example>")])
        #expect(scene.events == [.ended(.refused(SIPStatus(302, "")))] && scene.requests.filter { $0.method == .invite }.count == 1)
    }

    @Test func ofForksTheFirstAnswerCountsAndTheOthersGetAckAndBye() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(.ringing, to: invite, tag: "a")
        scene.answer(.ringing, to: invite, tag: "b")
        scene.answer(.ok, to: invite, tag: "b", body: .sdp("b"))
        scene.answer(.ok, to: invite, tag: "a", body: .sdp("a"))
        let sent = scene.requests.filter { $0.method != .invite }
        #expect(sent.map(\.method) == [.ack, .ack, .bye] && sent.map(\.to.tag) == ["b", "a", "a"])
        #expect(scene.events.last == .answered(.sdp("b")) && scene.agent.callCount == 1)
        scene.answer(.ok, to: try #require(sent.last))
        #expect(scene.agent.callCount == 1)
    }

    @Test func cancelWaitsForAProvisionalResponse() throws {
        var (scene, call, invite) = try #require(Scene.dialled())
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(!scene.requests.contains { $0.method == .cancel } && scene.events == [.ended(.here)])
        scene.answer(.trying, to: invite, tag: nil)
        let cancel = try #require(scene.requests.last)
        #expect(cancel.method == .cancel && cancel.vias == invite.vias && cancel.cseq.number == 1)
        scene.answer(.ok, to: cancel)
        scene.answer(.requestTerminated, to: invite)
        #expect(scene.agent.callCount == 0 && scene.requests.last?.method == .ack)
    }

    @Test func anAnswerThatCrossesTheCancelGetsAckAndBye() throws {
        var (scene, call, invite) = try #require(Scene.dialled())
        scene.answer(.ringing, to: invite)
        scene.note(scene.agent.hangUp(call, at: scene.now))
        scene.answer(.ok, to: invite, body: .sdp("late"))
        let sent = scene.requests.suffix(2)
        #expect(sent.map(\.method) == [.ack, .bye] && scene.events.last == .ended(.here))
        scene.answer(.ok, to: try #require(sent.last))
        #expect(scene.agent.callCount == 0)
    }

    @Test func withoutAnyAnswerTheCallEndsAfter32Seconds() throws {
        var (scene, _, _) = try #require(Scene.dialled())
        scene.advance(by: .seconds(33))
        #expect(
            scene.events == [.ended(.unanswered)] && scene.agent.callCount == 0 && scene.requests.filter { $0.method == .invite }.count == 7
        )
    }

    @Test func nobodyRingsForEver() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(.ringing, to: invite)
        scene.advance(by: .seconds(181))
        #expect(scene.events.last == .ended(.unanswered) && scene.requests.contains { $0.method == .cancel })
        scene.advance(by: .seconds(70))
        #expect(scene.agent.callCount == 0)
    }

    @Test func aReliable18xIsConfirmedByPrackOnce() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        let extra: [(HeaderName, String)] = [("Require", "100rel"), ("RSeq", "77")]
        scene.answer(.sessionProgress, to: invite, body: .sdp("early"), extra)
        scene.answer(.sessionProgress, to: invite, body: .sdp("early"), extra)
        let pracks = scene.requests.filter { $0.method == .prack }
        #expect(pracks.count == 1 && pracks[0].headers["RAck"] == "77 1 INVITE" && pracks[0].cseq.number == 2)
        scene.answer(.ok, to: invite, body: nil)
        let call = try #require(scene.actions.compactMap { if case .call(let handle, _) = $0 { handle } else { nil } }.first)
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(scene.requests.last?.method == .bye && scene.requests.last?.cseq.number == 3)
    }

    @Test func aLongerSessionIntervalIsTaken() throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(.sessionIntervalTooSmall, to: invite, [("Min-SE", "3600")])
        let again = try #require(scene.requests.last)
        #expect(
            again.method == .invite && again.headers["Session-Expires"] == "3600" && again.headers["Min-SE"] == "3600"
                && again.cseq.number == 2)
    }

    @Test func routesOfTheAnswerAreTakenBackwards() throws {
        var (scene, call, invite) = try #require(Scene.dialled())
        scene.answer(.ok, to: invite, [("Record-Route", "<sip:far.example;lr>, <sip:192.0.2.1:5080;lr>")])
        scene.note(scene.agent.hangUp(call, at: scene.now))
        #expect(scene.requests.last?.routes.map(\.uri.text) == ["sip:192.0.2.1:5080;lr", "sip:far.example;lr"])
    }

    @Test(arguments: [486, 404, 603, 500]) func aRefusalIsTold(code: Int) throws {
        var (scene, _, invite) = try #require(Scene.dialled())
        scene.answer(SIPStatus(code, "No"), to: invite)
        #expect(scene.events == [.ended(.refused(SIPStatus(code, "")))] && scene.agent.callCount == 0)
    }

    @Test func aReinviteOfOursIsAcknowledgedAndItsAnswerTold() throws {
        var (scene, call, invite) = try #require(Scene.dialled())
        scene.answer(.ok, to: invite, body: .sdp("answer"))
        scene.note(scene.agent.offer(call, .sdp("hold"), at: scene.now))
        let hold = try #require(scene.requests.last)
        #expect(hold.method == .invite && hold.cseq.number == 2 && hold.to.tag == "far")
        scene.answer(.ok, to: hold, body: .sdp("held"))
        #expect(
            scene.events.last == .offerAnswered(.sdp("held")) && scene.requests.last?.method == .ack
                && scene.requests.last?.cseq.number == 2)
    }
}

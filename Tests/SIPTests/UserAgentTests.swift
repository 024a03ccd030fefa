import MediaTypes
import Testing

@testable import SIP

@Suite struct UserAgentTests {
    /// RFC 4475 once more: what an endpoint of ours answers to each request.
    @Test(arguments: [
        ("wsinv", 481), ("intmeth", 501), ("esc01", 100), ("escnull", 405), ("esc02", 501), ("lwsdisp", 200), ("longreq", 100),
        ("dblreq", 405),
        ("semiuri", 200), ("transports", 200), ("mpart01", 405), ("badinv01", 400), ("clerr", 400), ("ncl", 400), ("scalar02", 400),
        ("quotbal", 400),
        ("ltgtruri", 400), ("lwsruri", 400), ("lwsstart", 400), ("trws", 400), ("escruri", 400), ("baddate", 100), ("regbadct", 400),
        ("badaspec", 400),
        ("baddn", 400), ("badvers", 505), ("mismatch01", 400), ("mismatch02", 501), ("badbranch", 200), ("insuf", 400), ("unkscm", 416),
        ("novelsc", 416),
        ("unksm2", 405), ("bext01", 420), ("invut", 415), ("regaut01", 405), ("multi01", 400), ("mcl01", 400), ("zeromf", 200),
        ("cparam01", 405),
        ("cparam02", 405), ("regescrt", 405), ("sdp01", 406), ("inv2543", 100),
    ])
    func tortureIsAnswered(name: String, code: Int) {
        var scene = Scene()
        scene.receive(Torture.message(name))
        let answers = scene.actions.compactMap { action -> String? in
            if case .send(let bytes, to: _) = action { String(decoding: bytes.prefix(11), as: UTF8.self) } else { nil }
        }
        #expect(answers == ["SIP/2.0 \(code)"], "\(name)")
    }

    @Test(arguments: ["unreason", "noreason", "scalarlg", "bigcode", "bcast", "test"]) func tortureMeetsSilence(name: String) {
        var scene = Scene()
        #expect(scene.receive(Torture.message(name)).isEmpty)
    }

    @Test func aBadExtensionIsNamed() {
        var scene = Scene()
        #expect(
            scene.receive(Torture.message("bext01")).responses.first?.headers.list("Unsupported") == [
                "nothingSupportsThis", "nothingSupportsThisEither",
            ])
    }

    @Test func anUnservedMethodIsToldWhatIsServed() {
        var scene = Scene()
        #expect(
            scene.receive(Torture.message("regaut01")).responses.first?.headers["Allow"]
                == "INVITE, ACK, BYE, CANCEL, OPTIONS, UPDATE, PRACK, INFO")
        #expect(scene.receive(Torture.message("invut")).responses.first?.headers["Accept"] == "application/sdp")
    }

    @Test func strangersGetSilenceAndACounter() {
        var scene = Scene()
        let stranger = SIPPath(.udp, TransportAddress(ipv4: 0xCB00_7109, port: 5_060))
        for text in [Samples.invite(), "garbage", Samples.invite().replacing("INVITE", with: "OPTIONS")] {
            #expect(scene.receive(text, from: stranger).isEmpty)
        }
        #expect(scene.agent.counters.strangers == 3 && scene.agent.transactionCount == 0 && scene.agent.deadline == nil)
        #expect(
            scene.agent.receive(StreamFramer.Event.ping, from: SIPPath(.tcp, stranger.address), at: scene.now) == [
                .close(SIPPath(.tcp, stranger.address))
            ])
    }

    @Test func aFloodIsCutOffAndTheNextSecondServesAgain() {
        var scene = Scene()
        let answered = (0..<2_000).count {
            !scene.receive(Samples.invite(branch: "z9hG4bK\($0)").replacing("INVITE", with: "OPTIONS")).isEmpty
        }
        #expect(answered == 400 && scene.agent.counters.floods == 1_600)
        scene.advance(by: .seconds(1))
        let later = (0..<2_000).count {
            !scene.receive(Samples.invite(branch: "z9hG4bKx\($0)").replacing("INVITE", with: "OPTIONS")).isEmpty
        }
        #expect(later == 200)
    }

    @Test func beyond256OpenTransactionsTheAnswerIs503AndNothingIsRemembered() {
        let trunks = (0..<10).map { SIPPath(.udp, TransportAddress(ipv4: 0xC000_0201 + UInt32($0), port: 5_060)) }
        var scene = Scene(admitted: trunks.map { AddressRange($0.address) })
        for index in 0..<300 { scene.receive(Samples.invite(branch: "z9hG4bK\(index)", callID: "call\(index)"), from: trunks[index % 10]) }
        #expect(scene.agent.callCount == 256 && scene.statuses.filter { $0 == 503 }.count == 44 && scene.agent.counters.overloads == 44)
        #expect(scene.agent.transactionCount == 256 && scene.responses.last?.headers["Retry-After"] == "5")
        for case .incoming(let call, _) in scene.actions { scene.note(scene.agent.reject(call, .busyHere, at: scene.now)) }
        scene.advance(by: .seconds(40))
        #expect(scene.agent.callCount == 0 && scene.agent.transactionCount == 0 && scene.agent.deadline == nil)
    }

    @Test func whoNeverConfirmsHasFortyCallsAndOthersCallAllTheSame() {
        let other = SIPPath(.udp, TransportAddress(ipv4: 0xC000_0209, port: 5_060))
        var scene = Scene(admitted: [AddressRange(Scene.trunk.address), AddressRange(other.address)])
        for index in 0..<300 { scene.receive(Samples.invite(branch: "z9hG4bK\(index)", callID: "call\(index)")) }
        #expect(scene.agent.callCount == 40 && scene.agent.counters.overloads == 260)
        scene.receive(Samples.invite(branch: "z9hG4bKother", callID: "other"), from: other)
        #expect(scene.agent.callCount == 41)
    }

    @Test func whoeverIsInACallCanHangUpDuringAFlood() throws {
        let flooders = (0..<10).map { SIPPath(.udp, TransportAddress(ipv4: 0xC000_0220 + UInt32($0), port: 5_060)) }
        var (scene, _, ok) = try #require(Scene.established(admitted: flooders.map { AddressRange($0.address) }))
        for index in 0..<400 { scene.receive(Samples.invite(branch: "z9hG4bKf\(index)", callID: "flood\(index)"), from: flooders[index % 10]) }
        #expect(scene.responses.last?.status == .unavailable)
        scene.receive(Samples.inDialog("BYE", ok, sequence: 314_160))
        #expect(scene.responses.last?.status == .ok)
    }

    /// 20 calls a second for a minute, each answered and hung up after a second: none is refused, and nothing is left behind.
    @Test func twentyCallsASecondAreServedAndForgotten() throws {
        var scene = Scene()
        var most = 0
        for index in 0..<1_200 {
            scene.receive(Samples.invite(branch: "z9hG4bKi\(index)", callID: "call\(index)"))
            let call = try #require(scene.incoming)
            scene.note(scene.agent.accept(call, .sdp("a"), at: scene.now))
            let ok = try #require(response({ if case .send(let bytes, to: _)? = scene.actions.last { bytes } else { [] } }()))
            scene.receive(Samples.inDialog("ACK", ok, sequence: 314_159).replacing("z9hG4bKACK", with: "z9hG4bKa\(index)x"))
            scene.advance(by: .milliseconds(50))
            scene.receive(Samples.inDialog("BYE", ok, sequence: 314_160).replacing("z9hG4bKBYE", with: "z9hG4bKb\(index)x"))
            most = max(most, scene.agent.transactionCount)
        }
        #expect(scene.agent.callCount == 0 && scene.agent.counters.overloads == 0 && scene.agent.counters.floods == 0 && most <= 2_048)
        #expect(scene.events.filter { $0 == .ended(.there) }.count == 1_200)
        scene.advance(by: .seconds(33))
        #expect(scene.agent.transactionCount == 0 && scene.agent.deadline == nil)
    }

    @Test func optionsTellWhatWeCan() {
        var scene = Scene()
        let answer = scene.receive(Samples.invite().replacing("INVITE", with: "OPTIONS")).responses.first
        #expect(
            answer?.status == .ok && answer?.headers["Accept"] == "application/sdp"
                && answer?.headers.tokens("Supported") == ["100rel", "timer"])
    }

    @Test(arguments: ["BYE", "INFO", "UPDATE", "PRACK"]) func whatBelongsToNoCallIsAnswered481(method: String) {
        var scene = Scene()
        #expect(scene.receive(Samples.invite().replacing("INVITE", with: method)).responses.map(\.status.code) == [481])
        let tagged = Samples.invite(branch: "z9hG4bKt").replacing("INVITE", with: method).replacing(
            "To: <sip:4711@box.example.net>", with: "To: <sip:4711@box.example.net>;tag=x")
        #expect(scene.receive(tagged).responses.map(\.status.code) == [481])
    }

    @Test func aStrayAckMeetsSilence() {
        var scene = Scene()
        #expect(scene.receive(Samples.invite().replacing("INVITE", with: "ACK")).isEmpty && scene.agent.transactionCount == 0)
    }

    @Test func networksAreAdmittedByTheirPrefix() {
        let v4 = AddressRange(TransportAddress(ipv4: 0xC000_0200, port: 0), prefix: 24)
        #expect(v4.contains(TransportAddress(ipv4: 0xC000_02FF, port: 9)) && !v4.contains(TransportAddress(ipv4: 0xC000_0300, port: 9)))
        #expect(!v4.contains(TransportAddress(high: 0xC000_0200, low: 0, port: 9)))
        let v6 = AddressRange(TransportAddress(high: 0x2001_0DB8_0000_0000, low: 0, port: 0), prefix: 32)
        #expect(
            v6.contains(TransportAddress(high: 0x2001_0DB8_FFFF_0000, low: 7, port: 0))
                && !v6.contains(TransportAddress(high: 0x2001_0DB9_0000_0000, low: 0, port: 0)))
        #expect(AddressRange(TransportAddress(ipv4: 0, port: 0), prefix: 0).contains(TransportAddress(ipv4: 0xFFFF_FFFF, port: 0)))
    }
}

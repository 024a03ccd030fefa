import MediaTypes
import SDP
import Testing

/// What is answered. Chromium's and Firefox's own reading of it is for the interop test.
@Suite struct AudioAnswerTests {
    static let fingerprint = "sha-256 " + (0..<32).map { _ in "5C" }.joined(separator: ":")

    private func answer(
        _ offer: String, wanted: MediaDirection = .sendReceive, usesRED: Bool = true,
        candidates: [TransportAddress] = [TransportAddress(ipv4: 0xC000_0205, port: 3_478)]
    ) throws -> AudioAnswer {
        try AudioAnswer(
            to: AudioOffer(parsing: offer), wanted: wanted, ufrag: "f00d", password: "0123456789abcdefghijklmn",
            fingerprint: Self.fingerprint, candidates: candidates, ssrc: 305_419_896, cname: "a9Zr3kQm",
            maxAverageBitrate: 24_000, usesDTX: true, ptimeMs: 20, maxptimeMs: 60, usesRED: usesRED)
    }

    private func lines(_ text: String) -> [String] { text.split(separator: "\r\n").map(String.init) }

    @Test func theAnswerToChromiumIsThis() throws {
        let expected = """
            v=0
            o=- 305419896 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=ice-lite
            a=group:BUNDLE 0
            m=audio 9 UDP/TLS/RTP/SAVPF 111 63 110
            c=IN IP4 0.0.0.0
            a=mid:0
            a=sendrecv
            a=rtcp-mux
            a=ice-ufrag:f00d
            a=ice-pwd:0123456789abcdefghijklmn
            a=fingerprint:\(Self.fingerprint)
            a=setup:passive
            a=candidate:1 1 udp 2130706431 192.0.2.5 3478 typ host
            a=candidate:2 1 udp 2130706175 2001:db8::1:0:0:5 3479 typ host
            a=end-of-candidates
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1;usedtx=1;stereo=0;maxaveragebitrate=24000
            a=rtpmap:63 red/48000/2
            a=fmtp:63 111/111
            a=rtpmap:110 telephone-event/48000
            a=ptime:20
            a=maxptime:60
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=msid:partyline mix
            a=ssrc:305419896 cname:a9Zr3kQm

            """
        let six = TransportAddress(high: 0x2001_0DB8_0000_0000, low: 0x0001_0000_0000_0005, port: 3_479)
        let four = TransportAddress(ipv4: 0xC000_0205, port: 3_478)
        #expect(try answer(Offers.chromium, candidates: [four, six]).text == Offers.wire(expected))
    }

    @Test func otherMediaAreRefusedInTheirPlace() throws {
        let offer = Offers.chromiumWithEverything.replacing("a=group:BUNDLE 1 0 2 3", with: "a=group:BUNDLE 0 1 2 3")
        let all = try lines(answer(offer).text)
        #expect(all.filter { $0.hasPrefix("m=") } == [
            "m=video 0 UDP/TLS/RTP/SAVPF 96", "m=audio 9 UDP/TLS/RTP/SAVPF 111 63 110", "m=application 0 UDP/DTLS/SCTP webrtc-datachannel",
            "m=audio 0 UDP/TLS/RTP/SAVPF 111",
        ])
        #expect(all.filter { $0.hasPrefix("a=mid:") } == ["a=mid:1", "a=mid:0", "a=mid:2", "a=mid:3"])
        #expect(all.filter { $0.hasPrefix("a=group:") } == ["a=group:BUNDLE 0"])
        #expect(all.filter { $0 == "a=inactive" }.count == 2)
        #expect(all.filter { $0.hasPrefix("a=candidate:") }.count == 1)
    }

    @Test func whatLeadsTheGroupOfTheAudioStandsStill() throws {
        let description = try SessionDescription.parse(answer(Offers.chromiumWithEverything).text)
        #expect(description.media.map(\.port) == [9, 9, 0, 0])
        #expect(description.lines.map(\.text).contains("a=group:BUNDLE 1 0"))
        let leader = try #require(description.media.first).lines.map(\.text)
        #expect(leader.contains("a=inactive") && leader.contains("a=rtpmap:96 VP8/90000") && leader.contains("a=ice-ufrag:f00d"))
    }

    @Test func whatLeadsTheGroupAndIsNoRTPOrRefusedAlreadyIsRefused() throws {
        let data = Offers.chromiumWithEverything.replacing("a=group:BUNDLE 1 0 2 3", with: "a=group:BUNDLE 2 0 1 3")
        #expect(try SessionDescription.parse(answer(data).text).media.map(\.port) == [0, 9, 0, 0])
        let refused = Offers.chromiumWithEverything.replacing("m=video 9", with: "m=video 0")
        #expect(try SessionDescription.parse(answer(refused).text).media.map(\.port) == [0, 9, 0, 0])
    }

    @Test func withoutAGroupInTheOfferThereIsNoneInTheAnswer() throws {
        let text = try answer(Offers.gstreamer).text
        #expect(!text.contains("a=group") && text.contains("a=mid:audio0\r\n"))
    }

    @Test func withoutAMidInTheOfferThereIsNoneInTheAnswer() throws {
        let text = try answer(Offers.obs.replacing("a=mid:0\r\n", with: "").replacing("a=mid:1\r\n", with: "")).text
        #expect(!text.contains("a=mid") && !text.contains("a=group"))
    }

    @Test func bundledAudioGetsAPortOfItsOwn() throws {
        let all = try lines(answer(Offers.gstreamerBundle, wanted: .receiveOnly).text)
        #expect(all.filter { $0.hasPrefix("m=") } == ["m=video 9 UDP/TLS/RTP/SAVPF 96", "m=audio 9 UDP/TLS/RTP/SAVPF 97"])
        #expect(all.contains("a=group:BUNDLE video0 audio1") && !all.contains("a=bundle-only"))
    }

    /// Rows: offered; columns: wanted sendrecv, sendonly, recvonly.
    @Test(arguments: [
        ("sendrecv", ["sendrecv", "sendonly", "recvonly"]),
        ("sendonly", ["recvonly", nil, "recvonly"]),
        ("recvonly", ["sendonly", "sendonly", nil]),
    ] as [(String, [String?])])
    func theDirectionIsWhatBothWant(offered: String, answered: [String?]) throws {
        let offer = try AudioOffer(parsing: Offers.chromium.replacing("a=sendrecv", with: "a=\(offered)"))
        let directions = [MediaDirection.sendReceive, .sendOnly, .receiveOnly].map { try? offer.answerDirection(wanted: $0).rawValue }
        #expect(directions == answered)
    }

    @Test(arguments: [
        ("Safari", MediaDirection.receiveOnly, "line 8: the audio is recvonly: needs a=sendrecv or a=sendonly"),
        ("OBS", MediaDirection.sendOnly, "line 13: the audio is sendonly: needs a=sendrecv or a=recvonly"),
    ])
    func whoWantsTheWrongDirectionIsToldTheRightOnes(program: String, wanted: MediaDirection, complaint: String) throws {
        let text = try #require(Offers.all[program])
        let error = #expect(throws: SDPError.self) { try AudioOffer(parsing: text).answerDirection(wanted: wanted) }
        #expect(error?.description == complaint)
    }

    @Test func aSourceHearsNothingOfAStreamThatIsNotSent() throws {
        let text = try answer(Offers.obs, wanted: .receiveOnly).text
        #expect(text.contains("a=recvonly\r\n"))
        #expect(!text.contains("a=ssrc") && !text.contains("a=msid") && !text.contains("cname"))
    }

    @Test func aPlayerIsSentTheMix() throws {
        let text = try answer(Offers.safari, wanted: .sendOnly).text
        #expect(text.contains("a=sendonly\r\n") && text.contains("a=ssrc:305419896 cname:a9Zr3kQm\r\n"))
    }

    @Test func redIsAgreedInTheOfferersOrderOrNotAtAll() throws {
        #expect(try answer(Offers.chromiumPreferringRED).text.contains("m=audio 9 UDP/TLS/RTP/SAVPF 63 111 110\r\n"))
        let without = try answer(Offers.chromiumPreferringRED, usesRED: false)
        #expect(without.red == nil)
        #expect(without.text.contains("m=audio 9 UDP/TLS/RTP/SAVPF 111 110\r\n") && !without.text.contains("red/"))
    }

    @Test func feedbackThatWeDoNotSendIsNotAgreed() throws {
        #expect(Offers.chromium.contains("transport-cc"))
        let text = try answer(Offers.chromium).text
        #expect(!text.contains("transport-") && !text.contains("a=rtcp-fb"))
    }

    @Test func anExtensionIsAnsweredOnlyIfOffered() throws {
        #expect(try !answer(Offers.obs, wanted: .receiveOnly).text.contains("a=extmap"))
    }

    @Test(arguments: [
        (0, 0, "::"), (0, 1, "::1"), (0x2001_0DB8_0000_0000, 1, "2001:db8::1"),
        (0x2001_0DB8_0001_0001, 0x0001_0001_0001_0001, "2001:db8:1:1:1:1:1:1"),
        (0x2001_0DB8_0000_0001, 0x0001_0001_0001_0001, "2001:db8:0:1:1:1:1:1"),
        (0x2001_0000_0000_0001, 0x0000_0000_0000_0001, "2001:0:0:1::1"),
        (0x2001_0DB8_0000_0000, 0x0001_0000_0000_0001, "2001:db8::1:0:0:1"), (0xFE80_0000_0000_0000, 0, "fe80::"),
        (0, 0x0000_FFFF_7F00_0001, "127.0.0.1"),
    ] as [(UInt64, UInt64, String)])
    func addressesHaveTheirUsualForm(high: UInt64, low: UInt64, written: String) throws {
        let address = TransportAddress(high: high, low: low, port: 9)
        let text = try answer(Offers.chromium, candidates: [address]).text
        #expect(text.contains("a=candidate:1 1 udp 2130706431 \(written) 9 typ host\r\n"))
    }

    @Test(arguments: Offers.all.keys.sorted()) func everyAnswerIsADescription(program: String) throws {
        let offer = try #require(Offers.all[program])
        let text = try answer(offer).text
        let description = try SessionDescription.parse(text)
        #expect(description.text == text)
        #expect(try description.media.map(\.kind) == SessionDescription.parse(offer).media.map(\.kind))
    }
}

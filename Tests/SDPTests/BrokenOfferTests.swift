import SDP
import Testing

/// Offers with one thing wrong, and what is said of each.
@Suite struct BrokenOfferTests {
    private func complaint(_ text: String) -> String? {
        do throws(SDPError) {
            _ = try AudioOffer(parsing: text)
            return nil
        } catch { return error.description }
    }

    /// A part of Chromium's offer, what stands there instead, and the text of the error.
    @Test(arguments: [
        ("v=0", "v=1", "line 1: needs v=0, found \"v=1\""),
        ("v=0\r\n", "", "line 1: needs v=0, found \"o=- 4611731400430051336 2 IN IP4 127.0.0\"…"),
        ("s=-\r\n", "", "line 3: needs s=…, found \"t=0 0\""),
        ("t=0 0\r\n", "", "line 6: needs t=0 0 before the first m-line, found none"),
        ("t=0 0", "t:0 0", "line 4: needs one of the letters vosiuepcbtrzkam and then =, found \"t:0 0\""),
        ("t=0 0", "q=0 0", "line 4: needs one of the letters vosiuepcbtrzkam and then =, found \"q=0 0\""),
        ("t=0 0", "", "line 4: needs one of the letters vosiuepcbtrzkam and then =, found nothing"),
        ("s=-", "s=a\u{0}b", "line 3: needs text without control characters, found \"s=a?b\""),
        ("s=-", "s=a\rb", "line 3: needs text without control characters, found \"s=a?b\""),
        ("a=rtcp-rsize", "a=", "line 24: needs a=name or a=name:value, found \"a=\""),
        ("a=rtcp-rsize", "t=0 0", "line 24: needs one of the letters icbkam after an m-line, found \"t=0 0\""),
        ("m=audio 9 UDP", "m=video 9 UDP", "there is no audio: needs an m=audio line with a port other than 0, or with a=bundle-only"),
        ("m=audio 9 UDP", "m=audio 0 UDP", "there is no audio: needs an m=audio line with a port other than 0, or with a=bundle-only"),
        ("m=audio 9 UDP", "m=audio 65536 UDP", "line 8: needs a port from 0 to 65535, found \"65536\""),
        ("m=audio 9 UDP", "m=audio +9 UDP", "line 8: needs a port from 0 to 65535, found \"+9\""),
        ("m=audio 9 UDP", "m=audio UDP", "line 8: needs a port from 0 to 65535, found \"UDP/TLS/RTP/SAVPF\""),
        ("m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126", "m=audio 9 RTP/SAVPF",
            "line 8: needs m=<kind> <port> <transport> <format>, as m=audio 9 UDP/TLS/RTP/SAVPF 111, found \"m=audio 9 RTP/SAVPF\""),
        ("9 UDP/TLS/RTP/SAVPF", "9 RTP/AVP", "line 8: needs the transport UDP/TLS/RTP/SAVPF, found \"RTP/AVP\""),
        ("9 UDP/TLS/RTP/SAVPF", "9 RTP/\u{1F}",
            "line 8: needs text without control characters, found \"m=audio 9 RTP/? 111 63 9 0 8 13 110 126\""),
        ("a=rtpmap:111 opus/48000/2\r\n", "",
            "line 8: the audio has no Opus: needs a format with a=rtpmap:<format> opus/48000/2, from 0 to 63 or from 96 to 127"),
        ("opus/48000/2", "opus/48000",
            "line 8: the audio has no Opus: needs a format with a=rtpmap:<format> opus/48000/2, from 0 to 63 or from 96 to 127"),
        ("SAVPF 111 63", "SAVPF 1111 63",
            "line 8: the audio has no Opus: needs a format with a=rtpmap:<format> opus/48000/2, from 0 to 63 or from 96 to 127"),
        ("a=rtpmap:111 opus/48000/2", "a=rtpmap:111",
            "line 25: needs a=rtpmap:<format> <name>/<rate>, as a=rtpmap:111 opus/48000/2, found \"a=rtpmap:111\""),
        ("a=rtpmap:111 opus/48000/2", "a=rtpmap:128 opus/48000/2",
            "line 25: needs a=rtpmap:<format> <name>/<rate>, as a=rtpmap:111 opus/48000/2, found \"a=rtpmap:128 opus/48000/2\""),
        ("a=rtpmap:111 opus/48000/2", "a=rtpmap:111 opus/fast",
            "line 25: needs a name, a rate and maybe channels, as opus/48000/2, found \"opus/fast\""),
        ("a=rtpmap:0 PCMU", "a=rtpmap:111 PCMU", "line 31: needs one a=rtpmap for each format, found \"a second one for 111\""),
        ("a=fmtp:111 minptime=10;useinbandfec=1", "a=fmtp:opus minptime=10",
            "line 27: needs a=fmtp:<format> <parameters>, as a=fmtp:111 useinbandfec=1, found \"a=fmtp:opus minptime=10\""),
        ("a=rtcp-mux\r\n", "", "line 8: needs a=rtcp-mux with the audio, found none"),
        ("a=ice-ufrag:HtcJ\r\n", "", "line 8: needs a=ice-ufrag with the audio, found none"),
        ("a=ice-ufrag:HtcJ", "a=ice-ufrag:Htc", "line 11: needs a=ice-ufrag: with 4 to 256 letters, digits, + or /, found \"3 bytes\""),
        ("a=ice-ufrag:HtcJ", "a=ice-ufrag:Htc:J", "line 11: needs a=ice-ufrag: with 4 to 256 letters, digits, + or /, found \"5 bytes\""),
        ("a=ice-ufrag:HtcJ", "a=ice-ufrag", "line 11: needs a=ice-ufrag: with 4 to 256 letters, digits, + or /, found \"0 bytes\""),
        ("a=ice-pwd:d14Z4GZm+JPPzXo4Z7kDCWJo\r\n", "", "line 8: needs a=ice-pwd with the audio, found none"),
        ("a=ice-pwd:d14Z4GZm+", "a=ice-pwd:", "line 12: needs a=ice-pwd: with 22 to 256 letters, digits, + or /, found \"15 bytes\""),
        ("a=fingerprint:", "a=x:", "line 8: needs a=fingerprint:sha-256 with the audio, found none"),
        ("sha-256", "sha-1",
            "line 14: needs a=fingerprint:sha-256 and 32 bytes as AB:CD:…, found \"sha-1 04:A1:E7:7D:12:CB:5C:F5:3F:98:E7:1\"…"),
        ("sha-256 04:", "sha-256 ", "line 14: needs 32 bytes as AB:CD:…, found \"A1:E7:7D:12:CB:5C:F5:3F:98:E7:1B:9F:16:0\"…"),
        ("sha-256 04:", "sha-256 0G:", "line 14: needs 32 bytes as AB:CD:…, found \"0G:A1:E7:7D:12:CB:5C:F5:3F:98:E7:1B:9F:1\"…"),
        ("a=setup:actpass\r\n", "", "line 8: needs a=setup:actpass with the audio, found none"),
        ("a=setup:actpass", "a=setup:passive",
            "line 15: needs a=setup:actpass or a=setup:active, for DTLS starts at the offerer, found \"a=setup:passive\""),
        ("a=mid:0", "a=mid:", "line 16: needs a=mid: with 1 to 64 letters or digits, found nothing"),
        ("a=mid:0", "a=mid:0 1", "line 16: needs a=mid: with 1 to 64 letters or digits, found \"0 1\""),
        ("a=extmap:2", "a=extmap:1", "line 18: needs a number for each a=extmap of its own, found \"1 again\""),
        ("a=extmap:2", "a=extmap:0",
            "line 18: needs a=extmap:<number> <name>, the number from 1 to 14, found \"a=extmap:0 http://www.webrtc.org/experim\"…"),
        ("a=sendrecv", "a=inactive", "line 8: the audio is inactive: needs a=sendrecv, a=sendonly or a=recvonly"),
        ("a=rtcp-rsize", "a=ptime:0", "line 24: needs a=ptime: with 1 to 1000 ms, found \"0\""),
        ("a=rtcp-rsize", "a=maxptime:20.x", "line 24: needs a=maxptime: with 1 to 1000 ms, found \"20.x\""),
        ("a=extmap-allow-mixed", "a=ice-lite",
            "line 6: needs a full ICE agent, for this side is lite and asks nothing, found \"a=ice-lite\""),
    ].map { part, instead, complaint in Broken(text: instead, part: part, complaint: complaint) })
    func oneThingWrong(broken: Broken) {
        let offer = Offers.chromium.replacing(broken.part, with: broken.text, maxReplacements: 1)
        #expect(offer != Offers.chromium && complaint(offer) == broken.complaint)
    }

    @Test(arguments: [
        ("", "line 1: needs v=0, found none"),
        ("\r\n\r\n", "line 1: needs v=0, found none"),
        ("v=0", "line 2: needs o=…, found none"),
        ("{\"sdp\":\"v=0\"}", "line 1: needs one of the letters vosiuepcbtrzkam and then =, found \"{\"sdp\":\"v=0\"}\""),
        ("v=0\r\no=-\r\ns=-\r\nt=0 0\r\n", "there is no audio: needs an m=audio line with a port other than 0, or with a=bundle-only"),
    ].map { text, complaint in Broken(text: text, complaint: complaint) })
    func noOfferAtAll(broken: Broken) {
        #expect(complaint(broken.text) == broken.complaint)
    }

    @Test func twoMediaOfOneNameAreRefused() {
        let text = Offers.chromiumWithEverything.replacing("a=mid:3", with: "a=mid:0")
        #expect(complaint(text)?.hasSuffix("needs an a=mid for each m-line of its own, found \"0\"") == true)
    }

    @Test func payloadTypesThatLookLikeRTCPAreNoOpus() {
        let text = Offers.chromium.replacing("SAVPF 111", with: "SAVPF 72").replacing("rtpmap:111", with: "rtpmap:72")
        #expect(complaint(text)?.hasPrefix("line 8: the audio has no Opus") == true)
    }

    @Test func bundleOnlyOutsideAGroupIsARefusal() {
        let text = Offers.gstreamerBundle.replacing("a=group:BUNDLE video0 audio1\r\n", with: "")
        #expect(complaint(text)?.hasPrefix("there is no audio") == true)
    }

    @Test func lengthLinesAndMediaAreBounded() {
        let start = "v=0\r\no=-\r\ns=-\r\nt=0 0\r\n"
        let long = String(repeating: "a", count: 16_385)
        #expect(complaint(long) == "the description is longer than 16384 bytes: an offer of audio needs about 3000")
        let lines = start + String(repeating: "a=x\n", count: 997)
        #expect(complaint(lines) == "the description has more than 1000 lines: an offer of audio needs about 60")
        #expect(complaint(String(lines.dropLast(4)))?.hasPrefix("there is no audio") == true)
        let media = start + String(repeating: "m=video 9 X 1\n", count: 17)
        #expect(complaint(media) == "line 21: more than 16 m-lines: an offer of audio needs one")
    }

    @Test func oneLineOfTextWhateverCame() {
        let offer = Offers.chromium.replacing("a=mid:0", with: "a=mid:\u{2028}\u{202E}ü\u{1B}[2J")
        let text = complaint(offer) ?? ""
        #expect(text.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x2028 && $0.value != 0x202E }, "\(text)")
    }
}

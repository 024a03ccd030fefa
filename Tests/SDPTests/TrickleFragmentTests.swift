import MediaTypes
import SDP
import Testing

@Suite struct TrickleFragmentTests {
    /// As RFC 9725 section 4.3 shows them, with other values.
    static let restart = Offers.wire(
        """
        a=ice-options:trickle ice2
        a=group:BUNDLE 0 1
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        a=mid:0
        a=ice-ufrag:k7Wd
        a=ice-pwd:Xq2mB9vLw4Rz8nTy6KcJ0pHf
        a=candidate:1387637174 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag k7Wd network-id 1
        a=candidate:3471623853 1 udp 2122194687 198.51.100.2 61765 typ host generation 0 ufrag k7Wd network-id 2
        a=end-of-candidates
        """)

    private func complaint(_ text: String) -> String? {
        do throws(SDPError) {
            _ = try TrickleFragment(parsing: text)
            return nil
        } catch { return error.description }
    }

    @Test func newCredentialsAreRead() throws {
        let fragment = try TrickleFragment(parsing: Self.restart)
        #expect(fragment.mid == "0" && fragment.ufrag == "k7Wd" && fragment.password == "Xq2mB9vLw4Rz8nTy6KcJ0pHf")
        #expect(fragment.candidateCount == 2 && fragment.isEndOfCandidates)
    }

    @Test func credentialsMayStandBeforeTheMedia() throws {
        let fragment = try TrickleFragment(parsing: "a=ice-ufrag:k7Wd\na=ice-pwd:Xq2mB9vLw4Rz8nTy6KcJ0pHf\nm=audio 9 X 0\na=mid:a\n")
        #expect(fragment.ufrag == "k7Wd" && fragment.mid == "a" && fragment.candidateCount == 0 && !fragment.isEndOfCandidates)
    }

    @Test func candidatesAloneAreFine() throws {
        let text = "m=audio 9 UDP/TLS/RTP/SAVPF 0\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\n"
        let fragment = try TrickleFragment(parsing: text)
        #expect(fragment.ufrag == nil && fragment.password == nil && fragment.candidateCount == 1)
    }

    @Test(arguments: [
        ("", "line 1: needs a=ice-ufrag and a=ice-pwd, or a=candidate, found none"),
        ("a=ice-ufrag:k7Wd", "line 1: needs a=ice-pwd beside a=ice-ufrag, found none"),
        ("a=ice-pwd:Xq2mB9vLw4Rz8nTy6KcJ0pHf", "line 1: needs a=ice-ufrag beside a=ice-pwd, found none"),
        ("a=ice-ufrag:k7", "line 1: needs a=ice-ufrag: with 4 to 256 letters, digits, + or /, found \"2 bytes\""),
        ("a=ice-ufrag:k7Wd\na=ice-ufrag:k7We",
            "line 2: needs the same a=ice-ufrag wherever it stands, for one transport carries all, found \"another\""),
        ("m=audio", "line 1: needs m=<kind> <port> <transport> <format>, as m=audio 9 UDP/TLS/RTP/SAVPF 111, found \"m=audio\""),
        ("{}", "line 1: needs one of the letters vosiuepcbtrzkam and then =, found \"{}\""),
    ].map { text, complaint in Broken(text: text, complaint: complaint) })
    func brokenOnesAreRefused(broken: Broken) {
        #expect(complaint(broken.text) == broken.complaint)
    }

    @Test func theAnswerToARestartHoldsNewCredentialsAndCandidates() throws {
        var answer = try AudioAnswer(
            to: AudioOffer(parsing: Offers.chromium), ufrag: "old1", password: "0123456789abcdefghijklmn",
            fingerprint: AudioAnswerTests.fingerprint, candidates: [TransportAddress(ipv4: 0x7F00_0001, port: 3_478)], ssrc: 1, cname: "c",
            maxAverageBitrate: 24_000, usesDTX: true, ptimeMs: 20, maxptimeMs: 60, usesRED: false)
        answer.ufrag = "new2"
        answer.password = "nmlkjihgfedcba9876543210"
        let expected = """
            a=ice-lite
            a=group:BUNDLE 0
            m=audio 9 UDP/TLS/RTP/SAVPF 111 110
            a=mid:0
            a=ice-ufrag:new2
            a=ice-pwd:nmlkjihgfedcba9876543210
            a=candidate:1 1 udp 2130706431 127.0.0.1 3478 typ host
            a=end-of-candidates
            """
        #expect(answer.restartFragment == Offers.wire(expected))
        let read = try TrickleFragment(parsing: answer.restartFragment)
        #expect(read.ufrag == "new2" && read.password == "nmlkjihgfedcba9876543210" && read.isEndOfCandidates)
    }
}

/// What a browser offers, and what is made of it for programs.
enum Offers {
    static func audio(_ direction: String = "sendrecv") -> String {
        """
        v=0
        o=- 3914562378 3914562378 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE 0
        m=audio 9 UDP/TLS/RTP/SAVPF 111 110
        c=IN IP4 0.0.0.0
        a=\(direction)
        a=mid:0
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=rtpmap:110 telephone-event/48000
        a=ice-ufrag:Al7K
        a=ice-pwd:zDWGkpVwoFhC6hWGg1bNpV
        a=fingerprint:sha-256 0E:B9:AD:2E:B2:76:C1:41:07:42:4F:D2:1F:0E:1F:67:59:A4:DE:9A:EF:F7:9D:4D:38:59:D6:B9:5C:0E:D4:21
        a=setup:actpass

        """.replacing("\n", with: "\r\n")
    }

    static let restart = "a=ice-ufrag:9Hb2\r\na=ice-pwd:0123456789abcdefghijklmn\r\n"
    static let trickle = "a=ice-ufrag:Al7K\r\na=ice-pwd:zDWGkpVwoFhC6hWGg1bNpV\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host\r\n"
    static let onlyCandidates = "m=audio 9 RTP/AVP 0\r\na=mid:0\r\na=candidate:1 1 udp 2130706431 192.0.2.1 5000 typ host\r\n"
}

extension Seeds {
    /// Short offers with all that is read, and a fragment; shorter than the fuzzer's longest input.
    static var sdp: [[UInt8]] {
        let start = "v=0\r\no=- 1 2 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
        let fingerprint = "a=fingerprint:sha-256 " + (0..<32).map { _ in "5C" }.joined(separator: ":") + "\r\n"
        let ice = "a=ice-ufrag:k7Wd\r\na=ice-pwd:Xq2mB9vLw4Rz8nTy6KcJ0pHf\r\n"
        let transport = ice + fingerprint + "a=setup:actpass\r\na=rtcp-mux\r\n"
        let formats = """
            a=rtpmap:111 opus/48000/2
            a=fmtp:111 minptime=10;useinbandfec=1;maxaveragebitrate=16000;maxplaybackrate=16000;cbr=1
            a=rtcp-fb:111 transport-cc
            a=rtpmap:63 red/48000/2
            a=fmtp:63 111/111
            a=rtpmap:110 telephone-event/48000
            a=rtpmap:126 telephone-event/8000/1
            a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
            a=extmap:3/sendrecv http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=ptime:20
            a=maxptime:60
            a=ssrc:7 cname:a9Zr3kQm
            a=sendonly

            """
        let audio = "m=audio 9 UDP/TLS/RTP/SAVPF 63 111 110 126\r\na=mid:0\r\n"
        let video = "m=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:1\r\na=rtpmap:96 VP8/90000\r\n"
        let data = "m=application 0 UDP/DTLS/SCTP webrtc-datachannel\r\na=mid:2\r\n"
        let bundleOnly = audio.replacing("audio 9", with: "audio 0") + "a=bundle-only\r\n"
        let candidates = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\r\na=end-of-candidates\r\n"
        let fragment = "a=group:BUNDLE 0\r\nm=audio 9 X 0\r\na=mid:0\r\n" + ice + candidates
        return [
            start + "a=group:BUNDLE 0\r\n" + audio + transport + formats,
            start + transport + "a=recvonly\r\n" + audio + "a=rtpmap:111 opus/48000/2\r\n" + data,
            start + "a=group:BUNDLE 1 0 2\r\n" + video + transport + bundleOnly + formats + data,
            fragment,
        ].map { Array($0.utf8) }
    }
}

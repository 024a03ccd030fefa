/// Chromium with more than the plain page asks for.
extension Offers {
    /// The same, with RED put first by setCodecPreferences.
    static let chromiumPreferringRED = chromium.replacing("SAVPF 111 63 ", with: "SAVPF 63 111 ")

    /// Chromium with a camera first, then the microphone, a data channel and a second sound.
    static let chromiumWithEverything = wire(
        """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 1 0 2 3
        a=extmap-allow-mixed
        a=msid-semantic: WMS c776d5e0-bb8d-8ac7-d369-79fa11b849e8
        m=video 9 UDP/TLS/RTP/SAVPF 96 97 103 104
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:HtcJ
        a=ice-pwd:d14Z4GZm+JPPzXo4Z7kDCWJo
        a=ice-options:trickle
        a=fingerprint:sha-256 04:A1:E7:7D:12:CB:5C:F5:3F:98:E7:1B:9F:16:0C:91:5A:2A:7B:8D:DE:A7:7B:BD:BE:89:A7:09:A6:E1:C8:EC
        a=setup:actpass
        a=mid:1
        a=extmap:14 urn:ietf:params:rtp-hdrext:toffset
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=sendrecv
        a=msid:c776d5e0-bb8d-8ac7-d369-79fa11b849e8 3d499763-61f4-1987-a27a-18ae90682033
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 goog-remb
        a=rtcp-fb:96 transport-cc
        a=rtcp-fb:96 nack pli
        a=rtpmap:97 rtx/90000
        a=fmtp:97 apt=96
        a=rtpmap:103 H264/90000
        a=fmtp:103 level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42001f
        a=rtpmap:104 rtx/90000
        a=fmtp:104 apt=103
        a=ssrc-group:FID 2231627014 632943048
        a=ssrc:2231627014 cname:0wjHloKxtOeRlUGA
        a=ssrc:632943048 cname:0wjHloKxtOeRlUGA
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:HtcJ
        a=ice-pwd:d14Z4GZm+JPPzXo4Z7kDCWJo
        a=ice-options:trickle
        a=fingerprint:sha-256 04:A1:E7:7D:12:CB:5C:F5:3F:98:E7:1B:9F:16:0C:91:5A:2A:7B:8D:DE:A7:7B:BD:BE:89:A7:09:A6:E1:C8:EC
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendrecv
        a=msid:c776d5e0-bb8d-8ac7-d369-79fa11b849e8 b0f9c8e1-b74a-d1e5-e6eb-19450f3384d3
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:111 opus/48000/2
        a=rtcp-fb:111 transport-cc
        a=fmtp:111 minptime=10;useinbandfec=1
        a=rtpmap:63 red/48000/2
        a=fmtp:63 111/111
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:3570614608 cname:0wjHloKxtOeRlUGA
        a=ssrc:3570614608 msid:c776d5e0-bb8d-8ac7-d369-79fa11b849e8 b0f9c8e1-b74a-d1e5-e6eb-19450f3384d3
        m=application 9 UDP/DTLS/SCTP webrtc-datachannel
        c=IN IP4 0.0.0.0
        a=ice-ufrag:HtcJ
        a=ice-pwd:d14Z4GZm+JPPzXo4Z7kDCWJo
        a=ice-options:trickle
        a=fingerprint:sha-256 04:A1:E7:7D:12:CB:5C:F5:3F:98:E7:1B:9F:16:0C:91:5A:2A:7B:8D:DE:A7:7B:BD:BE:89:A7:09:A6:E1:C8:EC
        a=setup:actpass
        a=mid:2
        a=sctp-port:5000
        a=max-message-size:262144
        m=audio 9 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 0.0.0.0
        a=ice-ufrag:HtcJ
        a=ice-pwd:d14Z4GZm+JPPzXo4Z7kDCWJo
        a=fingerprint:sha-256 04:A1:E7:7D:12:CB:5C:F5:3F:98:E7:1B:9F:16:0C:91:5A:2A:7B:8D:DE:A7:7B:BD:BE:89:A7:09:A6:E1:C8:EC
        a=setup:actpass
        a=mid:3
        a=sendonly
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        """)
}

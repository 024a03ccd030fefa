/// Offers as the programs write them, with made-up values.
enum Offers {
    static let all = [
        "Chromium": chromium, "Chromium preferring RED": chromiumPreferringRED, "Chromium with everything": chromiumWithEverything,
        "Firefox": firefox, "Safari": safari, "aiortc": aiortc, "GStreamer": gstreamer, "GStreamer bundle": gstreamerBundle, "OBS": obs,
    ]

    /// Lines end as they do on the wire.
    static func wire(_ text: String) -> String { text.utf8.split(separator: 10).map { String(Substring($0)) + "\r\n" }.joined() }

    /// Chromium's page with a microphone.
    static let chromium = wire(
        """
        v=0
        o=- 4611731400430051336 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS c776d5e0-bb8d-8ac7-d369-79fa11b849e8
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
        """)

    /// Firefox: the fingerprint before all media, telephone-event at 8000.
    static let firefox = wire(
        """
        v=0
        o=mozilla...THIS_IS_SDPARTA-99.0 8056284318462341571 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=sendrecv
        a=fingerprint:sha-256 13:0C:03:F6:FC:35:13:10:98:63:8D:B6:BD:A8:30:12:63:EE:C3:51:68:A5:D4:C7:D7:F0:FB:D4:EB:A3:03:3E
        a=group:BUNDLE 0
        a=ice-options:trickle
        a=msid-semantic:WMS *
        m=audio 9 UDP/TLS/RTP/SAVPF 109 9 0 8 101
        c=IN IP4 0.0.0.0
        a=sendrecv
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2/recvonly urn:ietf:params:rtp-hdrext:csrc-audio-level
        a=extmap:3 urn:ietf:params:rtp-hdrext:sdes:mid
        a=fmtp:109 maxplaybackrate=48000;stereo=1;useinbandfec=1
        a=fmtp:101 0-15
        a=ice-pwd:1fff9bf6c1e3fe6dad897bd2b5912fac
        a=ice-ufrag:aa649a6c
        a=mid:0
        a=msid:{0d399f5a-e078-557b-d7fe-b37e439ae336} {2c35e162-44e0-fc56-8361-1d7e519710e8}
        a=rtcp-mux
        a=rtpmap:109 opus/48000/2
        a=rtpmap:9 G722/8000/1
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:101 telephone-event/8000/1
        a=setup:actpass
        a=ssrc:1732850143 cname:{a0ea46c0-7c57-fbda-e16f-a0d6d6dc286e}
        """)

    /// Safari, which only wants to listen.
    static let safari = wire(
        """
        v=0
        o=- 7205759403792793600 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS
        m=audio 9 UDP/TLS/RTP/SAVPF 111 63 9 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:cply
        a=ice-pwd:apCp7CPTh9lKyHTBn8vrHLur
        a=ice-options:trickle
        a=fingerprint:sha-256 60:87:FE:45:66:D4:20:C6:41:37:F9:F5:6B:CB:25:4C:70:72:A8:62:32:2E:6A:AA:F4:8D:3B:98:D2:EE:BA:60
        a=setup:actpass
        a=mid:0
        a=extmap:1 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=recvonly
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
        """)
}

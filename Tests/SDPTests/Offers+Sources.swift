/// What other programs than browsers send.
extension Offers {
    /// aiortc: complete candidates, three fingerprints.
    static let aiortc = wire(
        """
        v=0
        o=- 3914562378 3914562378 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=msid-semantic:WMS *
        m=audio 51234 UDP/TLS/RTP/SAVPF 96 9 0 8
        c=IN IP4 127.0.0.1
        a=sendrecv
        a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid
        a=extmap:2 urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=mid:0
        a=msid:e58ccc4d-8c26-af29-b8d6-4d316f9a4cf5 88b6d373-2dd0-1939-abfa-052a37b1216c
        a=rtcp:9 IN IP4 0.0.0.0
        a=rtcp-mux
        a=ssrc:2904361713 cname:ce13c5aa-bb60-1c5e-828f-6c774f42488a
        a=rtpmap:96 opus/48000/2
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=candidate:7ec49e94dea3f9ef716a7ae4e6fd60d6 1 udp 2130706431 127.0.0.1 51234 typ host
        a=end-of-candidates
        a=ice-ufrag:Al7K
        a=ice-pwd:zDWGkpVwoFhC6hWGg1bNpV
        a=fingerprint:sha-384 EC:50:7B:C6:49:F2:71:1B:C4:B4:BB:58:1D:DB:5C:F9:8F:1F:80:92:42:F4:7D:7D:54:FC:C0:E3:91:7F:D3:B5:F6:3B:05:85:AE:3F:FE:9C:F5:9D:89:05:B9:C9:9C:F8
        a=fingerprint:sha-512 5F:EF:43:AE:0C:B1:C6:57:B2:AE:57:67:23:D7:8E:CB:CA:E3:BA:F6:AA:7C:DC:98:3C:10:B8:80:11:91:7F:6B:9A:E3:13:BC:54:32:98:6C:7B:DA:E4:B9:1F:13:11:21:97:82:4A:CD:43:81:52:64:9C:F3:C6:B4:60:C4:CC:26
        a=fingerprint:sha-256 0E:B9:AD:2E:B2:76:C1:41:07:42:4F:D2:1F:0E:1F:67:59:A4:DE:9A:EF:F7:9D:4D:38:59:D6:B9:5C:0E:D4:21
        a=setup:actpass
        """)

    /// GStreamer's webrtcbin with a microphone: no group, capitals.
    static let gstreamer = wire(
        """
        v=0
        o=- 2842341923842742344 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=ice-options:trickle
        m=audio 9 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 0.0.0.0
        a=setup:actpass
        a=ice-ufrag:+0C0Pj3Eg7sivYaAgQDxGHya+9rntVgu
        a=ice-pwd:/CQngtiGK0Z1hMu9iEcdTH63GUWc+PJr
        a=rtcp-mux
        a=rtcp-rsize
        a=sendonly
        a=rtpmap:96 OPUS/48000/2
        a=rtcp-fb:96 transport-cc
        a=fmtp:96 sprop-maxcapturerate=48000;sprop-stereo=0
        a=ssrc:4102938475 msid:user3344942761@host-gv5rsgyr webrtctransceiver0
        a=ssrc:4102938475 cname:user3344942761@host-olvlat7f
        a=mid:audio0
        a=fingerprint:sha-256 F5:A5:4C:3A:13:26:CD:85:37:15:02:CE:E6:83:46:87:50:B7:78:D1:24:0D:D0:25:F3:99:60:E0:38:63:D6:A3
        """)

    /// GStreamer's WHIP client with a camera first, bundle-policy=max-bundle: the audio leans on the video's transport.
    static let gstreamerBundle = wire(
        """
        v=0
        o=- 5529834766125409127 0 IN IP4 0.0.0.0
        s=-
        t=0 0
        a=ice-options:trickle
        a=group:BUNDLE video0 audio1
        m=video 9 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 0.0.0.0
        a=setup:actpass
        a=ice-ufrag:+0C0Pj3Eg7sivYaAgQDxGHya+9rntVgu
        a=ice-pwd:/CQngtiGK0Z1hMu9iEcdTH63GUWc+PJr
        a=rtcp-mux
        a=rtcp-rsize
        a=sendonly
        a=rtpmap:96 VP8/90000
        a=rtcp-fb:96 nack pli
        a=mid:video0
        a=fingerprint:sha-256 F5:A5:4C:3A:13:26:CD:85:37:15:02:CE:E6:83:46:87:50:B7:78:D1:24:0D:D0:25:F3:99:60:E0:38:63:D6:A3
        m=audio 0 UDP/TLS/RTP/SAVPF 97
        c=IN IP4 0.0.0.0
        a=sendonly
        a=rtpmap:97 OPUS/48000/2
        a=mid:audio1
        a=bundle-only
        """)

    /// OBS by WHIP: ICE and DTLS before all media.
    static let obs = wire(
        """
        v=0
        o=rtc 2683721941 0 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0 1
        a=group:LS 0 1
        a=msid-semantic:WMS *
        a=setup:actpass
        a=ice-ufrag:Ixte
        a=ice-pwd:wOmuSSlz2SHR3ZjrRSbhx0
        a=ice-options:ice2,trickle
        a=fingerprint:sha-256 A6:F8:3C:66:45:E3:EE:38:80:AA:C1:12:42:BA:0B:30:1D:5B:0D:76:29:E1:54:8C:FF:70:4A:8F:E8:DD:0A:6E
        m=audio 56921 UDP/TLS/RTP/SAVPF 111
        c=IN IP4 192.0.2.17
        a=mid:0
        a=sendonly
        a=ssrc:1829374655 cname:zQ4EOntoj3rWZuRW
        a=ssrc:1829374655 msid:UOhH5BlvzaLFVtM7 uwEoT5d6R4Dw4fFR-audio
        a=msid:1h5C95IOMEIVFdW1 ZCseigkXepdiFson-audio
        a=rtcp-mux
        a=rtpmap:111 opus/48000/2
        a=fmtp:111 minptime=10;maxaveragebitrate=96000;stereo=1;sprop-stereo=1;useinbandfec=1
        a=candidate:1 1 UDP 2122317823 192.0.2.17 56921 typ host
        a=end-of-candidates
        m=video 56921 UDP/TLS/RTP/SAVPF 96
        c=IN IP4 192.0.2.17
        a=mid:1
        a=sendonly
        a=ssrc:1829374656 cname:Hnz2LayyZ60eWwqM
        a=rtcp-mux
        a=rtpmap:96 H264/90000
        a=rtcp-fb:96 nack
        a=rtcp-fb:96 nack pli
        a=fmtp:96 profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1
        """)
}

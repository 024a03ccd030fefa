import DTLS
import ICE

/// What a Chromium with a microphone offers, without RED.
struct BrowserOffer {
    /// Opus, and the identifiers of header extensions, in what is offered; an answer takes them over.
    static var payloadType: UInt8 { 111 }
    static var audioLevel: UInt8 { 1 }
    static var transportSequence: UInt8 { 3 }

    let credentials: ICECredentials
    let fingerprint: CertificateFingerprint
    let ssrc: UInt32
    let cname: String

    /// - Source: RFC 8829; lines and order as Chromium 156 writes them
    var text: String {
        """
        v=0
        o=- \(ssrc) 2 IN IP4 127.0.0.1
        s=-
        t=0 0
        a=group:BUNDLE 0
        a=extmap-allow-mixed
        a=msid-semantic: WMS \(cname)
        m=audio 9 UDP/TLS/RTP/SAVPF \(Self.payloadType) 9 0 8 13 110 126
        c=IN IP4 0.0.0.0
        a=rtcp:9 IN IP4 0.0.0.0
        a=ice-ufrag:\(credentials.ufrag)
        a=ice-pwd:\(credentials.password)
        a=ice-options:trickle
        a=fingerprint:\(fingerprint.sdp)
        a=setup:actpass
        a=mid:0
        a=extmap:\(Self.audioLevel) urn:ietf:params:rtp-hdrext:ssrc-audio-level
        a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
        a=extmap:\(Self.transportSequence) http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
        a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
        a=sendrecv
        a=msid:\(cname) microphone
        a=rtcp-mux
        a=rtcp-rsize
        a=rtpmap:\(Self.payloadType) opus/48000/2
        a=rtcp-fb:\(Self.payloadType) transport-cc
        a=fmtp:\(Self.payloadType) minptime=10;useinbandfec=1
        a=rtpmap:9 G722/8000
        a=rtpmap:0 PCMU/8000
        a=rtpmap:8 PCMA/8000
        a=rtpmap:13 CN/8000
        a=rtpmap:110 telephone-event/48000
        a=rtpmap:126 telephone-event/8000
        a=ssrc:\(ssrc) cname:\(cname)
        a=ssrc:\(ssrc) msid:\(cname) microphone

        """.replacing("\n", with: "\r\n")
    }
}

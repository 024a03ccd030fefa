import MediaTypes

/// Our answer to an offer: payload types, mid and extension numbers are the offer's, everything we do not use is left out, and other
/// m-lines than the audio are refused in their place. Only what leads the audio's BUNDLE group cannot be refused without it: that is
/// accepted as inactive.
/// - Source: RFC 8829 section 5.3, RFC 3264 section 6, RFC 9143 section 7.3
public struct AudioAnswer: Sendable, Hashable {
    public let offer: AudioOffer
    /// Seen from us: what the offer left of what was wanted.
    public let direction: MediaDirection
    /// Our credentials; an ICE restart puts in new ones.
    public var ufrag: String
    public var password: String
    /// As `sha-256 AB:CD…`.
    public let fingerprint: String
    /// Where we listen; the best first.
    public let candidates: [TransportAddress]
    /// Of what we send, with its RTCP name.
    public let ssrc: UInt32
    public let cname: String
    /// What we want to be sent, in bit/s. Browsers set their encoder by it.
    public let maxAverageBitrate: Int
    /// In Hz: what we mix at, so that nobody encodes more; nil says nothing.
    public let maxPlaybackRate: Int?
    /// Silence may be left out.
    public let usesDTX: Bool
    /// The packets we want to get, in ms.
    public let ptimeMs: Int
    public let maxptimeMs: Int
    /// RED is agreed, if it is offered: from then on both sides may send it.
    public let usesRED: Bool

    /// - Parameter wanted: what this way in is for: `.receiveOnly` for WHIP, `.sendOnly` for WHEP
    /// - Throws: when the offer leaves nothing of it
    public init(
        to offer: AudioOffer, wanted: MediaDirection = .sendReceive, ufrag: String, password: String, fingerprint: String,
        candidates: [TransportAddress], ssrc: UInt32, cname: String, maxAverageBitrate: Int, maxPlaybackRate: Int? = nil, usesDTX: Bool,
        ptimeMs: Int, maxptimeMs: Int, usesRED: Bool
    ) throws(SDPError) {
        direction = try offer.answerDirection(wanted: wanted)
        self.offer = offer
        self.ufrag = ufrag
        self.password = password
        self.fingerprint = fingerprint
        self.candidates = candidates
        self.ssrc = ssrc
        self.cname = cname
        self.maxAverageBitrate = maxAverageBitrate
        self.maxPlaybackRate = maxPlaybackRate
        self.usesDTX = usesDTX
        self.ptimeMs = ptimeMs
        self.maxptimeMs = maxptimeMs
        self.usesRED = usesRED
    }

    /// The RED that is agreed.
    public var red: UInt8? { usesRED ? offer.red : nil }

    /// The whole answer, `application/sdp`.
    public var text: String {
        let session = ["v=0", "o=- \(ssrc) 1 IN IP4 127.0.0.1", "s=-", "t=0 0", "a=ice-lite"]
        let media = offer.media.enumerated().flatMap { index, media in
            switch index {
            case offer.index: audioLines
            case offer.leader: standstill(of: media)
            default: refusal(of: media)
            }
        }
        return Self.joined(session + groupLine + media)
    }

    /// What a client needs to hear of an ICE restart, `application/trickle-ice-sdpfrag`: credentials and candidates.
    /// - Source: RFC 8840 section 9, RFC 9725 section 4.3.3
    public var restartFragment: String {
        Self.joined(["a=ice-lite"] + groupLine + [mediaLine] + midLine + credentialLines + candidateLines)
    }

    private static func joined(_ lines: [String]) -> String { lines.map { $0 + "\r\n" }.joined() }

    /// What is refused leaves the group (RFC 9143 section 7.3.3).
    private var groupLine: [String] {
        let mids = [offer.leader.flatMap { offer.media[$0].mid }, offer.mid].compactMap { $0 }
        return offer.isBundled ? ["a=group:BUNDLE \(mids.joined(separator: " "))"] : []
    }

    private var midLine: [String] { offer.mid.map { ["a=mid:\($0)"] } ?? [] }

    private var formats: [UInt8] { offer.formats.filter { $0 != offer.red || usesRED } }

    private var mediaLine: String {
        let media = offer.media[offer.index]
        return "m=audio 9 \(media.transport) \(formats.map { "\($0)" }.joined(separator: " "))"
    }

    private var credentialLines: [String] { ["a=ice-ufrag:\(ufrag)", "a=ice-pwd:\(password)"] }

    private var transportLines: [String] {
        ["a=rtcp-mux"] + credentialLines + ["a=fingerprint:\(fingerprint)", "a=setup:passive"]
    }

    private var candidateLines: [String] {
        candidates.enumerated().map { index, address in
            "a=candidate:\(index + 1) 1 udp \(address.hostPriority(rank: index)) \(address.addressText) \(address.port) typ host"
        } + ["a=end-of-candidates"]
    }

    private var audioLines: [String] {
        var lines = [mediaLine, "c=IN IP4 0.0.0.0"] + midLine + ["a=\(direction.rawValue)"] + transportLines + candidateLines
        lines += formats.flatMap(formatLines)
        lines += ["a=ptime:\(ptimeMs)", "a=maxptime:\(maxptimeMs)"]
        if let level = offer.audioLevelExtension { lines.append("a=extmap:\(level) \(Specified.audioLevelName)") }
        // Browsers hang the track on the msid, and find the stream by the SSRC.
        if direction.sends { lines += ["a=msid:partyline mix", "a=ssrc:\(ssrc) cname:\(cname)"] }
        return lines
    }

    private func formatLines(_ format: UInt8) -> [String] {
        switch format {
        case offer.opus:
            let rate = maxPlaybackRate.map { ";maxplaybackrate=\($0)" } ?? ""
            let parameters = "minptime=10;useinbandfec=1;usedtx=\(usesDTX ? 1 : 0);stereo=0;maxaveragebitrate=\(maxAverageBitrate)\(rate)"
            return ["a=rtpmap:\(format) opus/48000/2", "a=fmtp:\(format) \(parameters)"]
        case offer.red: return ["a=rtpmap:\(format) red/48000/2", "a=fmtp:\(format) \(offer.opus)/\(offer.opus)"]
        default: return ["a=rtpmap:\(format) telephone-event/\(offer.telephoneEventRate ?? 8_000)"]
        }
    }

    /// Port 0, in the same place and with the same kind and transport.
    private func refusal(of media: OfferedMedia) -> [String] { unused(media, port: 0) }

    /// Accepted, and nothing flows.
    private func standstill(of media: OfferedMedia) -> [String] { unused(media, port: 9) + candidateLines }

    /// A format is there because the grammar wants one; its mapping, and the transport, because aiortc wants them of refused media too.
    private func unused(_ media: OfferedMedia, port: Int) -> [String] {
        let mid = media.mid.map { ["a=mid:\($0)"] } ?? []
        let line = "m=\(media.kind) \(port) \(media.transport) \(media.firstFormat)"
        return [line, "c=IN IP4 0.0.0.0"] + mid + (media.isRTP ? ["a=inactive"] : []) + transportLines + media.firstFormatLines
    }
}

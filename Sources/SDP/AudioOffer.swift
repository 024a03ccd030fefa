/// An offer to send or receive Opus, as browsers, WHIP sources and WHEP players make it. The first m-line of audio that we can use is
/// taken; all others get refused in the answer.
/// - Source: RFC 8829 section 5.10, RFC 3264 section 6
public struct AudioOffer: Sendable, Hashable {
    /// The audio's name in the BUNDLE group; nil where none is given.
    public let mid: String?
    /// Payload types: of opus/48000/2,
    public let opus: UInt8
    /// of red/48000/2 with blocks of Opus,
    public let red: UInt8?
    /// and of telephone-event, at 48000 if that is offered, else at 8000.
    public let telephoneEvent: UInt8?
    /// In Hz: 48000 or 8000; nil without `telephoneEvent`.
    public let telephoneEventRate: Int?
    /// The offerer wants to send RED: it stands before Opus. The answer keeps the order, and Chromium goes by it.
    public let prefersRED: Bool
    /// What the offerer wants to be sent.
    public let opusParameters: OpusParameters
    /// The header extension of RFC 6464, 1 to 14; nil when not offered.
    public let audioLevelExtension: UInt8?
    public let ufrag: String
    public let password: String
    /// As `sha-256 AB:CD…`, in capitals.
    public let fingerprint: String
    /// Seen from the offerer.
    public let direction: MediaDirection
    /// The RTCP name of the stream the offerer sends; nil when not said.
    public let cname: String?
    /// The packets the offerer wants to get, in ms.
    public let ptimeMs: Int?
    public let maxptimeMs: Int?

    /// For the answer: all m-lines, which of them is the audio, whether it is in a BUNDLE group, which other one leads that group, and the
    /// audio's formats in order.
    let media: [OfferedMedia]
    let index: Int
    let isBundled: Bool
    let leader: Int?
    let formats: [UInt8]

    /// Reads an offer.
    /// - Throws: what is wrong with it; of several m-lines of audio, what is wrong with the first
    public init(parsing text: String) throws(SDPError) {
        try self.init(SessionDescription.parse(text))
    }

    /// Reads an offer that has been taken apart.
    public init(_ session: SessionDescription) throws(SDPError) {
        let bundle = try BundleGroups(session)
        var first: SDPError?
        for (index, media) in session.media.enumerated() where media.kind == "audio" {
            // Port 0 refuses, but for media whose port stands with the leader of its group (RFC 9143 section 6).
            let isBundleOnly = media.lines.attribute("bundle-only") != nil && bundle.group(of: index) != nil
            guard media.port != 0 || isBundleOnly else { continue }
            do throws(SDPError) {
                self = try AudioOffer(session, bundle, index)
                return
            } catch {
                first = first ?? error
            }
        }
        throw first ?? .noAudio
    }

    private init(_ session: SessionDescription, _ bundle: BundleGroups, _ index: Int) throws(SDPError) {
        let audio = session.media[index]
        // RFC 8829 section 5.1.2; DTLS it is with each of them, as a=fingerprint says.
        guard ["UDP/TLS/RTP/SAVPF", "UDP/TLS/RTP/SAVP", "RTP/SAVPF", "RTP/SAVP"].contains(audio.transport) else {
            throw .wrong(line: audio.number, needs: "the transport UDP/TLS/RTP/SAVPF", found: audio.transport)
        }
        let formats = try AudioFormats(audio)
        let extensions = try AudioExtensions(audio)
        let leader = bundle.leader(of: index)
        let transport = try TransportParameters(of: audio, leader: leader.map { session.media[$0] }, in: session)

        mid = bundle.mids[index]
        opus = formats.opus
        red = formats.red
        telephoneEvent = formats.telephoneEvent
        telephoneEventRate = formats.telephoneEventRate
        prefersRED = formats.red != nil && formats.order.first { $0 == formats.red || $0 == formats.opus } == formats.red
        opusParameters = formats.opusParameters
        audioLevelExtension = extensions.audioLevel
        ufrag = transport.ufrag
        password = transport.password
        fingerprint = transport.fingerprint
        direction = try Self.readDirection(of: audio, in: session)
        cname = Self.readCNAME(of: audio)
        ptimeMs = try Self.readPacketTime("ptime", of: audio)
        maxptimeMs = try Self.readPacketTime("maxptime", of: audio)

        self.index = index
        self.formats = formats.order
        isBundled = bundle.group(of: index) != nil
        let media = zip(session.media, bundle.mids).map(OfferedMedia.init)
        self.media = media
        self.leader = leader.flatMap { $0 != index && session.media[$0].port != 0 && media[$0].isRTP ? $0 : nil }
    }

    /// What this side does, when it would like `wanted`: `.receiveOnly` for a WHIP source, `.sendOnly` for a WHEP player.
    /// - Throws: when the offer leaves nothing of it
    public func answerDirection(wanted: MediaDirection) throws(SDPError) -> MediaDirection {
        if let direction = direction.reversed.intersection(wanted) { return direction }
        let right = MediaDirection.allCases.filter { $0.reversed.intersection(wanted) != nil }.map { "a=\($0.rawValue)" }
        throw .wrongDirection(line: media[index].number, needs: right.joined(separator: " or "), found: direction.rawValue)
    }
}

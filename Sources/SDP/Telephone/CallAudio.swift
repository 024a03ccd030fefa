import MediaTypes

/// What the other side of a telephone call says of its audio, in an offer or in an answer: plain RTP, or SRTP whose keys stand in the
/// description. The first m-line of audio that we can use is taken.
/// - Source: RFC 3264 sections 5 and 6
public struct CallAudio: Sendable, Hashable {
    /// Where it wants to be sent RTP, and RTCP.
    public let address: TransportAddress
    public let controlAddress: TransportAddress
    /// RTP and RTCP on one port are offered, or agreed (RFC 5761).
    public let isMultiplexed: Bool
    /// What it can be sent, the best first.
    public let codecs: [CallCodec]
    /// Comfort noise (RFC 3389); nil when not said.
    public let comfortNoise: UInt8?
    /// Which way audio flows, seen from the other side; nil when none flows, as on hold. An address of zeros is hold as well: it wants to be
    /// sent nothing (RFC 3264 section 8.4).
    public let direction: MediaDirection?
    /// The packets that it wants to be sent, in ms.
    public let ptimeMs: Int?
    public let maxptimeMs: Int?
    /// The keys that it may protect with; empty for plain RTP, and where a handshake makes them.
    public let crypto: [CryptoAttribute]
    /// How the handshake is held that makes the keys; nil without one.
    public let handshake: CallHandshake?
    /// Session and version: while both stay the same, nothing has changed (RFC 3264 section 8).
    public let origin: String

    private let events: [Int: UInt8]
    let media: [OfferedMedia]
    let index: Int

    /// Reads a description.
    /// - Parameter allowsKeys: whether keys in a description may be used, for it came by TLS; else m-lines that need them are passed over
    /// - Throws: what is wrong with it; of several m-lines of audio, what is wrong with the first
    public init(parsing text: String, allowsKeys: Bool) throws(SDPError) {
        let session = try SessionDescription.parse(text)
        var first: SDPError?
        for (index, media) in session.media.enumerated() where media.kind == "audio" && media.port != 0 {
            do throws(SDPError) {
                self = try CallAudio(session, index, allowsKeys: allowsKeys)
                return
            } catch {
                first = first ?? error
            }
        }
        throw first ?? .noAudio
    }

    private init(_ session: SessionDescription, _ index: Int, allowsKeys: Bool) throws(SDPError) {
        let audio = session.media[index]
        switch audio.transport {
        case "RTP/AVP", "RTP/AVPF": (crypto, handshake) = ([], nil)
        case "UDP/TLS/RTP/SAVP", "UDP/TLS/RTP/SAVPF": (crypto, handshake) = ([], try CallHandshake(of: audio, in: session))
        // As before RFC 5764 had a transport of its own.
        case "RTP/SAVP" where audio.lines.attribute("fingerprint") != nil && audio.lines.attribute("crypto") == nil,
            "RTP/SAVPF" where audio.lines.attribute("fingerprint") != nil && audio.lines.attribute("crypto") == nil:
            (crypto, handshake) = ([], try CallHandshake(of: audio, in: session))
        case "RTP/SAVP", "RTP/SAVPF":
            handshake = nil
            guard allowsKeys else { throw .wrong(line: audio.number, needs: "RTP/AVP, or SIP by TLS: keys are not read from what others can read", found: audio.transport) }
            crypto = audio.lines.attributes("crypto").compactMap(CryptoAttribute.init)
            guard !crypto.isEmpty else { throw .missing(line: audio.number, needs: "a=crypto with one key, of \(CryptoSuite.allCases.map(\.rawValue).joined(separator: ", "))") }
        default: throw .wrong(line: audio.number, needs: "the transport RTP/AVP, RTP/SAVP or UDP/TLS/RTP/SAVP", found: audio.transport)
        }
        let formats = try CallFormats(audio)
        codecs = formats.codecs
        events = formats.events
        comfortNoise = formats.comfortNoise
        address = try Self.readAddress(of: audio, in: session)
        isMultiplexed = audio.lines.attribute("rtcp-mux") != nil
        controlAddress = Self.readControlAddress(of: audio, beside: address, isMultiplexed: isMultiplexed)
        let said = try Self.readDirection(of: audio, in: session)
        direction = address.isUnspecified ? said?.intersection(.sendOnly) : said
        ptimeMs = try AudioOffer.readPacketTime("ptime", of: audio)
        maxptimeMs = try AudioOffer.readPacketTime("maxptime", of: audio)
        origin = session.lines.first { $0.type == "o" }?.value ?? ""
        media = session.media.map { OfferedMedia($0, mid: nil) }
        self.index = index
    }

    /// The payload type for the keys of a telephone beside a codec: of the codec's own clock, else of the other.
    public func event(beside codec: CallCodec) -> (type: UInt8, rate: Int)? {
        let rates = [codec.encoding.clockRate] + [8_000, 48_000].filter { $0 != codec.encoding.clockRate }
        for rate in rates { if let type = events[rate] { return (type, rate) } }
        return nil
    }

    /// With the media, else for all media.
    private static func readAddress(of audio: MediaDescription, in session: SessionDescription) throws(SDPError) -> TransportAddress {
        guard let line = audio.lines.first(where: { $0.type == "c" }) ?? session.lines.first(where: { $0.type == "c" }) else {
            throw .missing(line: audio.number, needs: "c=IN IP4 and an address, with the media or before it")
        }
        guard let address = Self.address(line.value ?? "", port: audio.port) else {
            throw .wrong(line: line.number, needs: "c=IN IP4 or c=IN IP6 and the address of one host", found: line.value ?? "")
        }
        return address
    }

    /// - Source: RFC 3605 section 2.1, RFC 3550 section 11
    private static func readControlAddress(of audio: MediaDescription, beside rtp: TransportAddress, isMultiplexed: Bool) -> TransportAddress {
        var control = rtp
        if isMultiplexed { return control }
        control.port = rtp.port == .max ? rtp.port : rtp.port + 1
        guard let value = audio.lines.attribute("rtcp")?.value else { return control }
        let (portText, place) = Grammar.halves(value, at: " ") ?? (value, "")
        guard let port = Grammar.number(portText, in: 1...65_535) else { return control }
        control.port = UInt16(truncatingIfNeeded: port)
        return Self.address(place, port: control.port) ?? control
    }

    /// `IN IP4 192.0.2.1`. Addresses of many hosts and names are nothing that we send to.
    private static func address(_ text: String, port: UInt16) -> TransportAddress? {
        let fields = Grammar.split(text, at: " ")
        guard fields.count == 3, fields[0] == "IN", ["IP4", "IP6"].contains(fields[1]),
            let address = TransportAddress(address: fields[2], port: port), (address.ipv4 != nil) == (fields[1] == "IP4")
        else { return nil }
        return address.isMulticast ? nil : address
    }

    /// - Source: RFC 8866 section 6.7
    private static func readDirection(of audio: MediaDescription, in session: SessionDescription) throws(SDPError) -> MediaDirection? {
        for line in audio.lines + session.lines where line.type == "a" && line.value == nil {
            if let direction = MediaDirection(rawValue: line.name) { return direction }
            if line.name == "inactive" { return nil }
        }
        return .sendReceive
    }
}

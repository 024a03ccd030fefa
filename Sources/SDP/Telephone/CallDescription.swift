import MediaTypes

/// What we say of our audio in a telephone call: one codec in an answer, a choice of them in an offer.
/// - Source: RFC 3264 sections 5 and 6
public struct CallDescription: Sendable, Hashable {
    /// Of our own, for the o-line: it goes up when something changes.
    public let session: UInt32
    public let version: UInt32
    /// Where we want to be sent RTP.
    public let address: TransportAddress
    public let isMultiplexed: Bool
    public let codecs: [CallCodec]
    /// The keys of a telephone, payload types by clock rate.
    public let events: [Int: UInt8]
    public let comfortNoise: UInt8?
    /// Seen from us; nil: nothing flows.
    public let direction: MediaDirection?
    public let ptimeMs: Int
    public let maxptimeMs: Int
    /// What we protect with; nil for plain RTP, and where a handshake makes the keys.
    public let crypto: CryptoAttribute?
    /// How the handshake is held that makes the keys; nil without one.
    public let handshake: CallHandshake?

    /// The m-lines of the offer that this answers, and which of them it takes.
    private let offered: [OfferedMedia]
    private let index: Int
    private let transport: String

    /// Our part in a call, as far as it does not follow from what the other side says.
    public struct Terms: Sendable, Hashable {
        public var session: UInt32
        public var version: UInt32
        /// Where we want to be sent RTP; RTCP comes to the port above it, or to the same.
        public var address: TransportAddress
        /// What we can, the best first.
        public var encodings: [CallEncoding]
        /// Seen from us: `.sendOnly` puts the other side on hold.
        public var direction: MediaDirection
        /// The packets we want to be sent.
        public var ptimeMs: Int
        public var maxptimeMs: Int
        /// For a new key: random bytes, at least 30.
        public var keyBytes: [UInt8]
        /// Of our certificate, as `sha-256 AB:CD…`; nil holds no handshakes.
        public var fingerprint: String?
        /// What we call the association that a handshake makes.
        public var tlsID: String?
        /// Our part in a handshake that was held already, or is being held; nil before it.
        public var part: CallHandshake.Setup?
        /// RTP and RTCP on one port; for offers, as an answer does as its offer does.
        public var isMultiplexed = false

        public init(session: UInt32, version: UInt32, address: TransportAddress, encodings: [CallEncoding], direction: MediaDirection = .sendReceive,
                    ptimeMs: Int = 20, maxptimeMs: Int = 60, keyBytes: [UInt8], fingerprint: String? = nil, tlsID: String? = nil) {
            self.session = session
            self.version = version
            self.address = address
            self.encodings = encodings
            self.direction = direction
            self.ptimeMs = ptimeMs
            self.maxptimeMs = maxptimeMs
            self.keyBytes = keyBytes
            self.fingerprint = fingerprint
            self.tlsID = tlsID
        }
    }

    /// What protects the sound that we offer.
    public enum Protection: Sendable, Hashable {
        case none
        /// SRTP, with a key in the description; right by TLS only.
        case keys
        /// SRTP, with keys of a handshake, in which we show the certificate of this fingerprint.
        case handshake(fingerprint: String)
    }

    /// Answers an offer with the codec that we like best among those it has. Of PCMA and PCMU, which are equals, the offer's order decides.
    /// - Throws: `noTelephoneCodec` when it has none that `terms` allow
    public init(answering offer: CallAudio, _ terms: Terms) throws(SDPError) {
        guard let codec = Self.choose(from: offer.codecs, terms.encodings) else { throw .noTelephoneCodec(line: offer.media[offer.index].number) }
        codecs = [codec]
        events = offer.event(beside: codec).map { [$0.rate: $0.type] } ?? [:]
        comfortNoise = codec.encoding.clockRate == 8_000 ? offer.comfortNoise : nil
        direction = offer.direction?.reversed.intersection(terms.direction)
        crypto = offer.crypto.first.flatMap { CryptoAttribute(tag: $0.tag, suite: $0.suite, key: Array(terms.keyBytes.prefix($0.suite.keyByteCount))) }
        handshake = try offer.handshake.map { theirs throws(SDPError) in
            guard let fingerprint = terms.fingerprint else {
                let audio = offer.media[offer.index]
                throw .wrong(line: audio.number, needs: "RTP/AVP or RTP/SAVP, for no handshakes are held here", found: audio.transport)
            }
            return theirs.answer(fingerprint: fingerprint, id: terms.tlsID, keeping: terms.part)
        }
        isMultiplexed = offer.isMultiplexed
        transport = offer.media[offer.index].transport
        offered = offer.media
        index = offer.index
        (session, version, address, ptimeMs, maxptimeMs) = (terms.session, terms.version, terms.address, terms.ptimeMs, terms.maxptimeMs)
    }

    /// Offers a choice, in a call that we begin or that was begun without an offer.
    public init(offering terms: Terms, _ protection: Protection) {
        codecs = terms.encodings.map { CallCodec($0, payloadType: $0.fixedType ?? Chosen.opusType) }
        events = terms.encodings.contains(.opus) ? [8_000: Chosen.eventType, 48_000: Chosen.wideEventType] : [8_000: Chosen.eventType]
        comfortNoise = 13
        direction = terms.direction
        let suite = CryptoSuite.aesCM128SHA1_80
        crypto = protection == .keys ? CryptoAttribute(tag: 1, suite: suite, key: Array(terms.keyBytes.prefix(suite.keyByteCount))) : nil
        switch protection {
        case .none: (transport, handshake) = ("RTP/AVP", nil)
        case .keys: (transport, handshake) = ("RTP/SAVP", nil)
        case .handshake(let fingerprint):
            (transport, handshake) = ("UDP/TLS/RTP/SAVP", CallHandshake(fingerprint: fingerprint, setup: .either, id: terms.tlsID))
        }
        isMultiplexed = terms.isMultiplexed
        offered = []
        index = 0
        (session, version, address, ptimeMs, maxptimeMs) = (terms.session, terms.version, terms.address, terms.ptimeMs, terms.maxptimeMs)
    }

    private static func choose(from offered: [CallCodec], _ ours: [CallEncoding]) -> CallCodec? {
        let usable = offered.filter { ours.contains($0.encoding) }
        // The two laws cost the same and sound the same.
        func rank(_ codec: CallCodec) -> Int { codec.encoding == .pcma || codec.encoding == .pcmu ? .max : ours.firstIndex(of: codec.encoding) ?? .max }
        return usable.enumerated().min { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }?.element
    }

    /// The whole description, `application/sdp`.
    public var text: String {
        let family = address.ipv4 == nil ? "IP6" : "IP4"
        let head = ["v=0", "o=- \(session) \(version) IN \(family) \(address.addressText)", "s=-", "c=IN \(family) \(address.addressText)", "t=0 0"]
        let media = offered.isEmpty ? audioLines : offered.enumerated().flatMap { $0 == index ? audioLines : Self.refusal(of: $1) }
        return (head + media).map { $0 + "\r\n" }.joined()
    }

    private var audioLines: [String] {
        let types = codecs.map(\.payloadType) + events.values.sorted() + (comfortNoise.map { [$0] } ?? [])
        var lines = ["m=audio \(address.port) \(transport) \(types.map { "\($0)" }.joined(separator: " "))"]
        for codec in codecs {
            lines.append("a=rtpmap:\(codec.payloadType) \(codec.encoding.mapping)")
            if codec.encoding == .opus { lines.append("a=fmtp:\(codec.payloadType) useinbandfec=1;usedtx=1;stereo=0") }
        }
        for (rate, type) in events.sorted(by: { $0.value < $1.value }) {
            lines += ["a=rtpmap:\(type) telephone-event/\(rate)", "a=fmtp:\(type) 0-15"]
        }
        if let comfortNoise { lines.append("a=rtpmap:\(comfortNoise) CN/8000") }
        lines += ["a=ptime:\(ptimeMs)", "a=maxptime:\(maxptimeMs)", "a=\(direction?.rawValue ?? "inactive")"]
        if let crypto { lines.append(crypto.text) }
        if let handshake { lines += handshake.lines }
        if isMultiplexed { lines.append("a=rtcp-mux") }
        return lines
    }

    private static func refusal(of media: OfferedMedia) -> [String] { ["m=\(media.kind) 0 \(media.transport) \(media.firstFormat)"] }
}

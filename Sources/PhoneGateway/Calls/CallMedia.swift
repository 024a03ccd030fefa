import Codecs
import MediaLink
import MediaTypes
import SDP
import SIP
import SRTP

/// What the box offers in every call.
public struct CallTerms: Sendable {
    /// The best first.
    public let encodings: [CallEncoding]
    /// One mix quantum: packets are whole multiples of it.
    public let tick: MediaTime
    /// Of Opus, unless the other side wants less.
    public let bitrate: Bitrate
    /// The sound in a packet that we ask for, unless a tick is longer.
    public let packetTime: MediaTime

    public init(encodings: [CallEncoding], tick: MediaTime, bitrate: Bitrate, packetTime: MediaTime = .milliseconds(20)) {
        self.encodings = encodings
        self.tick = tick
        self.bitrate = bitrate
        self.packetTime = packetTime
    }
}

/// Why a call has no media.
enum CallMediaError: Error {
    /// No description, or one of another kind.
    case notDescribed
    case unusable(SDPError)
    /// Keys are demanded and not offered, or answered with others than ours.
    case notSecured
    /// What is wanted needs another handshake, or none, and the one that a call begins with lasts as long as the call.
    case otherAssociation
}

/// The media of one call, as both sides have described it: offers, answers, and what follows from them for the engine.
///
/// Where a handshake makes the keys, the leg has to wait for it: `plan` says which is to be held, and `secure` takes what came of it.
/// Offers of ours ask for none but in a call that has one: whom we call, and who has no offer, gets plain RTP, or keys by TLS.
/// - Source: RFC 3264; RFC 4568 section 5.1; RFC 5763 section 5
struct CallMedia {
    let port: CallPort
    /// Where we want to be sent RTP.
    private let address: TransportAddress
    private let terms: CallTerms
    /// Whether keys may stand in a description: it comes and goes by TLS.
    private let allowsKeys: Bool
    private let requiresKeys: Bool
    /// Of our certificate, as `sha-256 AB:CD…`.
    private let fingerprint: String
    /// By which the other side tells our association of this call from others (RFC 8842 section 4).
    private let tlsID: String
    private let session: UInt32
    private var version: UInt32 = 0
    private var ours: CallDescription?
    private var theirs: CallAudio?
    private var association: CallAssociation?
    /// What the leg has to be; without its keys as long as there is a `plan`.
    private(set) var spec: LegSpec?

    /// - Parameter host: where the other side finds us; its port does not matter
    init(port: CallPort, host: TransportAddress, terms: CallTerms, allowsKeys: Bool, requiresKeys: Bool, fingerprint: String) {
        self.port = port
        var address = host
        address.port = port.port
        self.address = address
        self.terms = terms
        self.allowsKeys = allowsKeys
        self.requiresKeys = requiresKeys
        self.fingerprint = fingerprint
        tlsID = String(UInt64.random(in: 1 << 60 ... .max), radix: 16) + String(UInt64.random(in: 1 << 60 ... .max), radix: 16)
        session = .random(in: 1...UInt32(Int32.max))
    }

    /// Whether the other side has put us on hold: nothing is to be heard from there, nor sent.
    var isHeld: Bool { spec?.direction == .inactive }

    /// The handshakes that are to be held before there can be a leg; nil when there is nothing to wait for.
    var plan: HandshakePlan? { association?.plan }

    /// The handshakes are over.
    mutating func secure(_ paths: SecuredPaths) {
        association?.note(paths)
        if var secured = spec {
            association?.secure(&secured)
            spec = secured
        }
    }

    /// Answers an offer.
    mutating func answer(_ body: SIPBody) throws(CallMediaError) -> SIPBody {
        let offer = try read(body)
        let answer: CallDescription
        do throws(SDPError) { answer = try CallDescription(answering: offer, nextTerms()) } catch { throw .unusable(error) }
        guard let codec = answer.codecs.first else { throw .notDescribed }
        try agree(on: codec, event: answer.events.values.first, ours: answer, theirs: offer)
        return .sdp(answer.text)
    }

    /// Offers what we have: for a call that begins without an offer, or that we begin.
    mutating func offer() -> SIPBody {
        let offer = CallDescription(offering: nextTerms(), association != nil ? .handshake(fingerprint: fingerprint) : requiresKeys ? .keys : .none)
        ours = offer
        return .sdp(offer.text)
    }

    /// Takes the answer to our offer.
    mutating func take(_ body: SIPBody) throws(CallMediaError) {
        guard let offer = ours else { throw .notDescribed }
        let answer = try read(body)
        guard let codec = answer.codecs.first(where: { codec in offer.codecs.contains { $0.encoding == codec.encoding } }) else {
            throw .notDescribed
        }
        try agree(on: codec, event: answer.event(beside: codec)?.type, ours: offer, theirs: answer)
    }

    private mutating func nextTerms() -> CallDescription.Terms {
        version += 1
        // The system's generator is cryptographically secure on Linux (getrandom).
        var next = CallDescription.Terms(
            session: session, version: version, address: address, encodings: terms.encodings,
            ptimeMs: Int(max(terms.tick, terms.packetTime).milliseconds), keyBytes: (0..<30).map { _ in .random(in: .min ... .max) },
            fingerprint: fingerprint, tlsID: association?.hasName == false ? nil : tlsID)
        next.part = association?.part
        next.isMultiplexed = association?.isMultiplexed ?? false
        return next
    }

    private func read(_ body: SIPBody) throws(CallMediaError) -> CallAudio {
        guard body.mediaType == "application/sdp", let text = String(validating: body.bytes, as: UTF8.self) else { throw .notDescribed }
        do throws(SDPError) { return try CallAudio(parsing: text, allowsKeys: allowsKeys) } catch { throw .unusable(error) }
    }

    private mutating func agree(on codec: CallCodec, event: UInt8?, ours: CallDescription, theirs: CallAudio) throws(CallMediaError) {
        let association = try associate(ours: ours, theirs: theirs)
        let keys = association == nil ? try keys(ours: ours, theirs: theirs) : nil
        // Held by an address of zeros, however often, it is still where it was.
        let before = theirs.address.isUnspecified ? spec : nil
        let remote = before?.remote ?? theirs.address
        var spec = LegSpec(
            room: nil, format: codec.encoding.format, direction: LegDirection(ofCaller: theirs.direction), remote: remote, source: remote,
            payloadType: codec.payloadType, packetTime: packetTime(theirs),
            bitrate: codec.opusParameters.maxAverageBitrate.map { min(terms.bitrate, Bitrate(bitsPerSecond: Int32(clamping: $0))) } ?? terms.bitrate)
        spec.eventPayloadType = event
        spec.srtp = keys
        spec.port = port
        spec.controlRemote = before?.controlRemote ?? (theirs.isMultiplexed ? nil : theirs.controlAddress)
        spec.learnsSource = true
        spec.listensForKeyTones = true
        spec.guardsMusic = true
        association?.secure(&spec)
        self.association = association
        self.ours = ours
        self.theirs = theirs
        self.spec = spec
    }

    /// The association that the first descriptions agree on, and that all others are about.
    /// - Throws: `otherAssociation` for one that would need another handshake
    private func associate(ours: CallDescription, theirs: CallAudio) throws(CallMediaError) -> CallAssociation? {
        if let association {
            guard association.isMeant(by: theirs) else { throw .otherAssociation }
            return association
        }
        guard let handshake = ours.handshake else {
            // We have offered none.
            if theirs.handshake != nil { throw .otherAssociation }
            return nil
        }
        // A call that is under way cannot begin with one: its leg has the port.
        guard spec == nil, let begun = CallAssociation(ours: handshake, theirs: theirs) else { throw .otherAssociation }
        return begun
    }

    private func keys(ours: CallDescription, theirs: CallAudio) throws(CallMediaError) -> SRTPKeys? {
        guard let mine = ours.crypto else {
            if requiresKeys || !theirs.crypto.isEmpty { throw .notSecured }
            return nil
        }
        guard let other = theirs.crypto.first(where: { $0.tag == mine.tag && $0.suite == mine.suite }),
            let keys = SRTPKeys(profile: mine.suite.profile, send: mine.key, receive: other.key)
        else { throw .notSecured }
        return keys
    }

    /// As long as it wants them, in whole ticks, and not longer than it takes or than delay allows.
    private func packetTime(_ theirs: CallAudio) -> MediaTime {
        let most = min(theirs.maxptimeMs ?? 60, 60)
        let wanted = MediaTime.milliseconds(Int64(min(theirs.ptimeMs ?? 20, most)))
        return terms.tick * Int(max(wanted.nanoseconds / terms.tick.nanoseconds, 1))
    }
}

extension LegDirection {
    /// Who only sends has put us on hold, and may play music: that is not for the room.
    init(ofCaller direction: MediaDirection?) {
        switch direction {
        case .sendReceive: self = .sendReceive
        case .receiveOnly: self = .listenOnly
        case .sendOnly, nil: self = .inactive
        }
    }
}

extension CallEncoding {
    var format: CodecFormat {
        switch self {
        case .opus: .opus
        case .g722: .g722
        case .pcma: .pcma
        case .pcmu: .pcmu
        }
    }
}

extension CryptoSuite {
    var profile: SRTPProfile {
        switch self {
        case .aesCM128SHA1_80: .aesCM128SHA1_80
        case .aesCM128SHA1_32: .aesCM128SHA1_32
        case .aeadAES128GCM: .aeadAES128GCM
        }
    }
}

/// What a telephone's audio is encoded as.
/// - Source: RFC 3551 section 6, RFC 7587 section 7
public enum CallEncoding: String, Sendable, Hashable, CaseIterable {
    case opus = "opus/48000/2"
    /// The clock rate says 8000 for historical reasons; the audio has 16 kHz (RFC 3551 section 4.5.2).
    case g722 = "g722/8000"
    case pcma = "pcma/8000"
    case pcmu = "pcmu/8000"

    /// In Hz: of RTP timestamps.
    public var clockRate: Int { self == .opus ? 48_000 : 8_000 }

    /// The payload type that means it without an a=rtpmap; nil for Opus.
    public var fixedType: UInt8? {
        switch self {
        case .opus: nil
        case .g722: 9
        case .pcma: 8
        case .pcmu: 0
        }
    }

    /// As a=rtpmap writes it.
    var mapping: String {
        switch self {
        case .opus: rawValue
        case .g722, .pcma, .pcmu: rawValue.uppercased()
        }
    }
}

/// An encoding under the payload type that a call gives it.
public struct CallCodec: Sendable, Hashable {
    public let encoding: CallEncoding
    public let payloadType: UInt8
    /// What the side that wrote it wants to be sent; of meaning for Opus only.
    public let opusParameters: OpusParameters

    public init(_ encoding: CallEncoding, payloadType: UInt8, opusParameters: OpusParameters = OpusParameters(parsing: "")) {
        self.encoding = encoding
        self.payloadType = payloadType
        self.opusParameters = opusParameters
    }
}

/// The formats of a telephone's m-line, those that we have, in its order.
struct CallFormats {
    let codecs: [CallCodec]
    /// Payload types of telephone-event, by clock rate.
    let events: [Int: UInt8]
    /// Of comfort noise at 8000 (RFC 3389).
    let comfortNoise: UInt8?

    init(_ media: MediaDescription) throws(SDPError) {
        let maps = try AudioFormats.readMaps(media)
        let parameters = try AudioFormats.readParameters(media)
        var codecs: [CallCodec] = []
        var events: [Int: UInt8] = [:]
        var comfortNoise: UInt8?
        for format in media.formats {
            guard let number = Grammar.number(format, in: Specified.payloadTypes) else { continue }
            let type = UInt8(truncatingIfNeeded: number)
            let name = maps[type] ?? Self.fixedName(of: type)
            switch name {
            case nil: continue
            case "cn/8000": comfortNoise = comfortNoise ?? type
            case "telephone-event/8000": events[8_000] = events[8_000] ?? type
            case "telephone-event/48000": events[48_000] = events[48_000] ?? type
            case let name?:
                guard let encoding = CallEncoding(rawValue: name), !codecs.contains(where: { $0.encoding == encoding }) else { continue }
                codecs.append(CallCodec(encoding, payloadType: type, opusParameters: OpusParameters(parsing: parameters[type] ?? "")))
            }
        }
        guard !codecs.isEmpty else { throw .noTelephoneCodec(line: media.number) }
        self.codecs = codecs
        self.events = events
        self.comfortNoise = comfortNoise
    }

    private static func fixedName(of type: UInt8) -> String? {
        type == 13 ? "cn/8000" : CallEncoding.allCases.first { $0.fixedType == type }?.rawValue
    }
}

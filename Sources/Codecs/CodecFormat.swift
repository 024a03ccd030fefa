/// The codecs that the box speaks.
@frozen public enum CodecKind: UInt8, Sendable, CaseIterable {
    case opus
    case pcmu
    case pcma
    case g722
    case l16
}

/// A codec with its rates.
@frozen public struct CodecFormat: Sendable, Hashable {
    public let kind: CodecKind
    /// Of the RTP timestamps, in Hz. G.722 counts 8000 for 16 kHz audio, by an error of its RFC that has to be kept.
    /// - Source: RFC 7587 section 4.1, RFC 3551 sections 4.5.2, 4.5.11, 4.5.14
    public let clockRate: Int

    init(kind: CodecKind, clockRate: Int) {
        self.kind = kind
        self.clockRate = clockRate
    }

    public static var opus: CodecFormat { CodecFormat(kind: .opus, clockRate: 48_000) }
    public static var pcmu: CodecFormat { CodecFormat(kind: .pcmu, clockRate: 8_000) }
    public static var pcma: CodecFormat { CodecFormat(kind: .pcma, clockRate: 8_000) }
    public static var g722: CodecFormat { CodecFormat(kind: .g722, clockRate: 8_000) }

    /// - Returns: nil for a rate that is none of 8000, 16000, 24000, 48000
    public static func l16(_ rate: Int) -> CodecFormat? {
        switch rate {
        case 8_000, 16_000, 24_000, 48_000: CodecFormat(kind: .l16, clockRate: rate)
        default: nil
        }
    }

    /// Of the audio, in Hz.
    public var sampleRate: Int { kind == .g722 ? 16_000 : clockRate }

    /// The longest packet that a decoder takes, in ms. Opus has 120 (RFC 6716 section 3.2.5). The others have no bound of their own: simple
    /// senders fill a datagram of 1,460 bytes, and at 8,000 bytes a second that lasts 182 ms.
    public static var longestPacketMs: Int { 200 }
    static var longestOpusPacketMs: Int { 120 }
}

import MediaTypes

/// The widest band that Opus may code.
@frozen public enum OpusBandwidth: UInt8, Sendable, CaseIterable, Comparable {
    /// 4 kHz
    case narrow
    /// 6 kHz
    case medium
    /// 8 kHz
    case wide
    /// 12 kHz
    case superwide
    /// 20 kHz
    case full

    @inlinable public static func < (a: OpusBandwidth, b: OpusBandwidth) -> Bool { a.rawValue < b.rawValue }
}

/// What an encoder makes of its input. What concerns Opus alone is ignored by the other codecs.
@frozen public struct EncoderSettings: Sendable, Hashable {
    public var format: CodecFormat
    /// In Hz.
    public var inputRate: Int
    /// At `inputRate`. Opus takes 2.5, 5, 10, 20, 40, 60, 80, 100 and 120 ms.
    public var packetFrames: Int
    public var bitrate: Bitrate
    /// 0 to 10.
    public var complexity: Int
    public var inbandFEC: Bool
    /// What the encoder is to expect, 0 to 100; steers the share of in-band FEC.
    public var expectedLossPercent: Int
    public var dtx: Bool
    public var maxBandwidth: OpusBandwidth

    public init(format: CodecFormat, inputRate: Int, packetFrames: Int, bitrate: Bitrate = .kilobits(24), complexity: Int = 4, inbandFEC: Bool = false,
                expectedLossPercent: Int = 0, dtx: Bool = false, maxBandwidth: OpusBandwidth = .full) {
        self.format = format
        self.inputRate = inputRate
        self.packetFrames = packetFrames
        self.bitrate = bitrate
        self.complexity = complexity
        self.inbandFEC = inbandFEC
        self.expectedLossPercent = expectedLossPercent
        self.dtx = dtx
        self.maxBandwidth = maxBandwidth
    }
}

/// What `encode` has written.
@frozen public struct EncodedPacket: Sendable {
    /// 0 when encoding failed: the space was too short.
    public var byteCount: Int
    /// Discontinuous transmission: there is nothing to send.
    public var isSilent: Bool
}

import Codecs
import MediaTypes

/// How a participant sends.
public struct SenderOptions: Sendable {
    public var format = CodecFormat.opus
    /// Of Opus; default 24 kbit/s.
    public var bitrate = Bitrate.kilobits(24)
    /// Default 20 ms.
    public var packetTime = MediaTime.milliseconds(20)
    /// Of the Opus encoder, 0 to 10; default 9, which is what browsers use.
    public var complexity = 9
    /// The loss that Opus in-band FEC is meant for, in percent; default 0: no FEC.
    public var fecForLossPercent = 0
    /// Copies of earlier packets in each packet (RED, RFC 2198), 0 to 2; default 0.
    public var redundancy = 0
    /// Whether Opus leaves silence out; default false.
    public var dtx = false
    /// How much faster than the box's the sender's clock runs; default 0.
    public var clockPPM = 0.0

    public init() {}
}

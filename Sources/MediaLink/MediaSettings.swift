import Codecs
import MediaTypes

/// What a profile means for the media column. The engine is made with it; `Command.tune` brings another later.
public struct MediaSettings: Sendable, Equatable, BitwiseCopyable {
    /// 8000, 16000, 24000 or 48000 Hz; default 16000.
    public var mixRate = 16_000
    /// One mix quantum: 10 or 20 ms; default 20 ms.
    public var tick = MediaTime.milliseconds(20)
    /// The most legs that are heard at once in a room; default 3.
    public var talkers = 3
    /// How long a talker is still heard after the last voice; default 500 ms.
    public var hangover = MediaTime.milliseconds(500)
    /// The level that speech is brought to; nil leaves it as it comes; default -26 dBFS.
    public var speechLevel: Decibels? = Decibels(-26)
    /// The most that the leveller amplifies; default 12 dB.
    public var maxLevellerGain = Decibels(12)
    /// How far steady noise is lowered; nil leaves it; default nil.
    public var noiseSuppression: Decibels?
    /// Of the Opus encoders, 0 to 10; default 4.
    public var complexity = 4
    /// The widest band that Opus encoders use; default wide (8 kHz).
    public var maxBandwidth = OpusBandwidth.wide
    /// Whether nothing is sent to Opus participants while nobody talks; default true.
    public var dtx = true
    /// Whether Opus encoders add in-band FEC for those who report loss; default true.
    public var inbandFEC = true
    /// Reported loss from which a participant gets light and heavy protection, in percent; defaults 2 and 8.
    public var lightLossPercent: Float = 2
    public var heavyLossPercent: Float = 8
    /// Delay of a jitter buffer: at first, what is kept above the measured jitter, and at most. Defaults 60, 10 and 400 ms.
    public var jitterStart = MediaTime.milliseconds(60)
    public var jitterMargin = MediaTime.milliseconds(10)
    public var jitterMax = MediaTime.milliseconds(400)
    /// Limits of the box; defaults 100 and 20.
    public var maxLegs = 100
    public var maxRooms = 20

    public init() {}

    /// Frames of one mix block.
    public var blockFrames: Int { tick.frames(sampleRate: mixRate) }
}

import Codecs
import MediaLink
import MediaTypes

/// How much protection against loss a receiver's reports ask for.
enum LossTier: UInt8 { case none, light, heavy }

/// What listeners must have in common to share one encoder.
struct ClassKey: Equatable {
    var room: Int
    var format: CodecFormat
    var packetFrames: Int
    var bitrate: Bitrate
    var lossTier: LossTier
    var redundancy: Int
    /// Stands inside the payload when there is redundancy.
    var payloadType: UInt8

    init(room: Int, spec: borrowing LegSpec, packetFrames: Int) {
        self.room = room
        self.packetFrames = packetFrames
        format = spec.format
        bitrate = spec.bitrate
        lossTier = .none
        redundancy = spec.redPayloadType == nil ? 0 : spec.redundancy
        payloadType = redundancy > 0 ? spec.payloadType : 0
    }

    /// The encoder of such a class. With redundancy no in-band FEC: the copies do more for the same bits.
    func encoderSettings(_ settings: borrowing MediaSettings) -> EncoderSettings {
        let announced = switch lossTier {
        case .none: 0
        case .light: Chosen.lightAnnouncedLoss
        case .heavy: Chosen.heavyAnnouncedLoss
        }
        let usesFEC = settings.inbandFEC && redundancy == 0 && lossTier != .none
        return EncoderSettings(format: format, inputRate: settings.mixRate, packetFrames: packetFrames, bitrate: bitrate, complexity: settings.complexity,
                               inbandFEC: usesFEC, expectedLossPercent: usesFEC ? announced : 0, dtx: settings.dtx, maxBandwidth: settings.maxBandwidth)
    }
}

/// Listeners who hear the same and share one encoder. Its memory is lent by one of the members, so classes cost nothing in advance.
struct EncodeClass: BitwiseCopyable {
    var key: ClassKey
    /// The member in whose memory the encoder lives.
    var lender: Int
    var stream: UnsafeMutablePointer<OutputStream>
    /// Legs that belong here, those with an encoder of their own for now included.
    var memberCount = 0
    /// Members that hear this encoder now.
    var listenerCount = 0
}

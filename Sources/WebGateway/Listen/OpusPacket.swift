/// One Opus packet and how long it sounds.
struct OpusPacket: Sendable, Hashable {
    let bytes: [UInt8]
    /// At 48 kHz, whatever the sound's own rate: RFC 7845 counts so.
    let frameCount: Int

    /// 20 ms of silence, in a form that every decoder knows: CELT, full band, one channel.
    static let silence = OpusPacket(bytes: [0xF8, 0xFF, 0xFE], frameCount: 960)

    /// Reads the duration from the packet.
    /// - Returns: nil for what is no Opus packet, or lasts longer than 120 ms
    /// - Source: RFC 6716 sections 3.1 and 3.2
    init?(_ bytes: [UInt8]) {
        guard let toc = bytes.first else { return nil }
        let config = Int(toc >> 3)
        let frame: Int
        switch config {
        case ..<12: frame = [480, 960, 1_920, 2_880][config % 4]
        case ..<16: frame = [480, 960][config % 2]
        default: frame = [120, 240, 480, 960][config % 4]
        }
        let count: Int
        switch toc & 3 {
        case 0: count = 1
        case 1, 2: count = 2
        default:
            guard bytes.count > 1, bytes[1] & 0x3F > 0 else { return nil }
            count = Int(bytes[1] & 0x3F)
        }
        guard frame * count <= 5_760 else { return nil }
        self.init(bytes: bytes, frameCount: frame * count)
    }

    private init(bytes: [UInt8], frameCount: Int) {
        self.bytes = bytes
        self.frameCount = frameCount
    }

    /// Carries no sound: the encoder has found nothing to say (DTX). Decoders of files do not always know that.
    var isPause: Bool { bytes.count <= 2 }
}

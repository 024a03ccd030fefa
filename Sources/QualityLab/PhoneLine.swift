import Codecs
import MediaTypes

/// What a caller's network does to sound at 8 kHz, and then the box until somebody listens for keys and music.
struct PhoneLine: ~Copyable {
    enum Law: String, CaseIterable { case linear, mu, a }

    private static var packetFrames: Int { 160 }
    private static var mixRate: Int { 16_000 }
    private var encoder: AudioEncoder
    private var decoder: AudioDecoder
    private var band: TelephoneBand

    init?(_ law: Law) {
        let format: CodecFormat? =
            switch law {
            case .linear: .l16(TelephoneBand.rate)
            case .mu: .pcmu
            case .a: .pcma
            }
        guard let format, let decoder = AudioDecoder(format, outputRate: Self.mixRate),
            let encoder = AudioEncoder(EncoderSettings(format: format, inputRate: TelephoneBand.rate, packetFrames: Self.packetFrames)),
            let band = TelephoneBand(mixRate: Self.mixRate, blockFrames: Self.mixRate / 50)
        else { return nil }
        self.encoder = encoder
        self.decoder = decoder
        self.band = band
    }

    /// Lets `listen` hear all of `samples`, 20 ms at a time.
    /// - Parameter listen: the block, and the first sample after it
    mutating func carry(_ samples: [Float], _ listen: (UnsafeBufferPointer<Float>, Int) -> Void) {
        var payload = [UInt8](repeating: 0, count: 2 * Self.packetFrames)
        var block = [Float](repeating: 0, count: Self.mixRate / 50)
        for first in stride(from: 0, through: samples.count - Self.packetFrames, by: Self.packetFrames) {
            var span = payload.mutableSpan
            var space = span.mutableBytes
            let packet = encoder.encode(samples[first..<first + Self.packetFrames].span, into: &space)
            var output = block.mutableSpan
            let count = decoder.decode(payload.span.bytes.extracting(0..<packet.byteCount), into: &output)
            guard count == block.count else { continue }
            listen(band.take(block.span), first + Self.packetFrames)
        }
    }
}

import Codecs
import MediaTypes
import RTP

/// What a participant hears: decodes what the box sends, and lays it on a time line by the timestamps.
///
/// The way back is clean, so this needs no jitter buffer: a gap is a pause that the box has left out (DTX), and the decoder fills it.
struct FarListener: ~Copyable {
    private let format: CodecFormat
    private let rate: Int
    private let redPayloadType: UInt8?
    private let firstTimestamp: RTPTimestamp
    private var decoder: AudioDecoder
    /// Frames since the box was started that have been heard.
    private(set) var position = 0
    private var hasBegun = false
    private(set) var packetCount = 0
    private(set) var byteCount = 0
    /// Heard and not yet taken away.
    private var audio: [Float] = []

    /// - Returns: nil when the codec is not there
    init?(_ format: CodecFormat, rate: Int, redPayloadType: UInt8?, firstTimestamp: UInt32) {
        guard let decoder = AudioDecoder(format, outputRate: rate) else { return nil }
        self.decoder = decoder
        self.format = format
        self.rate = rate
        self.redPayloadType = redPayloadType
        self.firstTimestamp = RTPTimestamp(firstTimestamp)
    }

    /// A datagram of the box; RTCP is passed over.
    mutating func receive(_ packet: [UInt8]) {
        guard PacketKind.classify(packet.span.bytes) == .rtp, let header = RTPHeader(parsing: packet.span.bytes) else { return }
        packetCount += 1
        byteCount += packet.count
        let whole = Array(packet[header.payloadOffset..<header.payloadOffset + header.payloadByteCount])
        let payload = header.payloadType == redPayloadType ? primary(of: whole) : whole
        fill(until: firstTimestamp.distance(to: header.timestamp) * rate / format.clockRate)
        guard let count = decoder.frameCount(of: payload.span.bytes) else { return }
        hasBegun = true
        write(count) { decoder, space in decoder.decode(payload.span.bytes, into: &space) }
    }

    private func primary(of payload: [UInt8]) -> [UInt8] {
        guard let red = REDReader(payload: payload.span.bytes) else { return [] }
        let block = red.block(red.count - 1)
        return Array(payload[block.offset..<block.offset + block.byteCount])
    }

    /// Fills a pause as the decoder would: with what it takes for silence.
    mutating func fill(until frame: Int) {
        let step = rate / 50
        while hasBegun, frame - position >= step {
            guard write(step, { decoder, space in decoder.conceal(frameCount: step, into: &space) }) > 0 else { break }
        }
        let rest = max(frame - position, 0)
        audio += repeatElement(0, count: rest)
        position += rest
    }

    @discardableResult private mutating func write(_ count: Int, _ produce: (inout AudioDecoder, inout MutableSpan<Float>) -> Int) -> Int {
        var block = [Float](repeating: 0, count: count)
        var space = block.mutableSpan
        let written = produce(&decoder, &space)
        audio += block[..<written]
        position += written
        return written
    }

    /// What was heard since this was last called.
    mutating func take() -> [Float] {
        defer { audio.removeAll(keepingCapacity: true) }
        return audio
    }
}

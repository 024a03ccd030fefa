import Codecs
import MediaTypes
import RTP

/// A packet as it left a participant.
public struct SentPacket: Sendable {
    /// When its last sample had been spoken.
    public let time: MediaTime
    /// Place of its first sample in the recording, in frames.
    public let firstFrame: Int
    /// RTP, whole.
    public let bytes: [UInt8]
}

/// Makes the RTP packets of one recording, one after the other, each at its time; after its end, those of silence.
public struct PacketSender: ~Copyable {
    public let options: SenderOptions
    private let clip: [Float]
    private let payloadType: UInt8
    private let redPayloadType: UInt8
    private var encoder: AudioEncoder
    private let packetFrames: Int
    private let ssrc: UInt32
    private let firstTimestamp: RTPTimestamp
    private var sequence: SequenceNumber
    private var index = 0
    /// Payloads that RED may repeat, the newest first.
    private var earlier: [[UInt8]] = []
    private var isPausing = false
    private var startsTalkspurt = true

    /// - Shape: clip: mono at `rate`
    /// - Returns: nil for options that the codec cannot have
    public init?(_ options: SenderOptions, clip: [Float], rate: Int, payloadType: UInt8, redPayloadType: UInt8, seed: UInt64) {
        let packetFrames = options.packetTime.frames(sampleRate: rate)
        let fec = options.fecForLossPercent
        let settings = EncoderSettings(
            format: options.format, inputRate: rate, packetFrames: packetFrames, bitrate: options.bitrate, complexity: options.complexity,
            inbandFEC: fec > 0, expectedLossPercent: fec, dtx: options.dtx)
        guard let encoder = AudioEncoder(settings) else { return nil }
        self.options = options
        self.clip = clip
        self.payloadType = payloadType
        self.redPayloadType = redPayloadType
        self.encoder = encoder
        self.packetFrames = packetFrames
        var random = SplitMix64(seed: seed)
        ssrc = .random(in: 1 ... .max, using: &random)
        firstTimestamp = RTPTimestamp(.random(in: 0 ... .max, using: &random))
        sequence = SequenceNumber(.random(in: 0 ... .max, using: &random))
    }

    /// When the next packet goes out.
    public var nextTime: MediaTime {
        .nanoseconds(Int64(Double((options.packetTime * (index + 1)).nanoseconds) / (1 + options.clockPPM * 1e-6)))
    }

    /// Encodes the next packet.
    /// - Returns: nil where DTX leaves it out
    public mutating func next() -> SentPacket? {
        let time = nextTime
        let first = index * packetFrames
        var samples = Array(clip[min(first, clip.count)..<min(first + packetFrames, clip.count)])
        samples += repeatElement(0, count: packetFrames - samples.count)
        let timestamp = firstTimestamp.advanced(by: index * encoder.clockTicksPerPacket)
        index += 1
        guard let payload = encode(samples) else { return nil }
        let body = options.redundancy > 0 ? withCopies(payload) : payload
        let header = RTPHeader(
            payloadType: options.redundancy > 0 ? redPayloadType : payloadType, marker: startsTalkspurt, sequenceNumber: sequence,
            timestamp: timestamp, ssrc: ssrc)
        startsTalkspurt = false
        sequence = sequence.advanced(by: 1)
        earlier = Array(([payload] + earlier).prefix(options.redundancy))
        var bytes = [UInt8](repeating: 0, count: RTPHeader.fixedByteCount)
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        _ = header.write(into: &space)
        return SentPacket(time: time, firstFrame: first, bytes: bytes + body)
    }

    private mutating func encode(_ samples: [Float]) -> [UInt8]? {
        var payload = [UInt8](repeating: 0, count: Self.mostPayloadBytes)
        var span = payload.mutableSpan
        var space = span.mutableBytes
        let packet = encoder.encode(samples.span, into: &space)
        // In a pause only its first packet and the refreshes go out, as libopus marks them.
        let isLeftOut = packet.byteCount == 0 || packet.isSilent && isPausing
        isPausing = packet.isSilent
        guard !isLeftOut else {
            earlier = []
            startsTalkspurt = true
            return nil
        }
        return Array(payload[..<packet.byteCount])
    }

    /// RFC 2198: the headers, the copies oldest first, then the payload itself.
    private func withCopies(_ payload: [UInt8]) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: REDWriter.headerByteCount(redundant: earlier.count))
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        for (place, copy) in earlier.reversed().enumerated() {
            let age = earlier.count - place
            _ = REDWriter.writeRedundantHeader(
                payloadType: payloadType, timestampOffset: age * encoder.clockTicksPerPacket, byteCount: copy.count,
                at: 4 * place, into: &space)
        }
        _ = REDWriter.writePrimaryHeader(payloadType: payloadType, at: 4 * earlier.count, into: &space)
        return bytes + earlier.reversed().joined() + payload
    }

    /// L16 at 48 kHz, 120 ms.
    private static var mostPayloadBytes: Int { 11_520 }
}

import Codecs
import MediaLink
import MediaTypes
import RTP
import SRTP

/// How a far end sends.
struct SenderSettings {
    var packetTime = MediaTime.milliseconds(20)
    var inputRate = 16_000
    var bitrate = Bitrate.kilobits(24)
    var dtx = false
    /// Opus in-band FEC, for so many percent of loss; 0: none.
    var fecForLoss = 0
    /// Copies of earlier packets by RED.
    var redundancy = 0
    /// Sends nothing for a packet of digital silence, whatever the codec.
    var leavesOutSilence = false
    /// How much faster than the box's the sender's clock runs.
    var clockPPM = 0.0
    var firstSequence: UInt16?
    var firstTimestamp: UInt32?
}

/// Makes the RTP packets of one participant, one after the other, each at its time.
struct PacketSender: ~Copyable {
    private let spec: LegSpec
    private let settings: SenderSettings
    private let start: MediaTime
    private var encoder: AudioEncoder?
    private let outbound: SessionBox?
    private var index = 0
    private let packetFrames: Int
    private var earlier: [[UInt8]] = []
    private var isPausing = false

    var ssrc: UInt32
    var sequence: SequenceNumber
    var firstTimestamp: UInt32
    private(set) var lastSent: [UInt8] = []

    init(_ spec: LegSpec, _ settings: SenderSettings, start: MediaTime, seed: UInt64) {
        self.spec = spec
        self.settings = settings
        self.start = start
        packetFrames = settings.packetTime.frames(sampleRate: settings.inputRate)
        var random = SplitMix64(seed: seed)
        ssrc = .random(in: 1 ... .max, using: &random)
        sequence = SequenceNumber(settings.firstSequence ?? .random(in: 0 ... .max, using: &random))
        firstTimestamp = settings.firstTimestamp ?? .random(in: 0 ... .max, using: &random)
        encoder = AudioEncoder(EncoderSettings(
            format: spec.format, inputRate: settings.inputRate, packetFrames: packetFrames, bitrate: settings.bitrate, complexity: 4,
            inbandFEC: settings.fecForLoss > 0, expectedLossPercent: settings.fecForLoss, dtx: settings.dtx))
        outbound = spec.srtp.flatMap { SessionBox(SRTPSession(profile: $0.profile, key: $0.receive, isInbound: false)) }
    }

    /// When the next packet goes out: when its last sample has been spoken.
    var nextTime: MediaTime {
        start + .nanoseconds(Int64(Double((settings.packetTime * (index + 1)).nanoseconds) / (1 + settings.clockPPM * 1e-6)))
    }

    /// The next packet; nil where DTX leaves it out.
    mutating func next(_ signal: Signal) -> [UInt8]? {
        let first = start.seconds + (settings.packetTime * index).seconds
        let samples = (0..<packetFrames).map { signal.value(first + Double($0) / Double(settings.inputRate)) }
        let timestamp = RTPTimestamp(firstTimestamp).advanced(by: (settings.packetTime * index).frames(sampleRate: spec.format.clockRate))
        index += 1
        guard !settings.leavesOutSilence || samples.contains(where: { $0 != 0 }) else { return nil }
        var payload = [UInt8](repeating: 0, count: 1_400)
        var span = payload.mutableSpan
        var space = span.mutableBytes
        guard let packet = encoder?.encode(samples.span, into: &space), packet.byteCount > 0 else { return nil }
        payload = Array(payload[..<packet.byteCount])
        defer { isPausing = packet.isSilent }
        if packet.isSilent, isPausing {
            earlier = []
            return nil
        }
        let isRED = settings.redundancy > 0
        let packetBytes = build(isRED ? withCopies(payload) : payload, isRED ? spec.redPayloadType ?? 0 : spec.payloadType, timestamp)
        earlier = Array(([payload] + earlier).prefix(settings.redundancy))
        lastSent = packetBytes
        return packetBytes
    }

    private func withCopies(_ payload: [UInt8]) -> [UInt8] {
        let ticks = settings.packetTime.frames(sampleRate: spec.format.clockRate)
        var bytes = [UInt8](repeating: 0, count: REDWriter.headerByteCount(redundant: earlier.count))
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        for (place, copy) in earlier.reversed().enumerated() {
            _ = REDWriter.writeRedundantHeader(payloadType: spec.payloadType, timestampOffset: (earlier.count - place) * ticks, byteCount: copy.count,
                                               at: 4 * place, into: &space)
        }
        _ = REDWriter.writePrimaryHeader(payloadType: spec.payloadType, at: 4 * earlier.count, into: &space)
        return bytes + earlier.reversed().joined() + payload
    }

    private mutating func build(_ payload: [UInt8], _ payloadType: UInt8, _ timestamp: RTPTimestamp) -> [UInt8] {
        let packet = rtpPacket(payload, payloadType: payloadType, sequence: sequence, timestamp: timestamp, ssrc: ssrc)
        sequence = sequence.advanced(by: 1)
        guard let outbound else { return packet }
        var protected = packet + [UInt8](repeating: 0, count: SRTPSession.trailerRoomBytes)
        let length = protected.withUnsafeMutableBytes { outbound.protect($0, byteCount: packet.count) }
        return Array(protected[..<length])
    }
}

/// An RTP packet with a plain header.
func rtpPacket(_ payload: [UInt8], payloadType: UInt8, sequence: SequenceNumber, timestamp: RTPTimestamp, ssrc: UInt32) -> [UInt8] {
    var packet = [UInt8](repeating: 0, count: RTPHeader.fixedByteCount) + payload
    var span = packet.mutableSpan
    var space = span.mutableBytes
    _ = RTPHeader(payloadType: payloadType, marker: false, sequenceNumber: sequence, timestamp: timestamp, ssrc: ssrc).write(into: &space)
    return packet
}

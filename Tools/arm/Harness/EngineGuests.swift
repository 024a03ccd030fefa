import Codecs
import MediaLink
import MediaTypes
import RTP

/// One participant of the engine's answers: what it sends, over what kind of link, and for how long it is there.
struct EngineGuest {
    enum Sound {
        case nothing
        case noise
        /// Speaks in its turns, and rustles faintly in between.
        case speech(turn: Int, loudness: Float)
    }

    var format = CodecFormat.opus
    var packetMs = 20
    var sound = Sound.nothing
    var direction = LegDirection.sendReceive
    /// Whether what it sends carries in-band FEC, and leaves silence out.
    var sendsFEC = false
    var sendsDTX = false
    var lossPercent = 0
    var jitterMs = 0
    /// In ticks.
    var presence = 0..<EngineGuest.ticks

    static var ticks: Int { 500 }

    /// Twenty: all codecs of the harness, both packet times, good links and bad ones, nine voices for three places in the mix.
    static var all: [EngineGuest] {
        let shown = CodecFormat.l16(16_000) ?? .pcmu
        let shownNarrow = CodecFormat.l16(8_000) ?? .pcmu
        return [
            EngineGuest(sound: .speech(turn: 0, loudness: 1)),
            EngineGuest(sound: .speech(turn: 1, loudness: 0.5), jitterMs: 40),
            EngineGuest(sound: .speech(turn: 2, loudness: 0.7), presence: 0..<330),
            EngineGuest(sound: .speech(turn: 3, loudness: 0.9), sendsFEC: true, lossPercent: 10),
            EngineGuest(packetMs: 40, sound: .speech(turn: 4, loudness: 0.3), lossPercent: 5, jitterMs: 15),
            EngineGuest(format: .pcmu, sound: .speech(turn: 5, loudness: 0.8), jitterMs: 25),
            EngineGuest(format: .pcma, sound: .speech(turn: 6, loudness: 0.2), lossPercent: 5),
            EngineGuest(format: .pcmu, packetMs: 40, sound: .speech(turn: 7, loudness: 0.6)),
            EngineGuest(format: shown, sound: .speech(turn: 8, loudness: 0.4), presence: 90..<EngineGuest.ticks),
            EngineGuest(sound: .noise),
            EngineGuest(sound: .noise, jitterMs: 60),
            EngineGuest(sound: .noise, lossPercent: 20, presence: 40..<420),
            EngineGuest(sound: .speech(turn: 2, loudness: 0.02), sendsDTX: true),
            EngineGuest(format: shown, direction: .listenOnly),
            EngineGuest(format: shownNarrow, packetMs: 40, direction: .listenOnly),
            EngineGuest(format: .pcmu, direction: .listenOnly),
            EngineGuest(format: .pcmu, packetMs: 40, direction: .listenOnly),
            EngineGuest(format: .pcma, direction: .listenOnly, presence: 60..<EngineGuest.ticks),
            EngineGuest(direction: .listenOnly),
            EngineGuest(packetMs: 40, direction: .listenOnly),
        ]
    }

    /// Two who hear everything from beginning to end.
    static var waveformListener: Int { 13 }
    static var opusListener: Int { 18 }

    /// Where it sits among `all`, which its port says.
    static func address(_ index: Int) -> TransportAddress { TransportAddress(ipv4: 0x7F00_0001, port: UInt16(10_000 + index)) }
    static func index(_ address: TransportAddress) -> Int { Int(address.port) - 10_000 }

    var payloadType: UInt8 {
        switch format.kind {
        case .pcmu: 0
        case .pcma: 8
        case .opus: 111
        case .g722, .l16: 96
        }
    }

    func spec(_ index: Int) -> LegSpec {
        LegSpec(room: RoomID(1), format: format, direction: direction, remote: Self.address(index), source: Self.address(index),
                payloadType: payloadType, packetTime: .milliseconds(Int64(packetMs)), bitrate: .kilobits(24))
    }

    private func speaks(_ turn: Int, tick: Int) -> Bool {
        // Two pauses of all: then encoders rest, and legs go back to sharing one.
        if (180..<230).contains(tick) || (380..<420).contains(tick) { return false }
        return (tick / 30 + 2 * turn) % 9 < 4
    }

    private func samples(_ index: Int) -> [Float] {
        let noise = TestSound.noise.samples(Self.ticks * 320, rate: 16_000, seed: UInt64(index))
        guard case .speech(let turn, let loudness) = sound else { return noise.map { $0 * 0.1 } }
        let speech = TestSound.speech.samples(Self.ticks * 320, rate: 16_000, seed: UInt64(index))
        return speech.indices.map { speaks(turn, tick: $0 / 320) ? speech[$0] * loudness : noise[$0] * 0.005 }
    }

    /// What arrives from this guest: made by an encoder of its own on ARM, and spoiled by its link.
    /// - Shape: origin: the time of tick 0
    func datagrams(_ index: Int, origin: MediaTime, _ answers: inout AnswerStream) -> [Datagram] {
        if case .nothing = sound { return [] }
        let frames = packetMs * 16
        guard var encoder = AudioEncoder(EncoderSettings(format: format, inputRate: 16_000, packetFrames: frames, inbandFEC: sendsFEC,
                                                         expectedLossPercent: sendsFEC ? 20 : 0, dtx: sendsDTX)) else { return [] }
        let samples = samples(index)
        var random = SplitMix64(seed: UInt64(100 + index))
        var datagrams: [Datagram] = []
        var sequence = SequenceNumber(UInt16(65_500 + index))
        for number in 0..<samples.count / frames {
            let payload = answers.shared(encoder.packet(samples, number))
            let isLost = Int(random.next() % 100) < lossPercent
            let late = jitterMs > 0 ? Int64(random.next() % UInt64(jitterMs)) : 0
            if payload.isEmpty { continue }
            let header = RTPHeader(payloadType: payloadType, marker: false, sequenceNumber: sequence,
                                   timestamp: RTPTimestamp(UInt32(number * encoder.clockTicksPerPacket)), ssrc: UInt32(index + 1))
            sequence = sequence.advanced(by: 1)
            let arrival = origin + .milliseconds(Int64((number + 1) * packetMs) + late) + .microseconds(Int64(900 * index))
            if !isLost { datagrams.append(Datagram(guest: index, arrival: arrival, header, payload)) }
        }
        return datagrams
    }
}

/// What arrives at the box.
struct Datagram {
    let guest: Int
    let arrival: MediaTime
    var bytes: [UInt8]

    init(guest: Int, arrival: MediaTime, _ header: RTPHeader, _ payload: [UInt8]) {
        self.guest = guest
        self.arrival = arrival
        bytes = [UInt8](repeating: 0, count: RTPHeader.fixedByteCount)
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        _ = header.write(into: &space)
        bytes += payload
    }

    /// A report that so much of the box's stream `ssrc` does not arrive.
    init(guest: Int, arrival: MediaTime, lossPercent: Int, of ssrc: UInt32) {
        self.guest = guest
        self.arrival = arrival
        bytes = [UInt8](repeating: 0, count: 32)
        let block = ReportBlock(ssrc: ssrc, fractionLost: UInt8(lossPercent * 256 / 100), cumulativeLost: 0, extendedHighestSequence: 0,
                                jitter: 0, lastSenderReport: 0, delaySinceLastSenderReport: 0)
        var span = bytes.mutableSpan
        var space = span.mutableBytes
        _ = RTCPWriter.writeReceiverReport(ssrc: UInt32(guest + 1), block: block, at: 0, into: &space)
    }
}

import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import RTP

/// An engine with one room of Opus participants, fed in virtual time: what instructions are counted of, `receive` and `tick` together.
struct EngineTick: ~Copyable {
    /// Three seconds until jitter buffers have found their length; then every second is like the one before.
    static var warmUpTicks: Int { 150 }

    private var engine: MediaEngine
    private let conference: ConferencePackets
    private var sequences: [UInt16]
    private var datagram = [UInt8](repeating: 0, count: PacketBatch.slotBytes)
    private var tick = 0
    /// As the engine's last report has it; and the most packets that a tick has sent.
    private(set) var talkers = 0
    private(set) var mostSent = 0

    /// - Returns: nil when no leg can be built
    init?(_ conference: ConferencePackets) {
        var settings = MediaSettings()
        settings.maxLegs = conference.legs
        settings.talkers = ConferencePackets.talkers
        engine = MediaEngine(settings: settings)
        self.conference = conference
        sequences = [UInt16](repeating: 0, count: conference.legs)
        var random = SplitMix64(seed: 1)
        for index in 0..<conference.legs {
            let spec = LegSpec(room: RoomID(1), format: .opus, remote: Self.address(index), source: Self.address(index), payloadType: 111,
                               packetTime: .milliseconds(20), bitrate: .kilobits(24))
            guard let leg = MediaEngine.build(spec, identity: LegIdentity(id: LegID(UInt32(index + 1)), using: &random), settings: settings)
            else { return nil }
            engine.apply(.add(leg))
        }
    }

    private static func address(_ index: Int) -> TransportAddress { TransportAddress(ipv4: 0x7F00_0001, port: UInt16(10_000 + index)) }

    mutating func run() {
        let now = MediaTime.seconds(1) + .milliseconds(Int64(20 * tick))
        for leg in 0..<conference.legs { receive(leg, at: now) }
        engine.tick(at: now)
        mostSent = max(mostSent, engine.outbox.count)
        while let report = engine.reports.pointee.take() { if case .load(let load) = report { talkers = load.talkers } }
        tick += 1
    }

    private mutating func receive(_ leg: Int, at now: MediaTime) {
        let payload = conference.packet(leg: leg, tick: tick)
        guard !payload.isEmpty else { return }
        let header = RTPHeader(payloadType: 111, marker: false, sequenceNumber: SequenceNumber(sequences[leg]),
                               timestamp: RTPTimestamp(UInt32(tick * 960)), ssrc: UInt32(leg + 1))
        sequences[leg] &+= 1
        datagram.withUnsafeMutableBytes { bytes in
            var space = bytes.mutableBytes
            _ = header.write(into: &space) && space.write(payload.span.bytes, at: RTPHeader.fixedByteCount)
            let packet = UnsafeMutableRawBufferPointer(rebasing: bytes[..<(RTPHeader.fixedByteCount + payload.count)])
            _ = engine.receive(packet, from: Self.address(leg), at: now)
        }
    }
}

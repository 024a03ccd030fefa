import CLinux
import MediaEngine
import MediaLink
import MediaTypes
import RTP

/// An engine with one room, fed from packet loops in virtual time.
struct BenchRoom: ~Copyable {
    private var engine: MediaEngine
    private let loops: [PacketLoop]
    private let packet: UnsafeMutableRawBufferPointer
    private var sequences: [UInt16]
    private var now = MediaTime.seconds(1)
    private(set) var ticksDone = 0
    private(set) var packetsSent = 0
    private(set) var chosenTalkers = 0

    init(_ settings: MediaSettings, loops: [PacketLoop], bitrate: Bitrate) {
        engine = MediaEngine(settings: settings)
        self.loops = loops
        sequences = [UInt16](repeating: 0, count: loops.count)
        packet = .allocate(byteCount: PacketBatch.slotBytes, alignment: 16)
        var random = SplitMix64(seed: 1)
        engine.begin(at: now)
        for index in loops.indices {
            let address = Self.address(index)
            let spec = LegSpec(
                room: RoomID(1), format: .opus, remote: address, source: address, payloadType: 111, packetTime: .milliseconds(20),
                bitrate: bitrate)
            if let leg = MediaEngine.build(spec, identity: LegIdentity(id: LegID(UInt32(index + 1)), using: &random), settings: settings) {
                engine.apply(.add(leg))
            }
        }
    }

    deinit { packet.deallocate() }

    private static func address(_ index: Int) -> TransportAddress { TransportAddress(ipv4: 0x7F00_0001, port: UInt16(10_000 + index)) }

    /// Takes other settings over, as a running server does.
    mutating func tune(_ settings: MediaSettings) { engine.apply(.tune(settings)) }

    /// - Returns: CPU nanoseconds of receiving and ticking
    mutating func tick() -> Int64 {
        now += .milliseconds(20)
        let start = clinux_thread_cpu_ns()
        receive(loops.indices)
        engine.tick(at: now)
        let cost = clinux_thread_cpu_ns() - start
        ticksDone += 1
        count()
        return cost
    }

    /// The same, with the clock read between the parts.
    /// - Parameter talkers: the first so many participants are the talkers
    mutating func tickInParts(talkers: Int) -> TickParts {
        now += .milliseconds(20)
        let talkers = min(talkers, loops.count)
        var parts = TickParts()
        var mark = clinux_thread_cpu_ns()
        func lap() -> Int64 {
            let last = mark
            mark = clinux_thread_cpu_ns()
            return mark - last
        }
        receive(0..<talkers)
        parts.talkers = lap()
        receive(talkers..<loops.count)
        parts.others = lap()
        engine.begin(at: now)
        parts.mix = lap()
        for leg in 0..<talkers { engine.perform(.listen, leg) }
        parts.talkers += lap()
        for leg in talkers..<engine.itemCount(.listen) { engine.perform(.listen, leg) }
        parts.others += lap()
        engine.mix()
        parts.mix += lap()
        parts.encodes = engine.itemCount(.encode)
        for work in 0..<parts.encodes { engine.perform(.encode, work) }
        parts.encode = lap()
        for leg in 0..<engine.itemCount(.send) { engine.perform(.send, leg) }
        parts.send = lap()
        engine.finish()
        parts.mix += lap()
        ticksDone += 1
        count()
        return parts
    }

    private mutating func receive(_ senders: Range<Int>) {
        for index in senders {
            let loop = loops[index]
            let payload = loop.payloads[(ticksDone + index) % loop.payloads.count]
            guard !payload.isEmpty else { continue }
            let header = RTPHeader(
                payloadType: 111, marker: false, sequenceNumber: SequenceNumber(sequences[index]),
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: ticksDone * loop.ticksPerPacket)), ssrc: UInt32(index + 1))
            sequences[index] &+= 1
            var space = packet.mutableBytes
            _ = header.write(into: &space)
            payload.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: packet[12...]).copyMemory(from: $0) }
            _ = engine.receive(UnsafeMutableRawBufferPointer(rebasing: packet[..<(12 + payload.count)]), from: Self.address(index), at: now)
        }
    }

    private mutating func count() {
        for slot in 0..<engine.outbox.count where engine.outbox.packet(slot).count > 0 { packetsSent += 1 }
        while let report = engine.reports.pointee.take() { if case .load(let load) = report { chosenTalkers = load.talkers } }
    }
}

/// CPU time of the parts of a tick.
/// - Units: nanoseconds
struct TickParts {
    /// Receiving from those who talk, and listening to them.
    var talkers: Int64 = 0
    /// The same for all others.
    var others: Int64 = 0
    /// Choosing talkers, summing, and what begins and ends a tick.
    var mix: Int64 = 0
    var encode: Int64 = 0
    /// Writing a packet for each participant.
    var send: Int64 = 0
    /// How often was encoded.
    var encodes = 0
}

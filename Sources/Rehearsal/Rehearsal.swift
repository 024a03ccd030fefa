import Codecs
import MediaEngine
import MediaLink
import MediaTypes

/// The real engine without a network and without an audience: participants are recordings, each encoded by a real sender, carried by a path
/// with seeded faults, and each hears through a real decoder what the engine sends it. Time is virtual, so it runs as fast as the machine
/// can, and the same seed gives the same sound.
///
/// `tick` moves time on by one mix quantum; after each, `state(of:)` tells what a participant is doing and `takeHeard(by:)` gives what it
/// has heard since.
public final class Rehearsal {
    public let settings: MediaSettings
    public private(set) var now = MediaTime.zero
    public let participantCount: Int
    private var engine: MediaEngine
    private let farEnds: [FarEnd]
    /// Datagrams on their way, the last to arrive first.
    private var travelling: [(arrival: MediaTime, bytes: [UInt8], source: TransportAddress)] = []
    private var additions: [LegBox] = []
    private let datagram = UnsafeMutableRawBufferPointer.allocate(byteCount: 16_384, alignment: 16)

    /// - Parameter seed: for paths and identities
    public init(_ parts: [RehearsalPart], settings: MediaSettings, seed: UInt64) throws(RehearsalError) {
        var settings = settings
        settings.maxLegs = max(settings.maxLegs, parts.count)
        var farEnds: [FarEnd] = []
        var random = SplitMix64(seed: seed)
        for (number, part) in parts.enumerated() {
            let spec = part.spec(number: number)
            if let problem = MediaEngine.problem(with: spec, settings: settings) {
                throw .impossible(name: part.name, reason: "\(problem)")
            }
            let identity = LegIdentity(id: LegID(UInt32(number)), using: &random)
            guard let farEnd = FarEnd(part, spec, number: number, identity: identity, rate: settings.mixRate, seed: seed),
                let box = MediaEngine.build(spec, identity: identity, settings: settings)
            else { throw .impossible(name: part.name, reason: "its codec cannot send packets of that length") }
            farEnds.append(farEnd)
            additions.append(box)
        }
        self.settings = settings
        self.farEnds = farEnds
        participantCount = parts.count
        engine = MediaEngine(settings: settings)
    }

    deinit {
        for box in additions { MediaEngine.free(box) }
        datagram.deallocate()
    }

    /// One mix quantum: what has arrived until now is received, then the engine mixes and sends.
    public func tick() {
        now += settings.tick
        for farEnd in farEnds { send(from: farEnd) }
        while let next = travelling.last, next.arrival <= now {
            travelling.removeLast()
            datagram.copyBytes(from: next.bytes)
            _ = engine.receive(UnsafeMutableRawBufferPointer(rebasing: datagram[..<next.bytes.count]), from: next.source, at: next.arrival)
        }
        engine.begin(at: now)
        for box in additions { engine.apply(.add(box)) }
        additions.removeAll()
        for item in 0..<engine.itemCount(.listen) { engine.perform(.listen, item) }
        engine.mix()
        for item in 0..<engine.itemCount(.encode) { engine.perform(.encode, item) }
        for item in 0..<engine.itemCount(.send) { engine.perform(.send, item) }
        engine.finish()
        deliver()
        // Once a second there is a report; whoever wants one asks for it with `state(of:)`.
        while engine.reports.pointee.take() != nil {}
    }

    /// What the engine knows of a participant after this tick.
    public func state(of number: Int) -> LegReport {
        engine.report(on: LegID(UInt32(number))) ?? LegReport(leg: LegID(UInt32(number)), room: RoomID(1))
    }

    /// What a participant has heard since this was last called, at the mix rate. A pause that the box leaves out (DTX) is filled when it is
    /// over, or by `finishListening`.
    public func takeHeard(by number: Int) -> [Float] { farEnds[number].listener.take() }

    /// Fills what each participant hears up to now: called at the end.
    public func finishListening() {
        for farEnd in farEnds { farEnd.listener.fill(until: now.frames(sampleRate: settings.mixRate)) }
    }

    /// Packets that a participant has been sent.
    public func packetsHeard(by number: Int) -> (packets: Int, bytes: Int) {
        (farEnds[number].listener.packetCount, farEnds[number].listener.byteCount)
    }

    /// From now on the path of a participant is of this quality.
    public func setPath(_ quality: PathQuality, of number: Int) { farEnds[number].path.quality = quality }

    private func send(from farEnd: FarEnd) {
        guard farEnd.spec.direction.isHeard else { return }
        while farEnd.sender.nextTime <= now {
            guard let packet = farEnd.sender.next(), let arrival = farEnd.path.arrival(sentAt: packet.time) else { continue }
            let place = travelling.firstIndex { $0.arrival <= arrival } ?? travelling.count
            travelling.insert((arrival, packet.bytes, farEnd.spec.source), at: place)
        }
    }

    private func deliver() {
        for slot in 0..<engine.outbox.count {
            let packet = engine.outbox.packet(slot)
            guard packet.count > 0 else { continue }
            farEnds[Int(engine.outbox.address(slot).port) - 10_000].listener.receive(Array(packet))
        }
    }
}

/// A participant at the other end of its path.
private final class FarEnd {
    let spec: LegSpec
    var sender: PacketSender
    var path: ImpairedPath
    var listener: FarListener

    init?(_ part: RehearsalPart, _ spec: LegSpec, number: Int, identity: LegIdentity, rate: Int, seed: UInt64) {
        guard let sender = part.sender(number: number, rate: rate, seed: seed),
            let listener = FarListener(
                part.sends.format, rate: rate, redPayloadType: spec.redPayloadType, firstTimestamp: identity.firstTimestamp)
        else { return nil }
        self.spec = spec
        self.sender = sender
        self.listener = listener
        path = part.impairedPath(number: number, seed: seed)
    }
}

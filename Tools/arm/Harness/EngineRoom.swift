import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import RTP

/// The room of the engine's answers: it lets the guests come and go, hands the engine what arrives, and keeps what is sent.
struct EngineRoom: ~Copyable {
    private var engine: MediaEngine
    private let settings: MediaSettings
    private let origin: MediaTime
    private var arriving: [Datagram]
    private var next = 0
    private var identities: [LegIdentity] = []
    private var listener = AudioDecoder(.opus, outputRate: 16_000)
    private(set) var sent = SentByEngine()

    init(_ settings: MediaSettings, origin: MediaTime, _ datagrams: [Datagram]) {
        self.settings = settings
        self.origin = origin
        engine = MediaEngine(settings: settings)
        arriving = datagrams
        var random = SplitMix64(seed: 7)
        for index in EngineGuest.all.indices { identities.append(LegIdentity(id: LegID(UInt32(index + 1)), using: &random)) }
        // One listener's link becomes bad, and good again: it is sent more protection for a while.
        for (tick, loss) in [(120, 10), (300, 0), (340, 0), (380, 0)] {
            let arrival = origin + .milliseconds(Int64(tick * 20 + 1))
            let ssrc = identities[EngineGuest.opusListener].ssrc
            arriving.append(Datagram(guest: EngineGuest.opusListener, arrival: arrival, lossPercent: loss, of: ssrc))
        }
        arriving.sort { ($0.arrival, $0.guest) < ($1.arrival, $1.guest) }
    }

    mutating func play() {
        for tick in 0..<EngineGuest.ticks {
            let now = origin + .milliseconds(Int64(tick * 20))
            receive(until: now)
            engine.begin(at: now)
            command(tick)
            for item in 0..<engine.itemCount(.listen) { engine.perform(.listen, item) }
            engine.mix()
            for item in 0..<engine.itemCount(.encode) { engine.perform(.encode, item) }
            for item in 0..<engine.itemCount(.send) { engine.perform(.send, item) }
            engine.finish()
            keepPackets()
            keepReports()
        }
    }

    private mutating func receive(until now: MediaTime) {
        while next < arriving.count, arriving[next].arrival <= now {
            let source = EngineGuest.address(arriving[next].guest)
            let arrival = arriving[next].arrival
            arriving[next].bytes.withUnsafeMutableBytes { _ = engine.receive($0, from: source, at: arrival) }
            next += 1
        }
    }

    private mutating func command(_ tick: Int) {
        for (index, guest) in EngineGuest.all.enumerated() {
            if guest.presence.lowerBound == tick,
               let leg = MediaEngine.build(guest.spec(index), identity: identities[index], settings: settings) {
                engine.apply(.add(leg))
            }
            if guest.presence.upperBound == tick { engine.apply(.remove(identities[index].id)) }
        }
        // A hand at the controls.
        switch tick {
        case 140: engine.apply(.mute(identities[0].id, true))
        case 170: engine.apply(.mute(identities[0].id, false))
        case 250: engine.apply(.gain(identities[5].id, Decibels(-6)))
        default: break
        }
    }

    private mutating func keepPackets() {
        var heard = [Float](repeating: 0, count: 320)
        for slot in 0..<engine.outbox.count {
            let bytes = UnsafeRawBufferPointer(engine.outbox.packet(slot))
            let guest = EngineGuest.index(engine.outbox.address(slot))
            if PacketKind.classify(bytes.bytes) == .rtcp {
                sent.keepControl(bytes, ofOpus: EngineGuest.all[guest].format == .opus)
                continue
            }
            guard let header = RTPHeader(parsing: bytes.bytes) else { continue }
            sent.headers.append(guest)
            for byte in bytes[..<header.payloadOffset] { sent.headers.append(Int(byte)) }
            let payload = UnsafeRawBufferPointer(rebasing: bytes[header.payloadOffset...])
            switch EngineGuest.all[guest].format.kind {
            case .l16: sent.keepWaveform(payload, isShown: guest == EngineGuest.waveformListener)
            case .pcmu, .pcma: sent.lawPayloads += payload
            case .opus, .g722:
                guard guest == EngineGuest.opusListener else { continue }
                sent.opusBytes += payload.count
                var space = heard.mutableSpan
                _ = listener?.decode(payload.bytes, into: &space)
            }
        }
        sent.heard += heard
    }

    private mutating func keepReports() {
        while let report = engine.reports.pointee.take() {
            switch report {
            case .leg(let leg): sent.keep(leg)
            case .load(let load): sent.keep(load)
            case .removed(let id, let box):
                sent.counts.append(Int(id.value))
                if let box { MediaEngine.free(box) }
            case .digit(let id, let digit): sent.counts += [Int(id.value), Int(digit)]
            case .talking(let id, let isTalking): sent.counts += [Int(id.value), isTalking ? 1 : 0]
            case .said, .announced, .recorded, .musicHeard, .spokeMuted, .turnedAway, .refitted: break
            }
        }
    }
}

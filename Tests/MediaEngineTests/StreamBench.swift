import Codecs
import MediaLink
import MediaTypes
import RTP

@testable import MediaEngine

/// One incoming stream by itself: a sender, a link, and the jitter buffer that is played once a tick.
final class StreamBench {
    var stream: InboundStream
    var sender: PacketSender
    var link: VirtualLink
    var signal: Signal
    let spec: LegSpec
    private(set) var now: MediaTime
    /// Everything that was played; silence where there was nothing to play.
    private(set) var audio: [Float] = []
    /// The sender says nothing: packets come by `insert` alone.
    var isSilenced = false
    /// Packets between these times are lost all.
    var outage: Range<MediaTime>?
    /// Packets between these times arrive together at the end.
    var stall: Range<MediaTime>?
    /// Payloads as they were sent, and whether the network lost them.
    private(set) var sent: [(payload: [UInt8], isLost: Bool)] = []
    private var travelling: [(time: MediaTime, bytes: [UInt8])] = []
    private let block: AudioBuffer
    private let tick: MediaTime

    /// - Returns: nil where the codec is not there
    init?(_ format: CodecFormat, _ signal: Signal = .pulses(500), link: LinkQuality = .clean, seed: UInt64 = 1, phase: MediaTime = .milliseconds(7),
          sends: SenderSettings = SenderSettings(), settings: MediaSettings = MediaSettings()) {
        var spec = LegSpec(room: RoomID(1), format: format, remote: TransportAddress(ipv4: 1, port: 1), source: TransportAddress(ipv4: 1, port: 1),
                           payloadType: 96, packetTime: .milliseconds(20), bitrate: .kilobits(24))
        spec.redPayloadType = 97
        guard let stream = InboundStream(format: format, settings: settings) else { return nil }
        self.stream = stream
        self.spec = spec
        self.signal = signal
        self.link = VirtualLink(link, seed: seed)
        sender = PacketSender(spec, sends, start: phase, seed: seed)
        block = AudioBuffer(count: settings.blockFrames)
        tick = settings.tick
        now = .zero
    }

    /// Another sender goes on in the place of the first, from now on.
    func replaceSender(_ sends: SenderSettings, seed: UInt64, keepsSSRC: Bool) {
        let ssrc = sender.ssrc
        sender = PacketSender(spec, sends, start: now + .milliseconds(7), seed: seed)
        if keepsSSRC { sender.ssrc = ssrc }
    }

    func run(for span: MediaTime, each: (StreamBench) -> Void = { _ in }) {
        let end = now + span
        while now + tick <= end {
            now += tick
            send()
            arrive()
            play()
            each(self)
        }
    }

    private func send() {
        while sender.nextTime <= now {
            let time = sender.nextTime
            guard let packet = sender.next(signal), !isSilenced else { continue }
            let arrivals = outage?.contains(time) == true ? [] : link.arrivals(sentAt: time)
            sent.append((Array(packet[12...]), arrivals.isEmpty))
            for arrival in arrivals {
                let held = stall.map { $0.contains(arrival) ? $0.upperBound : arrival } ?? arrival
                travelling.append((held, packet))
            }
        }
        // Stable: what arrives together arrives in the order in which it was sent.
        travelling = travelling.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }.map(\.element)
    }

    private func arrive() {
        while let first = travelling.first, first.time <= now {
            travelling.removeFirst()
            insert(first.bytes, at: first.time)
        }
    }

    func insert(_ bytes: [UInt8], at time: MediaTime) {
        guard let header = RTPHeader(parsing: bytes.span.bytes) else { return }
        _ = stream.insert(header, payload: header.payload(in: bytes.span.bytes), isRED: header.payloadType == 97, mediaType: 96, at: time)
    }

    private func play() {
        let hasAudio = stream.take(into: block, at: now)
        audio.append(contentsOf: hasAudio ? Array(block.samples(block.count)) : [Float](repeating: 0, count: block.count))
    }

    /// Concealed among played, since the last call of `mark`.
    var concealedShare: Double { Double(stream.concealedFrames - markedConcealed) / Double(max(stream.playedFrames - markedPlayed, 1)) }
    /// Packets recovered since the last call of `mark`.
    var recovered: (byRED: Int, byFEC: Int) {
        (stream.counters.recoveredByRED - marked.recoveredByRED, stream.counters.recoveredByFEC - marked.recoveredByFEC)
    }
    private var markedConcealed = 0
    private var markedPlayed = 0
    private var marked = LegCounters()
    func mark() {
        marked = stream.counters
        markedConcealed = stream.concealedFrames
        markedPlayed = stream.playedFrames
    }
}

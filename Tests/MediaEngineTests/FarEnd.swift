import Codecs
import MediaEngine
import MediaLink
import MediaTypes
import RTP
import SRTP

/// A packet that the box has sent.
struct HeardPacket {
    let time: MediaTime
    let header: RTPHeader
    let payload: [UInt8]
}

/// One participant of the virtual world: a real encoder and a real decoder at the far end of two links.
final class FarEnd {
    let number: Int
    let spec: LegSpec
    /// Where it sends from now.
    var source: TransportAddress
    let identity: LegIdentity
    var signal: Signal
    var uplink: VirtualLink
    /// Of what the box sends, only loss counts.
    var downlink: VirtualLink
    private var sender: PacketSender
    private let inbound: SessionBox?
    /// For its reports, which have a row of numbers of their own.
    private let outbound: SessionBox?
    private var reported = 0

    private(set) var packets: [HeardPacket] = []
    private(set) var reports: [[UInt8]] = []
    private(set) var isGone = false
    /// Says nothing from now on: its sender sends no packets at all.
    var isMute = false

    init(_ number: Int, _ format: CodecFormat = .opus, _ signal: Signal = .silence, room: UInt32? = 1, direction: LegDirection = .sendReceive,
         uplink: LinkQuality = .clean, packetTime: MediaTime = .milliseconds(20), start: MediaTime = .zero, sends: SenderSettings = SenderSettings(),
         configure: (inout LegSpec) -> Void = { _ in }) {
        self.number = number
        self.signal = signal
        let address = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(10_000 + number))
        var spec = LegSpec(room: room.map { RoomID($0) }, format: format, direction: direction, remote: address, source: address, payloadType: 96,
                           packetTime: packetTime, bitrate: .kilobits(24))
        configure(&spec)
        self.spec = spec
        source = spec.source
        var random = SplitMix64(seed: UInt64(number) &* 7_919)
        identity = LegIdentity(id: LegID(UInt32(number)), using: &random)
        self.uplink = VirtualLink(uplink, seed: random.next())
        downlink = VirtualLink(.clean, seed: random.next())
        sender = PacketSender(spec, sends, start: start, seed: random.next())
        inbound = spec.srtp.flatMap { SessionBox(SRTPSession(profile: $0.profile, key: $0.send, isInbound: true)) }
        outbound = spec.srtp.flatMap { SessionBox(SRTPSession(profile: $0.profile, key: $0.receive, isInbound: false)) }
    }

    /// The time stamp of the sender report that came last; 0 before the first.
    var lastStamp: UInt32 {
        for packet in reports.reversed() {
            guard var reader = RTCPReader(parsing: packet.span.bytes), case .senderReport(let info, _)? = reader.next(in: packet.span.bytes) else { continue }
            return UInt32(truncatingIfNeeded: info.ntp >> 16)
        }
        return 0
    }

    /// A report as browsers send one: of what came since the last, echoing the sender report that came last.
    /// - Parameter stamp: another echo
    func receiverReport(echoing stamp: UInt32? = nil) -> [UInt8] {
        let fresh = packets[max(reported - 1, 0)...].map(\.header.sequenceNumber)
        reported = packets.count
        let expected = fresh.first.flatMap { first in fresh.last.map { first.distance(to: $0) } } ?? 0
        let lost = max(expected - (fresh.count - 1), 0)
        let block = ReportBlock(
            ssrc: identity.ssrc, fractionLost: expected > 0 ? UInt8(lost * 256 / (expected + 1)) : 0, cumulativeLost: 0, extendedHighestSequence: 0, jitter: 0,
            lastSenderReport: stamp ?? lastStamp, delaySinceLastSenderReport: 0)
        var packet = [UInt8](repeating: 0, count: 64)
        var span = packet.mutableSpan
        var space = span.mutableBytes
        let length = RTCPWriter.writeReceiverReport(ssrc: ssrc, block: block, at: 0, into: &space)
        let plain = Array(packet[..<length])
        return outbound?.protectedRTCP(plain) ?? plain
    }

    var ssrc: UInt32 { sender.ssrc }
    /// What was sent last, as it went out.
    var lastSent: [UInt8] { sender.lastSent }

    private var keys: [[UInt8]] = []

    /// Presses a key on the telephone: so many packets go out in place of audio, with the same sequence of numbers.
    func press(_ key: UInt8, packets: Int) {
        for part in 0..<packets { keys.append([key, part == packets - 1 ? 0x8A : 10, 0, UInt8(part + 1)]) }
    }

    /// Packets that are due until `now`, with the times at which they arrive.
    func send(until now: MediaTime) -> [(MediaTime, [UInt8])] {
        guard spec.direction.isHeard else { return [] }
        var arrivals: [(MediaTime, [UInt8])] = []
        while sender.nextTime <= now {
            let time = sender.nextTime
            guard var packet = sender.next(signal), !isMute else { continue }
            if !keys.isEmpty { packet = event(keys.removeFirst(), in: packet) } else { eventTimestamp = nil }
            for arrival in uplink.arrivals(sentAt: time) { arrivals.append((arrival, packet)) }
        }
        return arrivals
    }

    private var eventTimestamp: [UInt8]?

    /// The same packet with a key in place of the audio. All packets of a key have the timestamp of the first. (RFC 4733 section 2.5.1.2)
    private func event(_ payload: [UInt8], in packet: [UInt8]) -> [UInt8] {
        let timestamp = eventTimestamp ?? Array(packet[4..<8])
        eventTimestamp = timestamp
        return [packet[0], spec.eventPayloadType ?? 0] + packet[2..<4] + timestamp + packet[8..<12] + payload
    }

    /// Takes in what the box has sent.
    func receive(_ packet: [UInt8], at now: MediaTime) {
        guard !downlink.arrivals(sentAt: now).isEmpty else { return }
        var packet = packet
        let isRTCP = PacketKind.classify(packet.span.bytes) == .rtcp
        if let inbound { packet = inbound.unprotected(packet, isRTCP: isRTCP) }
        guard !isRTCP else { return receiveRTCP(packet) }
        guard let header = RTPHeader(parsing: packet.span.bytes) else { return }
        packets.append(HeardPacket(time: now, header: header, payload: Array(packet[header.payloadOffset...])))
    }

    private func receiveRTCP(_ packet: [UInt8]) {
        reports.append(packet)
        guard var reader = RTCPReader(parsing: packet.span.bytes) else { return }
        while let item = reader.next(in: packet.span.bytes) {
            if case .goodbye = item { isGone = true }
        }
    }

    /// Everything heard since the box was started, placed by the timestamps of the packets; zeros where nothing was sent.
    func heard(rate: Int = 16_000) -> [Float] {
        guard var decoder = AudioDecoder(spec.format, outputRate: rate) else { return [] }
        var audio: [Float] = []
        for packet in packets {
            let payload = primary(of: packet)
            guard let count = decoder.frameCount(of: payload.span.bytes) else { continue }
            var block = [Float](repeating: 0, count: count)
            var span = block.mutableSpan
            let written = decoder.decode(payload.span.bytes, into: &span)
            let ticks = RTPTimestamp(identity.firstTimestamp).distance(to: packet.header.timestamp)
            let place = max(ticks * rate / spec.format.clockRate, 0)
            if audio.count < place + written { audio.append(contentsOf: repeatElement(0, count: place + written - audio.count)) }
            audio.replaceSubrange(place..<place + written, with: block[..<written])
        }
        return audio
    }

    /// The payload without the copies that RED adds.
    func primary(of packet: HeardPacket) -> [UInt8] {
        guard packet.header.payloadType == spec.redPayloadType, let reader = REDReader(payload: packet.payload.span.bytes) else { return packet.payload }
        return Array(packet.payload[reader.block(reader.count - 1).offset...])
    }

    /// Payloads by timestamp, counted from the start of the box.
    var payloadsByTime: [Int: [UInt8]] {
        Dictionary(packets.map { (RTPTimestamp(identity.firstTimestamp).distance(to: $0.header.timestamp), $0.payload) }) { $1 }
    }
}

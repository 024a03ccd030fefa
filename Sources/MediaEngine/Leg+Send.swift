import CLinux
import Codecs
import MediaLink
import MediaTypes
import RTP
import SRTP

/// The clock that all outgoing timestamps follow.
struct TickClock {
    /// Ticks since the engine was made; the running one counted.
    var index: Int64 = 0
    let tick: MediaTime

    /// The timestamp of what was mixed at the start of a packet that ends with the running tick.
    func timestamp(clockRate: Int, packetTime: MediaTime) -> UInt32 {
        let ticksPerPacket = packetTime.nanoseconds / tick.nanoseconds
        let perTick = tick.frames(sampleRate: clockRate)
        return UInt32(truncatingIfNeeded: (index - ticksPerPacket) * Int64(perTick))
    }
}

extension Leg {
    /// Phase 4: sends what is due from the encoder that this leg hears, and its reports.
    mutating func send(_ due: DuePayload, clock: TickClock, into outbox: borrowing PacketBatch) {
        let payload = due.bytes
        guard payload.count > 0, !paths.isHeld, paths.admit(spec.packetTime) else {
            if due.isAtPacketBorder { isSending = false }
            return
        }
        guard let slot = outbox.reserve() else {
            counters.unsent += 1
            return
        }
        let memory = outbox.slot(slot)
        var space = memory.mutableBytes
        let timestamp = identity.firstTimestamp &+ clock.timestamp(clockRate: spec.format.clockRate, packetTime: spec.packetTime)
        let isRED = key.redundancy > 0
        let header = RTPHeader(payloadType: isRED ? spec.redPayloadType ?? spec.payloadType : spec.payloadType, marker: !isSending,
                               sequenceNumber: sequence, timestamp: RTPTimestamp(timestamp), ssrc: identity.ssrc)
        guard header.write(into: &space), space.write(payload.bytes, at: RTPHeader.fixedByteCount) else { return }
        var length = RTPHeader.fixedByteCount + payload.count
        length = protection.protect(memory, byteCount: length)
        outbox.finish(slot, length: length, address: paths.current, socket: mediaSocket)
        isSending = true
        sequence = sequence.advanced(by: 1)
        sentPackets &+= 1
        sentOctets &+= UInt32(truncatingIfNeeded: payload.count)
        counters.sent += 1
        counters.sentBytes += length
    }

    mutating func sendReportIfDue(at now: MediaTime, clock: TickClock, into outbox: borrowing PacketBatch) {
        if link.isReportDue(at: now) || paths.isProbeDue(at: now) { sendReport(isGoodbye: false, at: now, clock: clock, into: outbox) }
    }

    mutating func sendReport(isGoodbye: Bool, at now: MediaTime, clock: TickClock, into outbox: borrowing PacketBatch) {
        guard !paths.isHeld, let slot = outbox.reserve() else { return }
        let memory = outbox.slot(slot)
        var space = memory.mutableBytes
        let timestamp = identity.firstTimestamp &+ clock.timestamp(clockRate: spec.format.clockRate, packetTime: .zero)
        let ntp = spec.isMobile ? link.stamp(at: now, path: paths.number) : LinkState.ntp(now)
        paths.noteReport(at: now)
        let info = SenderInfo(ssrc: identity.ssrc, ntp: ntp, rtpTimestamp: RTPTimestamp(timestamp), packetCount: sentPackets, octetCount: sentOctets)
        // Sixteen characters of the alphabet that RFC 7022 asks for, four bits each.
        var name: InlineArray<16, UInt8> = .init(repeating: 0)
        for i in 0..<16 { name[i] = UInt8(ascii: "a") + UInt8(truncatingIfNeeded: identity.cname >> UInt64(4 * i) & 15) }
        var length = link.writeReport(info, cname: name.span.bytes, isProbe: !paths.isProven, isGoodbye: isGoodbye, at: now, into: &space)
        if length > 0 { length = protection.protectRTCP(memory, byteCount: length) }
        outbox.finish(slot, length: length, address: controlAddress, socket: controlSocket)
    }

    /// A leg's own port is the pair of its index: the first for RTP, the second for RTCP where that is apart.
    private var mediaSocket: Int32 { spec.port.map { Int32(truncatingIfNeeded: 2 * $0.index) } ?? PacketBatch.mainSocket }
    private var controlSocket: Int32 { spec.controlRemote != nil && spec.port != nil ? mediaSocket + 1 : mediaSocket }

    private var controlAddress: TransportAddress {
        spec.controlRemote.map { paths.controlSource ?? $0 } ?? paths.current
    }
}

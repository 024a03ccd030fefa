import MediaLink
import MediaTypes
import RTP
import SRTP

/// What the engine made of a datagram.
public enum ReceiveOutcome: Sendable {
    case audio
    case control
    /// A telephone key, told once.
    case digit(UInt8)
    /// STUN and DTLS are for the control side.
    case signalling
    /// Counted and dropped.
    case dropped
}

extension Leg {
    /// A datagram from one of this leg's addresses. Decrypts in place.
    mutating func receive(_ packet: UnsafeMutableRawBufferPointer, from source: TransportAddress, settings: borrowing MediaSettings, at now: MediaTime) -> ReceiveOutcome {
        guard gate.admit(at: now) else {
            counters.overRate += 1
            return .dropped
        }
        switch PacketKind.classify(UnsafeRawBufferPointer(packet).bytes) {
        case .rtp: return receiveRTP(packet, from: source, at: now)
        case .rtcp: return receiveRTCP(packet, settings: settings, at: now)
        case .stun, .dtls: return .signalling
        case .unknown:
            counters.malformed += 1
            return .dropped
        }
    }

    mutating func receiveRTP(_ packet: UnsafeMutableRawBufferPointer, from source: TransportAddress, at now: MediaTime) -> ReceiveOutcome {
        let byteCount = protection.unprotect(packet)
        guard byteCount > 0 else {
            counters.forged += 1
            return .dropped
        }
        paths.follow(source, at: now)
        let bytes = UnsafeRawBufferPointer(rebasing: packet[..<byteCount]).bytes
        guard let header = RTPHeader(parsing: bytes) else {
            counters.malformed += 1
            return .dropped
        }
        presence.noteSign()
        let payload = header.payload(in: bytes)
        if header.payloadType == spec.eventPayloadType { return receiveEvent(header, payload, at: now) }
        let isRED = header.payloadType == spec.redPayloadType
        guard isRED || header.payloadType == spec.payloadType else {
            counters.unknownPayload += 1
            return .dropped
        }
        guard direction.isHeard else { return .dropped }
        guard let sequence = inbound.insert(header, payload: payload, isRED: isRED, mediaType: spec.payloadType, at: now) else { return .dropped }
        link.note(header, sequence: sequence, at: now)
        counters.received += 1
        counters.receivedBytes += packet.count
        return .audio
    }

    /// One digit per timestamp: the first packet of an event tells it, should its first ones be lost or its last ones be repeated.
    /// (RFC 4733 section 2.5.1.2)
    private mutating func receiveEvent(_ header: RTPHeader, _ payload: RawSpan, at now: MediaTime) -> ReceiveOutcome {
        guard let event = TelephoneEvent(parsing: payload), event.event <= 15 else {
            counters.malformed += 1
            return .dropped
        }
        counters.received += 1
        // Keys stand in the same row of sequence numbers as the audio: what came as a key is not lost.
        if let sequence = inbound.source.noteOther(ssrc: header.ssrc, sequence: header.sequenceNumber, at: now) {
            link.note(header, sequence: sequence, isAudio: false, at: now)
        }
        guard lastEvent != header.timestamp.value else { return .control }
        lastEvent = header.timestamp.value
        return .digit(event.event)
    }

    private mutating func receiveRTCP(_ packet: UnsafeMutableRawBufferPointer, settings: borrowing MediaSettings, at now: MediaTime) -> ReceiveOutcome {
        let byteCount = protection.unprotectRTCP(packet)
        guard byteCount > 0 else {
            counters.forged += 1
            return .dropped
        }
        let bytes = UnsafeRawBufferPointer(rebasing: packet[..<byteCount]).bytes
        guard link.handle(bytes, ownSSRC: identity.ssrc, settings: settings, at: now) else {
            counters.malformed += 1
            return .dropped
        }
        paths.note(link.echo)
        presence.noteSign()
        return .control
    }
}

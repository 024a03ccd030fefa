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
        let payload = header.payload(in: bytes)
        let isEvent = header.payloadType == spec.eventPayloadType
        let isRED = header.payloadType == spec.redPayloadType
        guard isEvent || isRED || header.payloadType == spec.payloadType else {
            // Comfort noise, perhaps: somebody is there.
            if spec.port == nil || pin.pinned == source { presence.noteSign() }
            counters.unknownPayload += 1
            return .dropped
        }
        guard isFromParticipant(source) else { return .dropped }
        presence.noteSign()
        if isEvent { return receiveEvent(header, payload, at: now) }
        guard direction.isHeard else { return .dropped }
        guard let sequence = inbound.insert(header, payload: payload, isRED: isRED, mediaType: spec.payloadType, at: now) else { return .dropped }
        link.note(header, sequence: sequence, at: now)
        counters.received += 1
        counters.receivedBytes += packet.count
        return .audio
    }

    /// At the shared port the address has found the leg; at a port of its own the leg must know who is at the other end.
    private mutating func isFromParticipant(_ source: TransportAddress) -> Bool {
        guard spec.port != nil, pin.pinned != source else { return true }
        guard pin.admit(source) else {
            counters.strangers += 1
            return false
        }
        paths.pin(to: source == spec.source ? spec.remote : source)
        return true
    }

    /// One digit per key: the first packet of an event to come tells it, should its first ones be lost or its last ones be repeated.
    /// (RFC 4733 section 2.5.1)
    private mutating func receiveEvent(_ header: RTPHeader, _ payload: RawSpan, at now: MediaTime) -> ReceiveOutcome {
        guard let event = TelephoneEvent(parsing: payload), event.event <= 15 else {
            counters.malformed += 1
            return .dropped
        }
        counters.received += 1
        ear?.pointee.sendsEvents = true
        // Keys stand in the same row of sequence numbers as the audio: what came as a key is not lost.
        if let sequence = inbound.source.noteOther(ssrc: header.ssrc, sequence: header.sequenceNumber, at: now) {
            link.note(header, sequence: sequence, isAudio: false, at: now)
        }
        guard recentEvents.isNew(event, ssrc: header.ssrc, header.timestamp) else { return .control }
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

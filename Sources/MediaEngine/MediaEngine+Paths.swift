import MediaLink
import MediaTypes
import RTP

/// The addresses of mobile legs.
extension MediaEngine {
    /// A datagram from an address that belongs to nobody: STUN or DTLS of somebody who comes, or a mobile leg that has moved.
    mutating func receiveFromStranger(_ packet: UnsafeMutableRawBufferPointer, _ source: TransportAddress, at now: MediaTime) -> ReceiveOutcome {
        let bytes = UnsafeRawBufferPointer(packet).bytes
        switch PacketKind.classify(bytes) {
        case .stun, .dtls: return .signalling
        case .rtp:
            // Whoever knows the SSRC must still know the keys: only an authentic packet moves anything.
            guard let header = RTPHeader(parsing: bytes), let slot = mobileSources.leg(at: Self.place(of: header.ssrc)), canAllow(slot) else { break }
            let forged = legs[slot].pointee.counters.forged
            let outcome = legs[slot].pointee.receive(packet, from: source, settings: settings, at: now)
            guard legs[slot].pointee.counters.forged == forged else { return .dropped }
            if case .dropped = outcome { return .dropped }
            allow(source, slot)
            legs[slot].pointee.paths.follow(source, at: now)
            if case .digit(let digit) = outcome { _ = reports.pointee.insert(.digit(legs[slot].pointee.identity.id, digit)) }
            return outcome
        case .rtcp, .unknown: break
        }
        load.strangers += 1
        return .dropped
    }

    /// Remembers the SSRC that a mobile leg sends with.
    mutating func noteSource(_ slot: Int) {
        let ssrc = legs[slot].pointee.link.remoteSSRC
        guard ssrc != legs[slot].pointee.paths.knownSSRC else { return }
        forgetSource(slot)
        let place = Self.place(of: ssrc)
        guard ssrc != 0, mobileSources.leg(at: place) == nil else { return }
        mobileSources.insert(place, leg: slot)
        legs[slot].pointee.paths.knownSSRC = ssrc
    }

    private mutating func forgetSource(_ slot: Int) {
        let known = legs[slot].pointee.paths.knownSSRC
        if known != 0 { mobileSources.remove(Self.place(of: known)) }
        legs[slot].pointee.paths.knownSSRC = 0
    }

    /// An SSRC in the place of an address.
    private static func place(of ssrc: UInt32) -> TransportAddress { TransportAddress(high: 0, low: UInt64(ssrc), port: 0) }

    private func canAllow(_ slot: Int) -> Bool {
        legs[slot].pointee.paths.isFull || furtherAddresses < Chosen.furtherAddresses * settings.maxLegs
    }

    mutating func allow(_ address: TransportAddress, _ slot: Int) {
        guard legs[slot].pointee.spec.isMobile, addresses.leg(at: address) != slot else { return }
        takeOver(address)
        guard addresses.leg(at: address) == nil, canAllow(slot) else { return }
        if legs[slot].pointee.paths.isFull { forget(legs[slot].pointee.paths.leastUseful, slot) }
        if legs[slot].pointee.paths.count > 0 { furtherAddresses += 1 }
        addresses.insert(address, leg: slot)
        legs[slot].pointee.paths.insert(address)
    }

    mutating func forget(_ address: TransportAddress, _ slot: Int) {
        guard legs[slot].pointee.spec.isMobile, addresses.leg(at: address) == slot, legs[slot].pointee.paths.count > 1 else { return }
        addresses.remove(address)
        legs[slot].pointee.paths.remove(address)
        furtherAddresses -= 1
    }

    /// The newest proof wins: a page that was loaded anew may come from the address of its predecessor. The address of a leg that cannot
    /// move stays its own.
    mutating func takeOver(_ address: TransportAddress) {
        guard let other = addresses.leg(at: address), legs[other].pointee.spec.isMobile else { return }
        addresses.remove(address)
        legs[other].pointee.paths.remove(address)
        // The first address of a leg is not counted as a further one; with none left the next will be its first.
        if legs[other].pointee.paths.count > 0 { furtherAddresses -= 1 }
    }

    /// Whether nobody has yet what packets of such a leg are known by: its port, or its address.
    func hasPlace(_ spec: LegSpec) -> Bool { spec.port.map { isFree($0) } ?? (addresses.leg(at: spec.source) == nil) }

    mutating func takeSource(_ spec: LegSpec, for slot: Int) {
        if let port = spec.port { takePort(port, for: slot) } else { addresses.insert(spec.source, leg: slot) }
    }

    mutating func removeAddresses(of slot: Int) {
        if let port = legs[slot].pointee.spec.port { return leavePort(port, of: slot) }
        let count = legs[slot].pointee.paths.count
        for index in 0..<count { addresses.remove(legs[slot].pointee.paths.allowed[index]) }
        furtherAddresses -= max(count - 1, 0)
        if legs[slot].pointee.spec.isMobile { forgetSource(slot) }
    }
}

import MediaLink
import MediaTypes
import RTP

/// Legs with a port of their own: the port names the leg, and the leg knows from where its packets may come.
extension MediaEngine {
    /// So many pairs of ports can be open at once: one for each leg, and some for calls that ring or are being ended.
    public static func mostCallPorts(_ settings: MediaSettings) -> Int { settings.maxLegs + Chosen.spareCallPorts }

    /// Whether there are such legs.
    public var hasCalls: Bool { callCount > 0 }

    /// Whether the pair of ports has a leg.
    public func hasCall(onPort index: Int) -> Bool { callLeg(index) != nil }

    private func callLeg(_ index: Int) -> Int? {
        guard index >= 0, index < Self.mostCallPorts(settings), callLegs[index] >= 0 else { return nil }
        return Int(callLegs[index])
    }

    /// Whether a new leg finds its port free.
    func isFree(_ port: CallPort) -> Bool { port.index >= 0 && port.index < Self.mostCallPorts(settings) && callLegs[port.index] < 0 }

    mutating func takePort(_ port: CallPort, for slot: Int) {
        callLegs[port.index] = Int32(truncatingIfNeeded: slot)
        callCount += 1
    }

    mutating func leavePort(_ port: CallPort, of slot: Int) {
        guard callLeg(port.index) == slot else { return }
        callLegs[port.index] = -1
        callCount -= 1
    }

    /// A datagram has arrived at the pair of ports of this index: at the one for RTP, or the one for RTCP. Its bytes are decrypted in place.
    public mutating func receive(
        _ packet: UnsafeMutableRawBufferPointer, onPort index: Int, isControl: Bool, from source: TransportAddress, at now: MediaTime
    ) -> ReceiveOutcome {
        guard let slot = callLeg(index) else { return .dropped }
        let outcome = legs[slot].pointee.receiveOnPort(packet, isControl: isControl, from: source, settings: settings, at: now)
        if case .digit(let digit) = outcome { _ = reports.pointee.insert(.digit(legs[slot].pointee.identity.id, digit)) }
        return outcome
    }
}

extension Leg {
    /// After another agreement: a participant whose signalled address is the same is most likely where it was.
    mutating func goOnAtPort(from old: borrowing Leg) {
        guard spec.port != nil, pin.expect(asIn: old.pin) else { return }
        paths.pin(to: old.paths.current)
        if spec.controlRemote == old.spec.controlRemote { paths.controlSource = old.paths.controlSource }
    }

    /// A datagram at this leg's own port for RTP, or for RTCP. Strangers are sorted out before they cost anything.
    mutating func receiveOnPort(
        _ packet: UnsafeMutableRawBufferPointer, isControl: Bool, from source: TransportAddress, settings: borrowing MediaSettings, at now: MediaTime
    ) -> ReceiveOutcome {
        let kind = PacketKind.classify(UnsafeRawBufferPointer(packet).bytes)
        let isControlWelcome = isControl ? pin.admitsControl(from: source, signalled: spec.controlRemote) : pin.admitsReports(from: source)
        switch kind {
        case .rtp where !isControl && pin.mayCome(from: source): break
        case .rtcp where isControlWelcome || pin.mayProve(source, isControl: isControl): break
        case .rtp, .rtcp:
            counters.strangers += 1
            return .dropped
        // ICE is spoken at the box's media port only, and DTLS here before there is a leg.
        case .stun, .dtls, .unknown:
            counters.malformed += 1
            return .dropped
        }
        let outcome = receive(packet, from: source, settings: settings, at: now)
        // A report that does not count is dropped.
        if isControl, case .control = outcome { paths.controlSource = source }
        return outcome
    }
}

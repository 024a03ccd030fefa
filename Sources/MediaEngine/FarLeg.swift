import MediaLink
import MediaTypes

/// The other end of a leg: what a participant does with what the box sends it. It decrypts, waits, decodes, and reports with the very
/// parts of a leg, but belongs to no room: what it sends comes encoded. For tools that take part as participants do.
///
/// In each mix quantum `receive` every datagram as it comes, then `tick`; what is to be sent then stands in `outbox`.
/// - Realtime: after init nothing here allocates, locks or calls the system
public struct FarLeg: ~Copyable {
    /// What is to be sent after a tick or a goodbye.
    public let outbox = PacketBatch(capacity: 4)
    private var leg: Leg
    private var clock: TickClock
    private let settings: MediaSettings

    /// - Parameters:
    ///   - spec: seen from this end: `remote` is the box, `srtp.send` is what this end protects with
    ///   - settings: the tick, the rate of what is heard, and the bounds of the jitter buffer
    /// - Returns: nil for a packet time or for keys that cannot work
    public init?(_ spec: LegSpec, identity: LegIdentity, settings: MediaSettings) {
        guard let leg = Leg(spec, identity: identity, settings: settings) else { return nil }
        self.leg = leg
        self.settings = settings
        clock = TickClock(tick: settings.tick)
    }

    /// A datagram of the box. Its bytes are decrypted in place.
    public mutating func receive(_ packet: UnsafeMutableRawBufferPointer, at now: MediaTime) -> ReceiveOutcome {
        leg.receive(packet, from: leg.spec.source, settings: settings, at: now)
    }

    /// One mix quantum: the next block is heard, and what is due is sent.
    /// - Parameter payload: nil between packets; empty where a packet is due and left out, as in a pause
    public mutating func tick(sending payload: UnsafeRawBufferPointer?, at now: MediaTime) {
        clock.index += 1
        outbox.reset()
        leg.listen(at: now)
        if let payload { leg.send(DuePayload(bytes: payload, isAtPacketBorder: true), clock: clock, into: outbox) }
        leg.sendReportIfDue(at: now, clock: clock, into: outbox)
    }

    /// The block heard in this tick; nil while there is nothing to hear.
    /// - Shape: [settings.blockFrames], mono Float, nominal +-1.0; good until the next tick
    public var heard: UnsafeBufferPointer<Float>? { leg.hasAudio ? leg.block.samples(settings.blockFrames) : nil }

    /// Puts a last report and a goodbye (RTCP BYE) into `outbox`.
    public mutating func sayGoodbye(at now: MediaTime) {
        outbox.reset()
        leg.sendReport(isGoodbye: true, at: now, clock: clock, into: outbox)
    }

    /// Whether the box has said goodbye.
    public var isDismissed: Bool { leg.link.hasEnded }

    /// How the media from the box fares. Of what this end sends, `remoteLossPercent` and `roundTrip` are as the box reports.
    public func report(at now: MediaTime) -> LegReport { leg.report(at: now) }
}

import Codecs
import MediaLink
import MediaTypes
import MixKernels

/// The data path of the whole box, without sockets and without a clock.
///
/// Two verbs. `receive`: a datagram finds its leg, is decrypted, and waits in the leg's jitter buffer. `tick`, once a mix quantum for all
/// rooms: (1) every leg gives a block, (2) every room sums its talkers, (3) every encoder in use encodes once, (4) every leg is sent its
/// packet. Phases 1, 3 and 4 consist of items that do not touch each other, so several threads can share them.
/// - Realtime: after init nothing here allocates, locks or calls the system
public struct MediaEngine: ~Copyable {
    public internal(set) var settings: MediaSettings
    /// What is to be sent after a tick.
    public let outbox: PacketBatch
    /// What the control side is told. It is the consumer.
    public let reports: UnsafeMutablePointer<Ring<Report>>

    let legs: LegSlots
    /// Occupied slots, without holes.
    let occupied: UnsafeMutablePointer<Int32>
    var legCount = 0
    /// Slots that are free, as a stack.
    let freeSlots: UnsafeMutablePointer<Int32>
    let rooms: UnsafeMutablePointer<Room>
    let classes: UnsafeMutablePointer<EncodeClass?>
    var classLimit = 0
    /// The legs by the addresses that they send from,
    var addresses: AddressTable
    /// and the mobile ones by their SSRC as well, in the place of an address.
    var mobileSources: AddressTable
    /// The legs by the index of their own port; negative: none.
    let callLegs: UnsafeMutablePointer<Int32>
    var callCount = 0
    /// Addresses beyond the first of each leg.
    var furtherAddresses = 0
    /// Encoders that have work in this tick.
    let work: UnsafeMutablePointer<EncodeWork>
    var workCount = 0
    /// Legs that have left but could not be reported yet.
    let departed: UnsafeMutablePointer<UnsafeMutablePointer<Leg>>
    var departedCount = 0
    /// Reports that must not get lost and did not fit yet, the oldest first.
    let owed: UnsafeMutablePointer<Report>
    var owedCount = 0
    /// Legs are about to leave their rooms.
    var hasMoves = false
    /// What is heard apart.
    let silence: AudioBuffer

    var clock: TickClock
    var now = MediaTime.zero
    var overload: OverloadGuard
    var load = LoadReport()
    var tickSum = MediaTime.zero
    var ticksMeasured = 0

    public init(settings: MediaSettings) {
        self.settings = settings
        let maxLegs = settings.maxLegs
        // Each leg a packet and a report, and room for goodbyes.
        outbox = PacketBatch(capacity: 2 * maxLegs + 64)
        reports = .allocate(capacity: 1)
        reports.initialize(to: Ring(capacity: 4 * maxLegs + 256))
        legs = LegSlots(base: .allocate(capacity: maxLegs))
        legs.base.initialize(repeating: nil, count: maxLegs)
        occupied = .allocate(capacity: maxLegs)
        freeSlots = .allocate(capacity: maxLegs)
        for i in 0..<maxLegs { freeSlots[i] = Int32(truncatingIfNeeded: maxLegs - 1 - i) }
        rooms = .allocate(capacity: settings.maxRooms)
        for i in 0..<settings.maxRooms {
            (rooms + i).initialize(to: Room(blockFrames: settings.blockFrames, maxLegs: max(maxLegs, 1)))
        }
        classes = .allocate(capacity: maxLegs)
        classes.initialize(repeating: nil, count: maxLegs)
        addresses = AddressTable(capacity: maxLegs * (1 + Chosen.furtherAddresses))
        mobileSources = AddressTable(capacity: maxLegs)
        callLegs = .allocate(capacity: Self.mostCallPorts(settings))
        callLegs.initialize(repeating: -1, count: Self.mostCallPorts(settings))
        work = .allocate(capacity: 2 * maxLegs)
        departed = .allocate(capacity: 2 * maxLegs)
        owed = .allocate(capacity: Self.owedCapacity(settings))
        silence = AudioBuffer(count: settings.blockFrames)
        clock = TickClock(tick: settings.tick)
        overload = OverloadGuard(period: settings.tick)
    }

    deinit {
        for i in 0..<legCount { Self.free(LegBox(legs[Int(occupied[i])])) }
        for i in 0..<departedCount { Self.free(LegBox(departed[i])) }
        while let report = reports.pointee.take() { Self.freeLeg(in: report) }
        for i in 0..<owedCount { Self.freeLeg(in: owed[i]) }
        owed.deallocate()
        reports.deinitialize(count: 1)
        reports.deallocate()
        legs.base.deallocate()
        occupied.deallocate()
        freeSlots.deallocate()
        rooms.deinitialize(count: settings.maxRooms)
        rooms.deallocate()
        classes.deallocate()
        callLegs.deallocate()
        work.deallocate()
        departed.deallocate()
    }

    private static func freeLeg(in report: Report) {
        switch report {
        case .removed(_, let box?), .refitted(_, let box?): free(box)
        default: break
        }
    }

    /// Whether there is anybody to mix for. Without a leg no tick is needed.
    public var isEmpty: Bool { legCount == 0 && departedCount == 0 && owedCount == 0 }

    /// Whether somebody has left in this tick. Until `finish`.
    public var hasDeparted: Bool { departedCount > 0 }

    /// A datagram has arrived. Its bytes are decrypted in place.
    public mutating func receive(_ packet: UnsafeMutableRawBufferPointer, from source: TransportAddress, at now: MediaTime) -> ReceiveOutcome {
        guard let slot = addresses.leg(at: source) else { return receiveFromStranger(packet, source, at: now) }
        let outcome = legs[slot].pointee.receive(packet, from: source, settings: settings, at: now)
        if legs[slot].pointee.spec.isMobile { noteSource(slot) }
        if case .digit(let digit) = outcome { _ = reports.pointee.insert(.digit(legs[slot].pointee.identity.id, digit)) }
        return outcome
    }

    /// One mix quantum, all on the calling thread.
    public mutating func tick(at now: MediaTime) {
        begin(at: now)
        perform(.listen)
        mix()
        perform(.encode)
        perform(.send)
        finish()
    }

    private mutating func perform(_ phase: TickPhase) {
        for item in 0..<itemCount(phase) { perform(phase, item) }
    }
}

/// A part of the tick whose items may be worked on by several threads at once.
public enum TickPhase: Sendable { case listen, encode, send }

/// One encoder's work in a tick.
struct EncodeWork: BitwiseCopyable {
    var stream: UnsafeMutablePointer<OutputStream>
    /// Negative: apart.
    var room: Int
    /// The one leg that hears it; negative: a class.
    var slot: Int
    var redundancy: Int
    var payloadType: UInt8
}

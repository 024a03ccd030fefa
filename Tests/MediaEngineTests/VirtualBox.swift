import Dispatch
import MediaLink
import MediaTypes

@testable import MediaEngine

/// Who found no place for which room.
struct TurnedAway: Equatable {
    let id: LegID
    let room: RoomID
}

/// How an announcement has ended, and when that was told.
struct SaidReport: Equatable {
    let id: AnnouncementID
    let end: AnnouncementEnd
    let time: MediaTime
}

/// The engine of a box in virtual time, with its participants at the far ends of virtual links.
final class VirtualBox {
    var engine: MediaEngine
    let settings: MediaSettings
    private(set) var now = MediaTime.zero
    private(set) var farEnds: [TransportAddress: FarEnd] = [:]
    private(set) var legReports: [LegID: LegReport] = [:]
    private(set) var load = LoadReport()
    private(set) var digits: [UInt8] = []
    private(set) var music: [Bool] = []
    private(set) var removed: [LegID] = []
    private(set) var talking: [(leg: LegID, isTalking: Bool)] = []
    private(set) var said: [SaidReport] = []
    private(set) var announced: [SaidReport] = []
    private(set) var recorded: [(leg: LegID, isHeard: Bool, time: MediaTime)] = []
    private(set) var reminded: [(leg: LegID, time: MediaTime)] = []
    private(set) var refitted: [LegID] = []
    private(set) var turnedAway: [TurnedAway] = []
    /// Whether the control side takes reports.
    var takesReports = true
    /// What the engine reads and writes, as `MediaService` keeps it.
    private var lent: [AnyObject] = []
    var lentCount: Int { lent.count }
    private var lastAnnouncement: UInt64 = 0
    /// Called in every tick between the commands and the phases.
    var beforePhases: (VirtualBox) -> Void = { _ in }
    /// Called after every tick.
    var afterTick: (VirtualBox) -> Void = { _ in }
    /// Whether several threads work on each phase, as on a box with several cores.
    var isShared = false
    private var commands: [Command] = []
    /// Datagrams on their way to the box, the last to arrive first.
    private var travelling: [(time: MediaTime, bytes: [UInt8], source: TransportAddress, port: CallPort?)] = []
    private let datagram = UnsafeMutableRawBufferPointer.allocate(byteCount: 2_048, alignment: 16)

    init(_ configure: (inout MediaSettings) -> Void = { _ in }) {
        var settings = MediaSettings()
        // What is said is to come out as it went in, unless a test is about levels.
        settings.speechLevel = nil
        configure(&settings)
        self.settings = settings
        engine = MediaEngine(settings: settings)
    }

    deinit { datagram.deallocate() }

    /// Adds participants at the next tick.
    @discardableResult func add(_ farEnd: FarEnd) -> FarEnd {
        farEnds[farEnd.spec.remote] = farEnd
        if let box = MediaEngine.build(farEnd.spec, identity: farEnd.identity, settings: settings) { commands.append(.add(box)) }
        return farEnd
    }

    /// Refits the leg of the participant that was there under the same number: from the next tick on this one is in its place.
    @discardableResult func refit(_ farEnd: FarEnd, keepsKeys: Bool = true) -> FarEnd {
        farEnds = farEnds.filter { $0.value.number != farEnd.number }
        farEnds[farEnd.spec.remote] = farEnd
        if let box = MediaEngine.build(farEnd.spec, identity: farEnd.identity, settings: settings) { commands.append(.refit(box, keepsKeys: keepsKeys)) }
        return farEnd
    }

    /// Says something to one participant from the next tick on.
    @discardableResult func say(_ announcement: Announcement, to id: LegID) -> AnnouncementID {
        lent.append(announcement)
        lastAnnouncement += 1
        commands.append(.say(id, AnnouncementID(lastAnnouncement), announcement.sound))
        return AnnouncementID(lastAnnouncement)
    }

    @discardableResult func announce(_ announcement: Announcement, in room: UInt32 = 1) -> AnnouncementID {
        lent.append(announcement)
        lastAnnouncement += 1
        commands.append(.announce(RoomID(room), AnnouncementID(lastAnnouncement), announcement.sound))
        return AnnouncementID(lastAnnouncement)
    }

    @discardableResult func record(_ id: LegID, _ recording: Recording) -> Recording {
        lent.append(recording)
        commands.append(.record(id, recording.memory))
        return recording
    }

    /// A participant moves to another network: from now on it sends from this address, and hears what is sent there.
    func move(_ farEnd: FarEnd, to address: TransportAddress) {
        farEnds = farEnds.filter { $0.value !== farEnd }
        farEnds[address] = farEnd
        farEnd.source = address
    }

    func apply(_ command: Command) { commands.append(command) }

    /// A datagram that arrives at `time`, or at once; at the box's media port, or at the port of a call.
    func deliver(_ bytes: [UInt8], from source: TransportAddress, at time: MediaTime? = nil, port: CallPort? = nil) {
        let time = time ?? now
        var low = 0
        var high = travelling.count
        while low < high {
            let middle = (low + high) / 2
            if travelling[middle].time > time { low = middle + 1 } else { high = middle }
        }
        travelling.insert((time, bytes, source, port), at: low)
    }

    /// Runs until the given time has passed.
    func run(for span: MediaTime) {
        let end = now + span
        while now + settings.tick <= end { tick() }
    }

    /// As a machine that was suspended: when it goes on, the time has passed and nothing of it is there.
    func standStill(for span: MediaTime) {
        now += span
        for farEnd in farEnds.values { _ = farEnd.send(until: now) }
        engine.skip(Int(span.nanoseconds / settings.tick.nanoseconds))
    }

    private func tick() {
        now += settings.tick
        for farEnd in farEnds.values.sorted(by: { $0.number < $1.number }) {
            for (arrival, packet) in farEnd.send(until: now) { deliver(packet, from: farEnd.source, at: arrival, port: farEnd.spec.port) }
        }
        while let next = travelling.last, next.time <= now {
            travelling.removeLast()
            receive(next.bytes, from: next.source, at: next.time, port: next.port)
        }
        engine.begin(at: now)
        for command in commands { engine.apply(command) }
        commands.removeAll()
        beforePhases(self)
        if isShared { shareThePhases() } else { engine.performPhases() }
        engine.finish()
        sendOut()
        if takesReports { takeReports() }
        afterTick(self)
    }

    private func shareThePhases() {
        share(.listen)
        engine.mix()
        share(.encode)
        share(.send)
    }

    private func share(_ phase: TickPhase) {
        nonisolated(unsafe) let box = self
        // The last first: the order must not matter either.
        let count = engine.itemCount(phase)
        DispatchQueue.concurrentPerform(iterations: count) { box.engine.perform(phase, count - 1 - $0) }
    }

    private func receive(_ bytes: [UInt8], from source: TransportAddress, at time: MediaTime, port: CallPort?) {
        datagram.copyBytes(from: bytes)
        let packet = UnsafeMutableRawBufferPointer(rebasing: datagram[..<bytes.count])
        if let port {
            _ = engine.receive(packet, onPort: port.index, isControl: port.port % 2 == 1, from: source, at: time)
        } else {
            _ = engine.receive(packet, from: source, at: time)
        }
    }

    private func sendOut() {
        for slot in 0..<engine.outbox.count {
            let packet = engine.outbox.packet(slot)
            if packet.count > 0 { farEnds[engine.outbox.address(slot)]?.receive(Array(packet), at: now) }
        }
    }

    private func takeReports() {
        while let report = engine.reports.pointee.take() {
            switch report {
            case .leg(let leg): legReports[leg.leg] = leg
            case .load(let load): self.load = load
            case .digit(_, let digit): digits.append(digit)
            case .musicHeard(_, let isHeard): music.append(isHeard)
            case .talking(let id, let isTalking): talking.append((id, isTalking))
            case .removed(let id, let box):
                removed.append(id)
                if let box { MediaEngine.free(box) }
            case .said(_, let id, let end): said.append(SaidReport(id: id, end: end, time: now))
            case .announced(_, let id, let end): announced.append(SaidReport(id: id, end: end, time: now))
            case .recorded(let id, let isHeard): recorded.append((id, isHeard, now))
            case .turnedAway(let id, let room): turnedAway.append(TurnedAway(id: id, room: room))
            case .spokeMuted(let id): reminded.append((id, now))
            case .refitted(let id, let box):
                refitted.append(id)
                if let box { MediaEngine.free(box) }
            }
        }
    }

    /// Looks into a leg that is in the engine.
    func leg<Result>(_ farEnd: FarEnd, _ look: (UnsafeMutablePointer<Leg>) -> Result) -> Result? {
        for index in 0..<engine.legCount {
            let leg = engine.legs[Int(engine.occupied[index])]
            if leg.pointee.identity.id == farEnd.identity.id { return look(leg) }
        }
        return nil
    }

    // What cannot be copied cannot stand in an expectation: so these.
    var isEmpty: Bool { engine.isEmpty }
    var legCount: Int { engine.legCount }
    var refusesParticipants: Bool { engine.refusesParticipants }
    /// As when the control side has taken no reports for minutes.
    func fillReportRing() { while engine.reports.pointee.insert(.load(LoadReport())) {} }
    var furtherAddresses: Int { engine.furtherAddresses }
    func hasCall(onPort index: Int) -> Bool { engine.hasCall(onPort: index) }
    func knows(_ address: TransportAddress) -> Bool { engine.addresses.leg(at: address) != nil }

    func isTalking(_ farEnd: FarEnd) -> Bool { leg(farEnd) { $0.pointee.mixTo > 0 } ?? false }
    func hasOwnEncoder(_ farEnd: FarEnd) -> Bool { leg(farEnd) { $0.pointee.hasOwnEncoder } ?? false }
    func counters(_ farEnd: FarEnd) -> LegCounters { leg(farEnd) { $0.pointee.report(at: self.now).counters } ?? LegCounters() }
}

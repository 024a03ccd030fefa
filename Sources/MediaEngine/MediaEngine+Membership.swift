import MediaLink
import MediaTypes

/// Who is there: commands from the control side.
extension MediaEngine {
    /// How many commands a tick carries out at most: each takes microseconds, since building is done elsewhere.
    public static var commandsPerTick: Int { Chosen.commandsPerTick }

    /// Carries out one command, between `begin` and the phases.
    public mutating func apply(_ command: Command) {
        switch command {
        case .add(let box): add(box.address.assumingMemoryBound(to: Leg.self))
        case .remove(let id): if let slot = slot(of: id) { remove(slot) }
        case .mute(let id, let isMuted): if let slot = slot(of: id) { legs[slot].pointee.isMuted = isMuted }
        case .gain(let id, let gain): if let slot = slot(of: id) { legs[slot].pointee.handGain = gain.amplitude }
        case .allow(let id, let address): if let slot = slot(of: id) { allow(address, slot) }
        case .forget(let id, let address): if let slot = slot(of: id) { forget(address, slot) }
        case .direct(let id, let address): if let slot = slot(of: id) { legs[slot].pointee.paths.direct(to: address, at: now) }
        case .hold(let id, let isHeld): if let slot = slot(of: id) { legs[slot].pointee.paths.isHeld = isHeld }
        case .enter(let id, let room): if let slot = slot(of: id) { enter(slot, room) }
        case .stepOut(let id): if let slot = slot(of: id) { move(slot, to: nil) }
        case .say(let leg, let id, let sound): say(id, sound, to: leg)
        case .stopSaying(let id): if let slot = slot(of: id), let dropped = legs[slot].pointee.hearing.stop() { tell(.said(id, dropped.id, .stopped)) }
        case .announce(let room, let id, let sound): announce(id, sound, in: room)
        case .record(let id, let memory): record(id, into: memory)
        case .stopRecording(let id): if let slot = slot(of: id) { legs[slot].pointee.recorder?.finish() }
        case .refit(let box, let keepsKeys): refit(box.address.assumingMemoryBound(to: Leg.self), keepsKeys: keepsKeys)
        case .turn(let id, let direction): if let slot = slot(of: id) { turn(slot, direction) }
        case .hearingGain(let id, let gain): if let slot = slot(of: id) { legs[slot].pointee.hearing.gain = gain.value == 0 ? 1 : gain.amplitude }
        case .tune(let settings): tune(settings)
        case .removeAll: while legCount > 0, departedCount < 2 * settings.maxLegs { remove(Int(occupied[legCount - 1])) }
        }
    }

    /// Whether there is room for what commands leave behind: not while the control side takes no reports.
    public var acceptsCommands: Bool { departedCount < settings.maxLegs && owedCount < Chosen.mostOwedReports }

    /// Whether a new leg would be taken.
    public var refusesParticipants: Bool { overload.degradation >= .refusesParticipants }

    func slot(of id: LegID) -> Int? {
        for index in 0..<legCount where legs[Int(occupied[index])].pointee.identity.id == id { return Int(occupied[index]) }
        return nil
    }

    /// A leg that finds no place goes back at once; the control side counts, so this is a race lost, not a rule.
    private mutating func add(_ leg: UnsafeMutablePointer<Leg>) {
        if leg.pointee.spec.isMobile { takeOver(leg.pointee.spec.source) }
        guard legCount < settings.maxLegs, hasPlace(leg.pointee.spec), leg.pointee.spec.room == nil || canEnter(leg.pointee.spec.room) else {
            departed[departedCount] = leg
            departedCount += 1
            return
        }
        let slot = Int(freeSlots[settings.maxLegs - legCount - 1])
        legs.base[slot] = leg
        occupied[legCount] = Int32(truncatingIfNeeded: slot)
        leg.pointee.slot = slot
        leg.pointee.place = legCount
        legCount += 1
        takeSource(leg.pointee.spec, for: slot)
        if let room = leg.pointee.spec.room { take(slot, into: room) }
        leg.pointee.hearing.begin(inRoom: leg.pointee.room >= 0)
        if leg.pointee.direction.hears { beginHearing(slot) }
    }

    /// As everybody in its room; or alone, where it has none.
    mutating func beginHearing(_ slot: Int) {
        if legs[slot].pointee.room >= 0 { joinClass(slot) } else { beginPrivately(slot) }
    }

    mutating func ceaseHearing(_ slot: Int) {
        leaveClass(slot)
        legs[slot].pointee.hasOwnEncoder = false
        legs[slot].pointee.isSending = false
    }

    mutating func remove(_ slot: Int) {
        let leg = legs[slot]
        leg.pointee.sendReport(isGoodbye: true, at: now, clock: clock, into: outbox)
        leaveClass(slot)
        leaveRoom(slot)
        endCall(slot)
        removeAddresses(of: slot)
        legCount -= 1
        let last = occupied[legCount]
        occupied[leg.pointee.place] = last
        legs[Int(last)].pointee.place = leg.pointee.place
        freeSlots[settings.maxLegs - legCount - 1] = Int32(truncatingIfNeeded: slot)
        legs.base[slot] = nil
        departed[departedCount] = leg
        departedCount += 1
    }

    private func canEnter(_ id: RoomID?) -> Bool {
        for index in 0..<settings.maxRooms where rooms[index].id == id || rooms[index].id == nil { return true }
        return false
    }

    /// Among the members of a room, if there is a place for the room.
    mutating func take(_ slot: Int, into id: RoomID) {
        guard let room = room(id) else { return }
        let leg = legs[slot]
        leg.pointee.room = room
        leg.pointee.roomID = id
        leg.pointee.key.room = room
        rooms[room].mostTalkers = min(leg.pointee.spec.talkers ?? settings.talkers, settings.maxLegs)
        leg.pointee.roomPlace = rooms[room].insert(slot)
    }

    mutating func leaveRoom(_ slot: Int) {
        let leg = legs[slot]
        let room = leg.pointee.room
        guard room >= 0 else { return }
        let moved = rooms[room].remove(at: leg.pointee.roomPlace)
        if moved != slot { legs[moved].pointee.roomPlace = leg.pointee.roomPlace }
        if rooms[room].memberCount == 0 {
            while let dropped = rooms[room].announcements.drop() { if let id = leg.pointee.roomID { tell(.announced(id, dropped.id, .legGone)) } }
            rooms[room].close()
        }
        leg.pointee.room = -1
        leg.pointee.roomID = nil
        leg.pointee.key.room = -1
        leg.pointee.mixFrom = 0
        leg.pointee.mixTo = 0
    }

    /// The index of a room; it opens when its first leg comes, and closes with its last.
    private mutating func room(_ id: RoomID) -> Int? {
        var free: Int?
        for index in 0..<settings.maxRooms {
            if rooms[index].id == id { return index }
            if rooms[index].id == nil, free == nil { free = index }
        }
        guard let free else { return nil }
        rooms[free].open(id)
        return free
    }
}

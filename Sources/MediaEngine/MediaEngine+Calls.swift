import MediaLink
import MediaTypes

/// What callers need: announcements, recordings, and the way into a room and out of it.
extension MediaEngine {
    // MARK: into rooms and out

    /// At once from apart; from another room after one more tick, in which the leg fades out there.
    mutating func enter(_ slot: Int, _ room: RoomID) {
        guard legs[slot].pointee.room < 0 else { return move(slot, to: room) }
        take(slot, into: room)
        // A room that its last leg is just leaving still has its place for a tick, so that the control side's count is no promise.
        guard legs[slot].pointee.room >= 0 else { return tell(.turnedAway(legs[slot].pointee.identity.id, room)) }
        if legs[slot].pointee.direction.hears { joinPrivately(slot) }
    }

    mutating func move(_ slot: Int, to room: RoomID?) {
        guard legs[slot].pointee.room >= 0 else { return }
        legs[slot].pointee.isMoving = legs[slot].pointee.roomID != room
        legs[slot].pointee.destination = room
        hasMoves = true
    }

    /// Those who have faded out leave their rooms. Called when a tick begins.
    mutating func finishMoves() {
        guard hasMoves else { return }
        hasMoves = false
        for at in 0..<legCount where legs[Int(occupied[at])].pointee.isMoving {
            let slot = Int(occupied[at])
            let destination = legs[slot].pointee.destination
            let isListening = legs[slot].pointee.direction.hears
            let hadEncoder = legs[slot].pointee.hasOwnEncoder
            legs[slot].pointee.isMoving = false
            leaveClass(slot)
            leaveRoom(slot)
            if isListening, hadEncoder { legs[slot].pointee.hasOwnEncoder = true } else if isListening { beginPrivately(slot) }
            if let destination { enter(slot, destination) }
        }
    }

    /// Hold and resume.
    mutating func turn(_ slot: Int, _ direction: LegDirection) {
        let before = legs[slot].pointee.direction
        legs[slot].pointee.direction = direction
        // From whoever need not send any more no sign of life is expected.
        if before.isHeard != direction.isHeard || before == .inactive { legs[slot].pointee.presence = Presence() }
        if before.hears, !direction.hears { ceaseHearing(slot) }
        if !before.hears, direction.hears { beginHearing(slot) }
    }

    // MARK: announcements and recordings

    mutating func say(_ id: AnnouncementID, _ sound: AnnouncementSound, to leg: LegID) {
        guard let slot = slot(of: leg) else { return tell(.said(leg, id, .legGone)) }
        let speech = Speech(id, sound, isEndless: sound.manner == .loop)
        if let dropped = legs[slot].pointee.hearing.say(speech) { tell(.said(leg, dropped.id, .stopped)) }
    }

    mutating func announce(_ id: AnnouncementID, _ sound: AnnouncementSound, in room: RoomID) {
        for index in 0..<settings.maxRooms where rooms[index].id == room {
            if let dropped = rooms[index].announcements.say(Speech(id, sound, isEndless: false)) { tell(.announced(room, dropped.id, .stopped)) }
            return
        }
        tell(.announced(room, id, .legGone))
    }

    mutating func record(_ id: LegID, into memory: RecordingMemory) {
        var recorder = Recorder(memory, sampleRate: settings.mixRate)
        guard let slot = slot(of: id) else {
            recorder.finish()
            return tell(.recorded(id, isHeard: false))
        }
        endRecording(slot)
        legs[slot].pointee.recorder = recorder
    }

    private mutating func endRecording(_ slot: Int) {
        guard var recorder = legs[slot].pointee.recorder else { return }
        recorder.finish()
        legs[slot].pointee.recorder = nil
        tell(.recorded(legs[slot].pointee.identity.id, isHeard: recorder.isHeard))
    }

    /// The leg goes: all that was begun with it ends.
    mutating func endCall(_ slot: Int) {
        let id = legs[slot].pointee.identity.id
        endRecording(slot)
        let (speech, next) = legs[slot].pointee.hearing.end()
        if let speech { tell(.said(id, speech.id, .legGone)) }
        if let next { tell(.said(id, next.id, .legGone)) }
    }

    // MARK: reports

    /// What has ended in this tick, and who speaks in vain. Between the phases.
    mutating func tellCalls() {
        for at in 0..<legCount {
            let slot = Int(occupied[at])
            let leg = legs[slot]
            if let ended = leg.pointee.hearing.ended { tell(.said(leg.pointee.identity.id, ended.id, ended.end)) }
            if leg.pointee.recorder?.isOver == true { endRecording(slot) }
            if leg.pointee.reminder.isDue { _ = reports.pointee.insert(.spokeMuted(leg.pointee.identity.id)) }
        }
    }

    mutating func tellAnnouncements(_ room: Int) {
        guard let id = rooms[room].id else { return }
        while let ended = rooms[room].announcements.takeEnded() { tell(.announced(id, ended.id, ended.end)) }
    }

    /// Each leg may have two announcements and a recording that end, be refitted, and be turned away; each room three announcements.
    static func owedCapacity(_ settings: MediaSettings) -> Int { 5 * settings.maxLegs + 3 * settings.maxRooms + 2 * Chosen.mostOwedReports }

    /// A report that must not get lost: the control side keeps memory until it comes.
    mutating func tell(_ report: Report) {
        if owedCount == 0, reports.pointee.insert(report) { return }
        guard owedCount < Self.owedCapacity(settings) else { return }
        (owed + owedCount).initialize(to: report)
        owedCount += 1
    }

    mutating func payOwedReports() {
        var paid = 0
        while paid < owedCount, reports.pointee.insert(owed[paid]) { paid += 1 }
        guard paid > 0 else { return }
        for index in paid..<owedCount { owed[index - paid] = owed[index] }
        owedCount -= paid
    }
}

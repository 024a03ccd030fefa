import MediaLink
import MediaTypes
import Profiles

// From coming to leaving, in the order in which it happens.
extension Conference {
    /// Ours: for so long a seat is kept that has neither media nor anybody who fetches its events; as long as ICE can restart.
    static let patience = MediaTime.seconds(120)
    /// Ours: more than a host can look at; strangers could else fill the box.
    static let lobbyLimit = 30

    /// 1. Takes a seat, by the room's rules. Media comes with `connect`, events with `events`.
    /// - Throws: `noSuchRoom`, `pinNeeded`, `wrongPIN`, `pinPause`, `badPersonName`, `full`, `overloaded`
    public func join(_ request: JoinRequest) throws(ConferenceError) -> Seat {
        // The names of other rooms are not told to strangers.
        guard let room = try? RoomName(request.room), rooms[room] != nil else { throw .noSuchRoom(request.room, near: []) }
        let name = try PersonName.read(request.name)
        try checkLoad()
        guard let (role, isThroughLobby) = try rooms[room]?.admission(pin: request.pin, from: request.caller, at: clock()) else {
            throw .noSuchRoom(request.room, near: [])
        }
        return try takeSeat(request.kind, in: room, name: name, as: role, isThroughLobby: isThroughLobby)
    }

    /// The seat as it is now; nil when it is gone.
    public func seat(_ handle: ParticipantHandle) -> Seat? { participants[handle]?.seat }

    /// 2. What happens in the room, from now on: first the whole state, then what changes. One stream a seat: a new one ends the
    /// one before. The stream ends when the seat is gone. A reader that is slow gets the newest of each kind.
    /// - Throws: `noSuchParticipant`
    public func events(for handle: ParticipantHandle) throws(ConferenceError) -> AsyncStream<RoomEvent> {
        let participant = try find(handle)
        participant.mailbox?.close()
        let mailbox = EventMailbox()
        participants[handle]?.mailbox = mailbox
        mailbox.put(.people(peopleState(for: participant)))
        if !participant.isInLobby { mailbox.put(.talking(talking(in: participant.room))) }
        if let advice = participant.leg?.advice { mailbox.put(.advice(advice)) }
        return mailbox.stream()
    }

    /// 3. Gives a seat its media, after the keys are agreed; media that it had before goes.
    /// - Throws: `noSuchParticipant`, `inLobby`, `badLeg`, `full`, `overloaded`, `addressInUse`, `busy`
    public func connect(_ handle: ParticipantHandle, _ agreement: MediaAgreement) throws(ConferenceError) -> LegPlace {
        let participant = try find(handle)
        guard !participant.isInLobby else { throw .inLobby }
        guard let room = rooms[participant.room] else { throw .noSuchRoom(participant.room.text, near: []) }
        guard participant.kind.allows(agreement.direction) else {
            throw .badLeg("a source by WHIP only sends, and a listener only hears")
        }
        var spec = try agreement.spec(in: room.id, profile: profile(in: participant.room))
        spec.talkers = room.file.talkers
        try takeLeg(of: handle)
        let place = try addLeg(spec, to: handle)
        tellSoon(participant.room)
        return place
    }

    /// 4. The media goes, with a goodbye, or was tried in vain; the seat stays, for `connect` to come again.
    /// - Throws: `noSuchParticipant`, `busy`
    public func disconnect(_ handle: ParticipantHandle) throws(ConferenceError) {
        let participant = try find(handle)
        try takeLeg(of: handle)
        participants[handle]?.hasTriedMedia = true
        tellSoon(participant.room)
    }

    /// 5. Gives up the seat, and everything that was known of whoever had it. Nothing happens when it is gone already.
    /// - Throws: `busy`
    public func leave(_ handle: ParticipantHandle) throws(ConferenceError) {
        guard participants[handle] != nil else { return }
        try dismiss(handle, because: nil)
    }

    /// Frees the seats of those who vanished without a word, and ends what has had its time. `run` calls it now and then.
    func sweep() {
        endDiagnosticsIfDue()
        closeEmptyRooms()
        let now = clock()
        guesses.expire(at: now)
        for name in rooms.keys { rooms[name]?.expireGuesses(at: now) }
        for (handle, participant) in participants where participant.kind != .rtp {
            guard participant.leg == nil, participant.mailbox?.isClosed ?? true else {
                participants[handle]?.absentSince = nil
                continue
            }
            let since = participant.absentSince ?? now
            participants[handle]?.absentSince = since
            if now - since >= Conference.patience { forget(handle) }
        }
    }

    // MARK: with others

    /// Sweeps also when that time has passed: what is due then need not wait for the next round.
    func sweep(in span: MediaTime) {
        Task { [weak self] in
            try? await Task.sleep(for: .nanoseconds(span.nanoseconds))
            await self?.sweep()
        }
    }

    func find(_ handle: ParticipantHandle) throws(ConferenceError) -> Participant {
        guard let participant = participants[handle] else { throw .noSuchParticipant(handle.text, near: []) }
        return participant
    }

    func checkLoad() throws(ConferenceError) {
        guard !isEmpty, let load, load.degradation >= .refusesParticipants else { return }
        record(.participantRefused)
        throw .overloaded
    }

    /// Without media; what the load was before is over.
    var isEmpty: Bool { handles.isEmpty && calls.isEmpty }

    /// - Parameters: who is to come. A caller counts once: as a call, and not again for its seat.
    func checkSpace(seats: Int = 0, phoneSeats: Int = 0, calls moreCalls: Int = 0) throws(ConferenceError) {
        let limit = profile.limits.participants
        let phones = participants.values.count { $0.kind == .phone }
        let others = participants.count - phones
        guard others + seats + max(phones + phoneSeats, calls.count + moreCalls) <= limit else { throw .full(limit: limit) }
    }

    /// A seat for somebody who may come in.
    /// - Parameter lastDigits: of a caller's number
    /// - Throws: `full`
    func takeSeat(
        _ kind: ParticipantKind, in room: RoomName, name: PersonName? = nil, as role: ParticipantRole, isThroughLobby: Bool, lastDigits: String? = nil
    ) throws(ConferenceError) -> Seat {
        try checkSpace(seats: kind == .phone ? 0 : 1, phoneSeats: kind == .phone ? 1 : 0)
        if isThroughLobby {
            let waiting = participants.values.count { $0.room == room && $0.isInLobby }
            guard waiting < Conference.lobbyLimit else { throw .full(limit: Conference.lobbyLimit) }
        }
        var participant = Participant(handle: drawHandle(), kind: kind, room: room, name: name, role: role, number: drawNumber())
        if kind == .phone {
            participant.phone = freePhone(in: room)
            if rooms[room]?.file.showDigits == true { participant.lastDigits = lastDigits.flatMap(Conference.twoDigits) }
        }
        participant.isInLobby = isThroughLobby
        participant.absentSince = clock()
        participants[participant.handle] = participant
        record(.participantCame, in: room, of: participant)
        noteOccupancy(of: room)
        tellSoon(room)
        return participant.seat
    }

    /// Hands media to the media column.
    func handOver(_ spec: LegSpec) throws(ConferenceError) -> LegPlace {
        // The media thread sleeps until there is media; from here on it has to tell something.
        if isEmpty { mediaHeardAt = clock() }
        do {
            return try media.add(spec)
        } catch {
            record(.participantRefused)
            throw ConferenceError(error)
        }
    }

    /// Gives a participant its media, as silent and as loud as it is to be.
    func addLeg(_ spec: LegSpec, to handle: ParticipantHandle) throws(ConferenceError) -> LegPlace {
        guard let participant = participants[handle] else { throw .noSuchParticipant(handle.text, near: []) }
        let place = try handOver(spec)
        take(ParticipantLeg(place: place, spec: spec, adviser: Adviser(profile(in: participant.room))), for: handle)
        do {
            if participant.isSilenced { try media.setMuted(place.leg, true) }
            if participant.gain.value != 0 { try media.setGain(place.leg, participant.gain) }
            if participant.hearingGain.value != 0 { try media.setHearingGain(place.leg, participant.hearingGain) }
        } catch {
            // Nobody is heard who is not to be heard: rather no media, and once more.
            try? takeLeg(of: handle)
            throw ConferenceError(error)
        }
        return place
    }

    func take(_ leg: ParticipantLeg, for handle: ParticipantHandle) {
        participants[handle]?.leg = leg
        participants[handle]?.hasTriedMedia = true
        participants[handle]?.absentSince = nil
        handles[leg.place.leg] = handle
    }

    /// A call's media only goes apart: its caller is still to hear why.
    func takeLeg(of handle: ParticipantHandle) throws(ConferenceError) {
        guard let leg = participants[handle]?.leg?.place.leg else { return }
        do {
            if calls[leg] != nil { try media.stepOut(leg) } else { try media.remove(leg) }
        } catch {
            throw ConferenceError(error)
        }
        loseLeg(of: handle)
    }

    /// What is left to do when the media has gone, or goes by itself.
    func loseLeg(of handle: ParticipantHandle) {
        guard let participant = participants[handle], let leg = participant.leg else { return }
        handles[leg.place.leg] = nil
        participants[handle]?.leg = nil
        participants[handle]?.absentSince = clock()
        if leg.isTalking { tellTalking(participant.room) }
    }

    /// Removes a participant, with a goodbye, and tells it why.
    func dismiss(_ handle: ParticipantHandle, because reason: Moderation?) throws(ConferenceError) {
        try takeLeg(of: handle)
        if let reason { participants[handle]?.mailbox?.put(.moderation(reason)) }
        forget(handle)
    }

    /// What is left to do when the media is gone.
    func forget(_ handle: ParticipantHandle) {
        guard let participant = participants.forget(handle) else { return }
        if let leg = participant.leg { handles[leg.place.leg] = nil }
        if let call = participant.call { calls[call]?.seat = nil }
        participant.mailbox?.close()
        record(.participantLeft, in: participant.room, of: participant)
        noteOccupancy(of: participant.room)
        if !participants.values.contains(where: { $0.room == participant.room && !$0.isInLobby }) {
            // Nobody is left inside who could unlock it.
            if rooms[participant.room]?.isLocked == true { board.post(WatchedEvent(.roomUnlocked, in: participant.room)) }
            rooms[participant.room]?.isLocked = false
        }
        noteEmptiness(of: participant.room)
        tellSoon(participant.room)
    }
}

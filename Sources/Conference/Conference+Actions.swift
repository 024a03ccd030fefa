import MediaLink
import MediaTypes

// What participants do themselves, and what hosts do. A host acts on its own room only; whoever is elsewhere does not exist for it.
extension Conference {
    // MARK: one's own

    /// Mutes oneself, or makes oneself heard again.
    /// - Throws: `noSuchParticipant`, `mutedByAdmin`, `busy`
    public func setOwnMute(_ handle: ParticipantHandle, _ isMuted: Bool) throws(ConferenceError) {
        let participant = try find(handle)
        guard isMuted || !participant.isMutedByAdmin else { throw .mutedByAdmin }
        try silence(handle, isMuted)
    }

    /// Raises one's hand, or lowers it.
    /// - Throws: `noSuchParticipant`, `inLobby`
    public func setHand(_ handle: ParticipantHandle, _ isUp: Bool) throws(ConferenceError) {
        let participant = try find(handle)
        guard !participant.isInLobby else { throw .inLobby }
        participants[handle]?.hasHandUp = isUp
        tellSoon(participant.room)
    }

    // MARK: a host's; each throws `notHost` to others, `noSuchParticipant` for whoever is not in the host's room, and `busy`

    /// Mutes somebody. The person can undo it; the host cannot, and can only ask.
    public func mute(_ handle: ParticipantHandle, by host: ParticipantHandle) throws(ConferenceError) {
        let target = try guest(handle, of: host)
        guard !target.isInLobby else { throw .inLobby }
        try muteForHost(target)
    }

    /// Mutes everybody but the host itself.
    public func muteAll(by host: ParticipantHandle) throws(ConferenceError) {
        let room = try actingHost(host).room
        for target in occupants(of: room) where target.handle != host && !target.isInLobby { try muteForHost(target) }
    }

    /// Asks somebody to unmute: nobody's microphone is opened by others. Who has no buttons, a gateway or a player, has nobody to be
    /// asked and has never muted itself: it is heard again.
    public func askToUnmute(_ handle: ParticipantHandle, by host: ParticipantHandle) throws(ConferenceError) {
        let target = try guest(handle, of: host)
        guard !target.isInLobby else { throw .inLobby }
        guard target.isMuted else { return }
        if target.kind.hasButtons {
            target.mailbox?.put(.moderation(.unmuteAsked))
        } else {
            try silence(handle, false)
        }
    }

    /// Shows somebody the door, also somebody in the lobby.
    public func removeParticipant(_ handle: ParticipantHandle, by host: ParticipantHandle) throws(ConferenceError) {
        try dismiss(try guest(handle, of: host).handle, because: .removed)
    }

    /// Locks the room: who comes without the host PIN waits in the lobby. Or unlocks it; who waits goes on waiting.
    public func setLocked(_ isLocked: Bool, by host: ParticipantHandle) throws(ConferenceError) {
        setLocked(try actingHost(host).room, isLocked)
    }

    func setLocked(_ room: RoomName, _ isLocked: Bool) {
        guard rooms[room]?.isLocked != isLocked else { return }
        rooms[room]?.isLocked = isLocked
        board.post(WatchedEvent(isLocked ? .roomLocked : .roomUnlocked, in: room))
        for one in occupants(of: room) where !one.isInLobby { one.mailbox?.put(.moderation(isLocked ? .locked : .unlocked)) }
        tellSoon(room)
    }

    /// Lets somebody in from the lobby. Nothing happens to who is inside already.
    public func admit(_ handle: ParticipantHandle, by host: ParticipantHandle) throws(ConferenceError) {
        letIn(try guest(handle, of: host))
    }

    /// Lets in who has waited longest.
    /// - Returns: false where nobody waits
    public func admitNext(by host: ParticipantHandle) throws(ConferenceError) -> Bool {
        let room = try actingHost(host).room
        guard let next = occupants(of: room).first(where: \.isInLobby) else { return false }
        letIn(next)
        return true
    }

    /// Gives somebody another name, also itself and who waits; nil takes the name away.
    /// - Throws: also `badPersonName`
    public func rename(_ handle: ParticipantHandle, to name: String?, by host: ParticipantHandle) throws(ConferenceError) {
        try setName(of: guest(handle, of: host), to: name)
    }

    /// Ends the meeting: removes everybody, also the host and who waits. The room stays open, and is not locked.
    public func end(by host: ParticipantHandle) throws(ConferenceError) {
        let room = try actingHost(host).room
        // The host last: if the media column is too busy for somebody, it can be tried again.
        for one in occupants(of: room) where one.handle != host { try dismiss(one.handle, because: .ended) }
        try dismiss(host, because: .ended)
    }

    // MARK: with others

    /// Mutes by oneself or by a host, or undoes it; an admin's mute holds on.
    func silence(_ handle: ParticipantHandle, _ isMuted: Bool) throws(ConferenceError) {
        let participant = try find(handle)
        guard participant.isMuted != isMuted else { return }
        try applyMute(of: participant, isMuted || participant.isMutedByAdmin)
        participants[handle]?.isMuted = isMuted
        tellSoon(participant.room)
    }

    func applyMute(of participant: Participant, _ isSilenced: Bool) throws(ConferenceError) {
        guard let leg = participant.leg else { return }
        do { try media.setMuted(leg.place.leg, isSilenced) } catch { throw ConferenceError(error) }
    }

    func setName(of participant: Participant, to text: String?) throws(ConferenceError) {
        let name = try PersonName.read(text)
        guard participant.name != name else { return }
        participants[participant.handle]?.name = name
        tellSoon(participant.room)
    }

    func letIn(_ participant: Participant) {
        guard participant.isInLobby else { return }
        participants[participant.handle]?.isInLobby = false
        board.post(WatchedEvent(.participantAdmitted, in: participant.room, of: participants[participant.handle]))
        noteOccupancy(of: participant.room)
        participant.mailbox?.put(.moderation(.admitted))
        if let mailbox = participant.mailbox { mailbox.put(.talking(talking(in: participant.room))) }
        tellSoon(participant.room)
    }

    private func muteForHost(_ target: Participant) throws(ConferenceError) {
        guard !target.isMuted else { return }
        try silence(target.handle, true)
        target.mailbox?.put(.moderation(.mutedByHost))
    }

    /// Whoever waits in the lobby is no host yet, whatever PIN it came with.
    private func actingHost(_ handle: ParticipantHandle) throws(ConferenceError) -> Participant {
        guard let host = participants[handle], host.role == .host, !host.isInLobby else { throw .notHost }
        return host
    }

    private func guest(_ handle: ParticipantHandle, of host: ParticipantHandle) throws(ConferenceError) -> Participant {
        let host = try actingHost(host)
        guard let target = participants[handle], target.room == host.room else { throw .noSuchParticipant(handle.text, near: []) }
        return target
    }
}

import MediaLink
import MediaTypes
import Profiles

/// What a new participant needs to know to send and to hear.
public struct Admission: Sendable {
    public let participant: ParticipantSnapshot
    public let place: LegPlace
    public let payloadType: UInt8
    public let redPayloadType: UInt8?
    public let eventPayloadType: UInt8?
    /// The keys in use, whoever made them; nil without SRTP.
    public let srtp: SRTPKeys?
}

// What an admin does with participants of all kinds.
extension Conference {
    /// Admits a participant that sends and hears plain RTP or SRTP: it has its media from the beginning, and no PIN is asked.
    public func addLeg(_ request: LegRequest, toRoom text: String) throws(ConferenceError) -> Admission {
        let (name, room) = try findRoom(text)
        try checkSpace(seats: 1)
        var spec = try request.spec(in: room.id, profile: profile(in: name))
        spec.talkers = room.file.talkers
        let participant = Participant(handle: drawHandle(), kind: .rtp, room: name, number: drawNumber())
        participants[participant.handle] = participant
        let place: LegPlace
        do {
            place = try addLeg(spec, to: participant.handle)
        } catch {
            participants.forget(participant.handle)
            throw error
        }
        record(.participantCame, in: name, of: participant)
        noteOccupancy(of: name)
        tellSoon(name)
        return Admission(participant: try snapshot(of: participant.handle), place: place, payloadType: spec.payloadType,
                         redPayloadType: spec.redPayloadType, eventPayloadType: spec.eventPayloadType, srtp: spec.srtp)
    }

    /// Who is there, by room and then in the order in which they came.
    /// - Parameter room: nil for all rooms
    public func listParticipants(room text: String? = nil) throws(ConferenceError) -> [ParticipantSnapshot] {
        let names = try text.map { text throws(ConferenceError) in [try findRoom(text).name] } ?? rooms.keys.sorted()
        return names.flatMap { occupants(of: $0).map { snapshot($0) } }
    }

    /// Silences a participant, or lets it be heard again. It hears the room in either case. Only an admin can undo an admin's
    /// mute; but not even an admin opens the microphone of a person who is muted otherwise: the person is asked.
    public func setMuted(_ handle: String, _ isMuted: Bool) throws(ConferenceError) -> ParticipantSnapshot {
        let participant = try findByText(handle)
        let asks = !isMuted && participant.isMuted && participant.kind.hasButtons
        try applyMute(of: participant, isMuted || asks)
        participants[participant.handle]?.isMutedByAdmin = isMuted
        if !isMuted, !asks { participants[participant.handle]?.isMuted = false }
        if isMuted, !participant.isSilenced { participant.mailbox?.put(.moderation(.mutedByHost)) }
        if asks { participant.mailbox?.put(.moderation(.unmuteAsked)) }
        tellSoon(participant.room)
        return try snapshot(of: participant.handle)
    }

    /// Makes a participant louder or softer for everybody.
    /// - Parameter gain: -60 to 20 dB; 0 leaves the voice as it comes
    public func setGain(_ handle: String, _ gain: Decibels) throws(ConferenceError) -> ParticipantSnapshot {
        guard (-60...20).contains(gain.value) else { throw .badGain(gain.value) }
        let participant = try findByText(handle)
        if let leg = participant.leg {
            do { try media.setGain(leg.place.leg, gain) } catch { throw ConferenceError(error) }
        }
        participants[participant.handle]?.gain = gain
        return try snapshot(of: participant.handle)
    }

    /// Gives a participant another name, in the place of a host; nil takes it away.
    public func renameParticipant(_ handle: String, to name: String?) throws(ConferenceError) -> ParticipantSnapshot {
        let participant = try findByText(handle)
        try setName(of: participant, to: name)
        return try snapshot(of: participant.handle)
    }

    /// Makes somebody a host, or a guest again, for as long as the person is here: who comes anew has the role that its PIN gives.
    public func setRole(_ handle: String, _ role: ParticipantRole) throws(ConferenceError) -> ParticipantSnapshot {
        let participant = try findByText(handle)
        participants[participant.handle]?.role = role
        tellSoon(participant.room)
        return try snapshot(of: participant.handle)
    }

    /// Lets somebody in from the lobby, in the place of a host.
    public func admitParticipant(_ handle: String) throws(ConferenceError) -> ParticipantSnapshot {
        let participant = try findByText(handle)
        letIn(participant)
        return try snapshot(of: participant.handle)
    }

    /// Shows a participant the door, with a goodbye.
    public func removeParticipant(_ handle: String) throws(ConferenceError) {
        try dismiss(try findByText(handle).handle, because: .removed)
    }

    private func findByText(_ handle: String) throws(ConferenceError) -> Participant {
        guard let participant = participants[ParticipantHandle(handle)] else {
            throw .noSuchParticipant(handle, near: NearNames.to(handle, among: participants.keys.map(\.text)))
        }
        return participant
    }

    private func snapshot(of handle: ParticipantHandle) throws(ConferenceError) -> ParticipantSnapshot {
        snapshot(try find(handle))
    }
}

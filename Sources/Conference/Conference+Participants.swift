import MediaLink
import MediaTypes
import Profiles

/// What a new participant needs to know to send and to hear.
public struct Admission: Sendable {
    public let participant: ParticipantSnapshot
    public let redPayloadType: UInt8?
    public let eventPayloadType: UInt8?
    /// The keys in use, whoever made them; nil without SRTP.
    public let srtp: SRTPKeys?
}

extension Conference {
    /// Admits a participant that sends and hears plain RTP or SRTP.
    public func addLeg(_ request: LegRequest, toRoom text: String) throws(ConferenceError) -> Admission {
        let (name, room) = try findRoom(text)
        let limit = profile.limits.participants
        guard participants.count < limit else { throw .full(limit: limit) }
        let spec = try request.spec(in: room, profile: profile)
        let place: LegPlace
        do {
            place = try media.add(spec)
        } catch {
            logger.record(.participantRefused)
            throw ConferenceError(error)
        }
        let participant = Participant(
            handle: drawHandle(), kind: .rtp, room: name, place: place, format: spec.format, direction: spec.direction,
            payloadType: spec.payloadType, packetTime: spec.packetTime, bitrate: spec.bitrate, isEncrypted: spec.srtp != nil)
        participants[place.leg] = participant
        legs[participant.handle] = place.leg
        logger.record(.participantCame)
        return Admission(participant: ParticipantSnapshot(participant), redPayloadType: spec.redPayloadType,
                         eventPayloadType: spec.eventPayloadType, srtp: spec.srtp)
    }

    /// Who is there, by room and then in the order in which they came.
    /// - Parameter room: nil for all rooms
    public func listParticipants(room text: String? = nil) throws(ConferenceError) -> [ParticipantSnapshot] {
        let names = try text.map { text throws(ConferenceError) in [try findRoom(text).name] } ?? rooms.keys.sorted()
        return names.flatMap { occupants(of: $0).map(ParticipantSnapshot.init) }
    }

    /// Silences a participant, or lets it be heard again. It hears the room in either case.
    public func setMuted(_ handle: String, _ isMuted: Bool) throws(ConferenceError) -> ParticipantSnapshot {
        let leg = try findLeg(handle)
        do { try media.setMuted(leg, isMuted) } catch { throw ConferenceError(error) }
        participants[leg]?.isMuted = isMuted
        return try participant(at: leg, handle: handle)
    }

    /// Makes a participant louder or softer for everybody.
    /// - Parameter gain: -60 to 20 dB; 0 leaves the voice as it comes
    public func setGain(_ handle: String, _ gain: Decibels) throws(ConferenceError) -> ParticipantSnapshot {
        guard (-60...20).contains(gain.value) else { throw .badGain(gain.value) }
        let leg = try findLeg(handle)
        do { try media.setGain(leg, gain) } catch { throw ConferenceError(error) }
        participants[leg]?.gain = gain
        return try participant(at: leg, handle: handle)
    }

    /// Shows a participant the door, with a goodbye.
    public func removeParticipant(_ handle: String) throws(ConferenceError) {
        let leg = try findLeg(handle)
        if let participant = participants[leg] { try remove(participant) }
    }

    func remove(_ participant: Participant) throws(ConferenceError) {
        do { try media.remove(participant.place.leg) } catch { throw ConferenceError(error) }
        forget(participant.place.leg)
    }

    func forget(_ leg: LegID) {
        guard let participant = participants.removeValue(forKey: leg) else { return }
        legs[participant.handle] = nil
        logger.record(.participantLeft)
    }

    private func findLeg(_ handle: String) throws(ConferenceError) -> LegID {
        guard let leg = legs[ParticipantHandle(handle)] else {
            throw .noSuchParticipant(handle, near: NearNames.to(handle, among: legs.keys.map(\.text)))
        }
        return leg
    }

    private func participant(at leg: LegID, handle: String) throws(ConferenceError) -> ParticipantSnapshot {
        guard let participant = participants[leg] else { throw .noSuchParticipant(handle, near: []) }
        return ParticipantSnapshot(participant)
    }
}

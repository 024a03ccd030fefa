import MediaLink
import MediaTypes

/// The media of a call. It is there before its caller has a seat, and after: apart, where it hears what is said to it alone.
public struct CallLeg: Sendable {
    public let place: LegPlace
    /// For one reader. Whoever is slow loses the oldest beyond 64; the stream ends after `gone`.
    public let news: AsyncStream<LegNews>
}

/// What happens to the media of a call.
public enum LegNews: Sendable, Equatable {
    case said(AnnouncementID, AnnouncementEnd)
    case recorded(isHeard: Bool)
    /// A telephone key, RFC 4733 event 0 to 15.
    case digit(UInt8)
    /// Music or tones come from there, and are not heard by others; or speech again.
    case musicHeard(Bool)
    /// Is muted and speaks.
    case spokeMuted
    /// Nothing has come from there for so long: each second from the tenth on.
    case silent(MediaTime)
    /// There was no place for the room: it is apart again, and its seat has no media.
    case turnedAway
    /// The last: the media column has given the leg back, or has given it up by itself.
    case gone
}

/// A call, as the conference keeps it.
struct Call {
    let place: LegPlace
    var spec: LegSpec
    let news: AsyncStream<LegNews>.Continuation
    /// The seat whose media it is, or was before it had to wait in the lobby.
    var seat: ParticipantHandle?
    /// It was hung up; what is left is that the media column gives the leg back.
    var isOver = false
}

// The media of callers, in the order in which it happens. What is said to a leg alone, and recorded of it, is between whoever added it
// and the media column.
extension Conference {
    /// Ours: so many news wait for who reads them slowly.
    static let waitingNews = 64
    /// Ours: pauses in speech are shorter, and a line in order sends comfort noise or RTCP within them.
    static let silenceToTell = MediaTime.seconds(10)

    /// 1. Gives a call its media, apart from all rooms. It counts as a participant from now on.
    /// - Throws: `full`, `overloaded`, `badLeg`, `addressInUse`, `busy`
    public func addCall(_ spec: LegSpec) throws(ConferenceError) -> CallLeg {
        try checkSpace(calls: 1)
        var spec = spec
        spec.room = nil
        let place = try handOver(spec)
        let (news, continuation) = AsyncStream.makeStream(of: LegNews.self, bufferingPolicy: .bufferingNewest(Conference.waitingNews))
        calls[place.leg] = Call(place: place, spec: spec, news: continuation)
        return CallLeg(place: place, news: news)
    }

    /// 2. Makes the call the media of a seat: its caller hears the room and is heard, as silent and as loud as the seat is to be.
    /// - Throws: `noSuchParticipant`, `inLobby`, `badLeg` for a call that is over or has another seat, `busy`
    public func bringIn(_ leg: LegID, as handle: ParticipantHandle) throws(ConferenceError) {
        let call = try findCall(leg)
        let participant = try find(handle)
        guard !participant.isInLobby else { throw .inLobby }
        guard let room = rooms[participant.room] else { throw .noSuchRoom(participant.room.text, near: []) }
        guard participant.kind == .phone, call.seat ?? handle == handle, participant.call ?? leg == leg else {
            throw .badLeg("a call has one seat, and a caller's seat one call; end the call that the other has")
        }
        guard participant.leg == nil else { return }
        if call.spec.talkers != room.file.talkers {
            // The newest member of a room brings along how many are heard there at once.
            var spec = call.spec
            spec.talkers = room.file.talkers
            _ = try refit(call, spec)
        }
        do {
            // In this order: nobody is heard who is not to be heard.
            try media.setMuted(leg, participant.isSilenced)
            try media.setGain(leg, participant.gain)
            try media.setHearingGain(leg, participant.hearingGain)
            try media.enter(leg, room: room.id)
        } catch {
            throw ConferenceError(error)
        }
        calls[leg]?.seat = handle
        participants[handle]?.call = leg
        take(ParticipantLeg(place: call.place, spec: calls[leg]?.spec ?? call.spec, adviser: Adviser(profile(in: participant.room))), for: handle)
        tellSoon(participant.room)
    }

    /// 3. Takes the media of a seat apart again, and the seat to the lobby, from where a host can admit it.
    /// - Throws: `noSuchParticipant`, `badLeg` for who has not come by telephone, `busy`
    public func bringOut(_ handle: ParticipantHandle) throws(ConferenceError) {
        let participant = try find(handle)
        guard participant.kind == .phone else { throw .badLeg("only a caller can be sent to the lobby") }
        guard !participant.isInLobby else { return }
        try takeLeg(of: handle)
        participants[handle]?.isInLobby = true
        participants[handle]?.hasHandUp = false
        participants[handle]?.hasTriedMedia = false
        tellSoon(participant.room)
    }

    /// 4. Other media for the same call: a codec, an address, keys, a packet time. Whoever has it stays where it is.
    /// - Throws: `badLeg`, `addressInUse`, `busy`
    public func refitCall(_ leg: LegID, _ spec: LegSpec) throws(ConferenceError) -> LegPlace {
        let call = try findCall(leg)
        var spec = spec
        spec.talkers = call.spec.talkers
        return try refit(call, spec)
    }

    /// Hold and resume.
    /// - Throws: `badLeg` for a call that is over, `busy`
    public func turnCall(_ leg: LegID, _ direction: LegDirection) throws(ConferenceError) {
        let call = try findCall(leg)
        do { try media.turn(leg, direction) } catch { throw ConferenceError(error) }
        calls[leg]?.spec.direction = direction
        if let seat = call.seat { participants[seat]?.leg?.terms.direction = direction }
    }

    /// 5. The call is over: its media goes, with a goodbye, and its seat, if it has one. Nothing happens when it is over already. A seat that
    /// never had its media, because it waited in the lobby, is given up by `leave`.
    public func endCall(_ leg: LegID) {
        guard let call = calls[leg], !call.isOver else { return }
        calls[leg]?.isOver = true
        if let seat = call.seat {
            loseLeg(of: seat)
            forget(seat)
        }
        removeCall(leg)
    }

    /// Everybody in the room hears it.
    public func announce(_ announcement: Announcement, inRoom name: String) {
        guard let name = try? RoomName(name), let room = rooms[name] else { return }
        // A notice that comes late is worse than none.
        _ = try? media.announce(announcement, in: room.id)
    }

    /// How loud a participant hears the room.
    /// - Throws: `noSuchParticipant`, `badGain`, `busy`
    public func setOwnGain(_ handle: ParticipantHandle, _ gain: Decibels) throws(ConferenceError) {
        guard (-60...20).contains(gain.value) else { throw .badGain(gain.value) }
        let participant = try find(handle)
        if let leg = participant.leg {
            do { try media.setHearingGain(leg.place.leg, gain) } catch { throw ConferenceError(error) }
        }
        participants[handle]?.hearingGain = gain
    }

    // MARK: with others

    func tell(_ leg: LegID, _ news: LegNews) { calls[leg]?.news.yield(news) }

    /// A call that was brought in has found no place.
    func noteTurnedAway(_ leg: LegID, _ room: RoomID) {
        // It may have left since, and come in elsewhere.
        guard let seat = calls[leg]?.seat, let participant = participants[seat], participant.leg != nil, rooms[participant.room]?.id == room
        else { return }
        loseLeg(of: seat)
        record(.participantRefused, in: participant.room, of: participant)
        tell(leg, .turnedAway)
        tellSoon(participant.room)
    }

    /// The leg of a call is no more.
    /// - Returns: false for a leg that is no call's
    func noteCallGone(_ leg: LegID) -> Bool {
        guard let call = calls.forget(leg) else { return false }
        if let seat = call.seat {
            loseLeg(of: seat)
            forget(seat)
        }
        call.news.yield(.gone)
        call.news.finish()
        return true
    }

    /// What could not be removed when the media column had too much to do.
    func removeCallsThatAreOver() {
        guard !unremovedCalls.isEmpty else { return }
        let legs = unremovedCalls
        unremovedCalls = []
        for leg in legs where calls[leg] != nil { removeCall(leg) }
    }

    private func removeCall(_ leg: LegID) {
        // Of a leg that is gone already, the report is under way.
        do { try media.remove(leg) } catch { if error == .busy { unremovedCalls.append(leg) } }
    }

    private func refit(_ call: Call, _ spec: LegSpec) throws(ConferenceError) -> LegPlace {
        let leg = call.place.leg
        let place: LegPlace
        do { place = try media.refit(leg, spec) } catch { throw ConferenceError(error) }
        calls[leg]?.spec = spec
        if let seat = call.seat { participants[seat]?.leg?.terms = MediaTerms(spec) }
        return place
    }

    private func findCall(_ leg: LegID) throws(ConferenceError) -> Call {
        guard let call = calls[leg], !call.isOver else { throw .badLeg("this call is over; a new one has media of its own") }
        return call
    }
}

import MediaEngine
import MediaLink
import MediaTypes

/// What callers need. The memory of announcements and recordings is kept here until the media thread has told that it is done with it.
extension MediaService {
    public func enter(_ leg: LegID, room: RoomID) throws(MediaError) { try order(.enter(leg, room)) }
    public func stepOut(_ leg: LegID) throws(MediaError) { try order(.stepOut(leg)) }

    public func say(_ announcement: Announcement, to leg: LegID) throws(MediaError) -> AnnouncementID {
        try lend(announcement) { .say(leg, $0, announcement.sound) }
    }

    public func stopSaying(_ leg: LegID) throws(MediaError) { try order(.stopSaying(leg)) }

    @discardableResult public func announce(_ announcement: Announcement, in room: RoomID) throws(MediaError) -> AnnouncementID {
        try lend(announcement) { .announce(room, $0, announcement.sound) }
    }

    private func lend(_ announcement: Announcement, by command: (AnnouncementID) -> Command) throws(MediaError) -> AnnouncementID {
        let id = books.withLock { books -> AnnouncementID? in
            let id = AnnouncementID(books.nextAnnouncement)
            guard !books.isStopped, thread.pointee.commands.insert(command(id)) else { return nil }
            books.nextAnnouncement += 1
            books.announcements[id] = announcement
            return id
        }
        guard let id else { throw .busy }
        wake()
        return id
    }

    public func record(_ leg: LegID, into recording: Recording) throws(MediaError) {
        guard recording.sampleRate == settings.mixRate else { throw .badSpec("recording: its sample rate must be the mix rate of the profile") }
        guard recording.use() else { throw .badSpec("recording: it was used before; each serves once") }
        let isInserted = books.withLock { books in
            guard !books.isStopped, thread.pointee.commands.insert(.record(leg, recording.memory)) else { return false }
            books.recordings[leg, default: []].append(recording)
            return true
        }
        guard isInserted else { throw .busy }
        wake()
    }

    public func stopRecording(_ leg: LegID) throws(MediaError) { try order(.stopRecording(leg)) }
    public func turn(_ leg: LegID, _ direction: LegDirection) throws(MediaError) { try order(.turn(leg, direction)) }
    public func setHearingGain(_ leg: LegID, _ gain: Decibels) throws(MediaError) { try order(.hearingGain(leg, gain)) }

    public func refit(_ leg: LegID, _ spec: LegSpec) throws(MediaError) -> LegPlace {
        guard let entry = books.withLock({ $0.legs[leg] }) else { throw .noSuchLeg }
        var spec = spec
        spec.port = entry.port
        let settings = settings
        if let problem = MediaEngine.problem(with: spec, settings: settings) { throw .badSpec(problem.description) }
        guard spec.isMobile == (entry.source == nil && entry.port == nil) else { throw .badSpec("mobile: a leg stays mobile, or not, as it was added") }
        guard let box = MediaEngine.build(spec, identity: entry.identity, settings: settings) else {
            throw .badSpec("SRTP keys: of the wrong length for their suite, or refused by libcrypto")
        }
        do {
            try books.withLock { (books) throws(MediaError) in try refit(leg, spec, box, in: &books) }
        } catch {
            MediaEngine.free(box)
            throw error
        }
        wake()
        return LegPlace(leg: leg, localPort: entry.port?.port ?? localAddress.port, ssrc: entry.identity.ssrc)
    }

    /// In the books and in the ring at once: refits reach the media thread in the order in which the books have them.
    private func refit(_ leg: LegID, _ spec: LegSpec, _ box: LegBox, in books: inout Books) throws(MediaError) {
        guard !books.isStopped else { throw .busy }
        guard let entry = books.legs[leg] else { throw .noSuchLeg }
        let isElsewhere = entry.source != nil && entry.source != spec.source
        guard !isElsewhere || !books.sources.contains(spec.source) else { throw .addressInUse }
        guard thread.pointee.commands.insert(.refit(box, keepsKeys: [spec.srtp, spec.controlSRTP] == entry.keys)) else { throw .busy }
        if isElsewhere, let before = entry.source {
            books.sources.remove(before)
            books.sources.insert(spec.source)
            books.legs[leg]?.source = spec.source
        }
        books.legs[leg]?.keys = [spec.srtp, spec.controlSRTP]
    }
}

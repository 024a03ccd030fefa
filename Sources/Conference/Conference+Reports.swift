import MediaLink
import MediaTypes

extension Conference {
    /// Takes what the media column reports, and frees seats that were left without a word, until the task is cancelled.
    public func run() async {
        let wakes = ReportWakes(descriptor: media.reportDescriptor)
        let sweeping = Task { [weak self] in
            while (try? await Task.sleep(for: .seconds(10))) != nil { await self?.sweep() }
        }
        // What was reported before anybody watched.
        takeReports()
        for await _ in wakes.stream { takeReports() }
        sweeping.cancel()
        wakes.stop()
    }

    private func takeReports() {
        for report in media.takeReports() {
            switch report {
            case .leg(let leg): note(leg)
            case .load(let newest): note(newest)
            case .removed(let leg, _): noteRemoved(leg)
            // Keys steer nothing for participants of the kinds there are.
            case .digit: break
            case .talking(let leg, let isTalking): noteTalking(leg, isTalking)
            case .said, .announced, .recorded, .musicHeard, .spokeMuted, .refitted: break
            }
        }
    }

    func note(_ report: LegReport) {
        guard let handle = handles[report.leg], let participant = participants[handle] else { return }
        guard let news = participants[handle]?.leg?.note(report) else { return }
        noteTalking(report.leg, report.isTalking)
        if let advice = news.advice { participant.mailbox?.put(.advice(advice)) }
        if news.isQualityNew { tellSoon(participant.room) }
    }

    /// Media that was taken by command is forgotten already; the media column may also have given it up by itself.
    private func noteRemoved(_ leg: LegID) {
        guard let handle = handles.removeValue(forKey: leg), let participant = participants[handle] else { return }
        // Plain RTP has no seat beside its media, and no way to come again.
        if participant.kind == .rtp { return forget(handle) }
        participants[handle]?.leg = nil
        participants[handle]?.absentSince = clock()
        if participant.isTalking { tellTalking(participant.room) }
        tellSoon(participant.room)
    }

    private func note(_ newest: LoadReport) {
        let before = load?.degradation ?? .none
        load = newest
        if newest.degradation > before { logger.record(.overloaded) }
        if newest.degradation == .none, before != .none { logger.record(.recovered) }
    }

    /// The whole box at one moment.
    public func snapshot() -> BoxSnapshot {
        var load = LoadSnapshot(load ?? LoadReport())
        if handles.isEmpty {
            // An empty box sleeps and tells nothing; what it told last is over.
            load.load = 0
            load.meanTickMs = 0
            load.longestTickMs = 0
            load.talkers = 0
            load.encodeClasses = 0
            load.privateEncoders = 0
        }
        return BoxSnapshot(
            profile: profileName, upSeconds: Int(start.duration(to: .now).components.seconds),
            participantLimit: profile.limits.participants, load: load, rooms: listRooms(),
            participants: rooms.keys.sorted().flatMap { occupants(of: $0).map(ParticipantSnapshot.init) })
    }
}

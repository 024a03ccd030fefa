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
        removeCallsThatAreOver()
        for report in media.takeReports() {
            switch report {
            case .leg(let leg): note(leg)
            case .load(let newest): note(newest)
            case .removed(let leg, _): noteRemoved(leg)
            // Keys steer nothing for participants of other kinds.
            case .digit(let leg, let key): tell(leg, .digit(key))
            case .said(let leg, let announcement, let end): tell(leg, .said(announcement, end))
            case .recorded(let leg, let isHeard): tell(leg, .recorded(isHeard: isHeard))
            case .musicHeard(let leg, let isMusic): tell(leg, .musicHeard(isMusic))
            case .spokeMuted(let leg): tell(leg, .spokeMuted)
            case .turnedAway(let leg, let room): noteTurnedAway(leg, room)
            case .talking(let leg, let isTalking): noteTalking(leg, isTalking)
            // Nobody waits for either.
            case .announced, .refitted: break
            }
        }
    }

    func note(_ report: LegReport) {
        packets.note(report.counters, of: report.leg)
        if report.silentFor >= Conference.silenceToTell { tell(report.leg, .silent(report.silentFor)) }
        guard let handle = handles[report.leg], let participant = participants[handle] else { return }
        guard let news = participants[handle]?.leg?.note(report) else { return }
        noteTalking(report.leg, report.isTalking)
        if let advice = news.advice { participant.mailbox?.put(.advice(advice)) }
        if news.isQualityNew { tellSoon(participant.room) }
    }

    /// Media that was taken by command is forgotten already; the media column may also have given it up by itself.
    private func noteRemoved(_ leg: LegID) {
        packets.forget(leg)
        // Nor has a call: who calls again takes another seat.
        if noteCallGone(leg) { return }
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
        mediaHeardAt = clock()
        if newest.degradation > before { record(.overloaded) }
        if newest.degradation == .none, before != .none { record(.recovered) }
    }

    /// The whole box at one moment.
    public func snapshot() -> BoxSnapshot {
        var load = LoadSnapshot(load ?? LoadReport())
        if isEmpty {
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
            participantLimit: profile.limits.participants, load: load, packets: PacketSnapshot(packets.all), isRealtime: media.isRealtime,
            calls: calls.count, rooms: listRooms(),
            participants: rooms.keys.sorted().flatMap { occupants(of: $0).map { snapshot($0) } })
    }
}

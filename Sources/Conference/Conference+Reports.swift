import MediaLink
import MediaTypes

extension Conference {
    /// Takes what the media column reports, until the task is cancelled.
    public func run() async {
        let wakes = ReportWakes(descriptor: media.reportDescriptor)
        // What was reported before anybody watched.
        takeReports()
        for await _ in wakes.stream { takeReports() }
        wakes.stop()
    }

    private func takeReports() {
        for report in media.takeReports() {
            switch report {
            case .leg(let leg): participants[leg.leg]?.note(leg)
            case .load(let newest): note(newest)
            // Whoever left by command is forgotten already; the media column may also have given up a leg by itself.
            case .removed(let leg, _): forget(leg)
            // Keys steer nothing for participants of the kinds there are.
            case .digit, .talking: break
            }
        }
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
        if participants.isEmpty {
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

import MediaTypes

/// Where the media of a participant goes.
public struct MediaRoute: Sendable, Codable, Equatable {
    /// `192.0.2.7:5004` or `[2001:db8::7]:5004`.
    public var remote: String
    /// Further addresses that have proved themselves by ICE; empty for other kinds.
    public var alternatives: [String]

    public init(remote: TransportAddress, alternatives: [TransportAddress] = []) {
        self.remote = MediaRoute.text(remote)
        self.alternatives = alternatives.map(MediaRoute.text)
    }

    private static func text(_ address: TransportAddress) -> String {
        "\(address.ipv4 == nil ? "[\(address.addressText)]" : address.addressText):\(address.port)"
    }
}

/// Whoever leads the media of participants that move, and so knows where they are now.
public protocol MediaRoutes: AnyObject, Sendable {
    /// Nil for whom it does not lead.
    func route(of handle: ParticipantHandle) -> MediaRoute?
}

/// Whether admins are shown addresses, and for how long.
public struct DiagnosticsState: Sendable, Codable, Equatable {
    public var isOn: Bool
    public var secondsLeft: Int
}

// For a short time admins are shown where the media of participants goes. Everybody with a page is told meanwhile.
extension Conference {
    /// Ours: whoever looks for longer than that is not mending anything.
    public static let longestDiagnostics = MediaTime.seconds(3_600)

    /// Whom to ask where participants are.
    public func follow(_ routes: any MediaRoutes) { self.routes = routes }

    /// How it stands.
    public func diagnostics() -> DiagnosticsState {
        DiagnosticsState(isOn: diagnosticsSecondsLeft != nil, secondsLeft: diagnosticsSecondsLeft ?? 0)
    }

    /// Shows admins addresses from now on, for that long from now and an hour at most; held in memory only, so a restart ends it too.
    public func startDiagnostics(for span: MediaTime) -> DiagnosticsState {
        let isNew = diagnosticsSecondsLeft == nil
        let span = min(span, Conference.longestDiagnostics)
        diagnosticsEnd = clock() + span
        if isNew { record(.diagnosticsOn) }
        tellEverybody()
        sweep(in: span)
        return diagnostics()
    }

    /// Ends it; nothing happens when it is over already.
    public func endDiagnostics() -> DiagnosticsState {
        if diagnosticsEnd != nil {
            diagnosticsEnd = nil
            record(.diagnosticsOff)
            tellEverybody()
        }
        return diagnostics()
    }

    // MARK: with others

    /// Nil while nobody is shown anything. It depends on the time alone, not on whether somebody has looked at it in time.
    public var diagnosticsSecondsLeft: Int? {
        guard let end = diagnosticsEnd else { return nil }
        let left = end - clock()
        return left > .zero ? Int((left.nanoseconds + 999_999_999) / 1_000_000_000) : nil
    }

    func endDiagnosticsIfDue() {
        if diagnosticsEnd != nil, diagnosticsSecondsLeft == nil { _ = endDiagnostics() }
    }

    /// A participant as admins are told of it.
    func snapshot(_ participant: Participant) -> ParticipantSnapshot {
        ParticipantSnapshot(participant, route: diagnosticsSecondsLeft == nil ? nil : route(of: participant))
    }

    private func route(of participant: Participant) -> MediaRoute? {
        guard let leg = participant.leg else { return nil }
        return routes?.route(of: participant.handle) ?? MediaRoute(remote: participant.call.flatMap { calls[$0]?.spec.remote } ?? leg.remote)
    }

    private func tellEverybody() { for room in rooms.keys { tellSoon(room) } }
}

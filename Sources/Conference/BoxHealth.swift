import MediaTypes

/// Whether the media column works, as far as its reports tell. The description is one line.
public enum BoxHealth: Sendable, Equatable, CustomStringConvertible {
    case well
    /// There is media, and nothing was reported for so long.
    case silent(MediaTime)

    public var isWell: Bool { self == .well }

    public var description: String {
        switch self {
        case .well: "well"
        case .silent(let span):
            "the media thread has told nothing for \(span.nanoseconds / 1_000_000_000) s while somebody is here; start partyline again"
        }
    }
}

extension Conference {
    /// Ours: the media column tells its load once a second, and a busy box may be late.
    static let silenceToWorry = MediaTime.seconds(5)

    /// Without media the media thread sleeps, as it should; with it, reports have to come.
    public func health() -> BoxHealth {
        guard !isEmpty else { return .well }
        let silence = clock() - mediaHeardAt
        return silence < Conference.silenceToWorry ? .well : .silent(silence)
    }
}

/// Everything that a box holds of people, or that an admin has written into it, and for completeness what it does not hold. A closed list:
/// `partyline privacy` and the page /privacy are made of it, and `KeptFields` says in which properties of the program each stands, which
/// a test holds against the sources.
public enum KeptData: String, Sendable, Codable, CaseIterable {
    // In memory, of who is here.
    case sound, spokenName, name, presence, lastDigits, networkAddress, callerNumber, keys, token
    // In memory, after somebody has gone or was refused.
    case returningHash, guessHash, connectionCount
    // On disk, by admins.
    case room, configuration, profiles, prompts, certificate
    // Nowhere.
    case recording, log, statistics

    /// Where something is.
    public enum Place: String, Sendable, Codable, CaseIterable {
        case memory, disk, nowhere
    }

    public var place: Place {
        switch self {
        case .sound, .spokenName, .name, .presence, .lastDigits, .networkAddress, .callerNumber, .keys, .token, .returningHash, .guessHash,
            .connectionCount:
            .memory
        case .room, .configuration, .profiles, .prompts, .certificate: .disk
        case .recording, .log, .statistics: .nowhere
        }
    }

    /// What of it can be counted while a server runs.
    public var isCounted: Bool { place == .memory && ![.sound, .keys].contains(self) || self == .room }
}

/// One row of the table, in one language.
public struct KeptText: Sendable, Codable, Equatable {
    public let what: String
    /// Of what is nowhere: why not.
    public let howLong: String
    public let whoSees: String
}

/// A language that the notice speaks.
public enum NoticeLanguage: String, Sendable, Codable, CaseIterable {
    case english = "en"
    case german = "de"
}

extension KeptData {
    /// In plain words.
    public func text(in language: NoticeLanguage) -> KeptText {
        switch language {
        case .english: english
        case .german: german
        }
    }
}

/// A part of the server that holds something of people, and says how much of it there is now.
public protocol DataKeeper: Sendable {
    /// What is not named is not there.
    func keptNow() async -> [KeptData: Int]
}

/// What was found of one thing: how it stands, in one line, and what to do about it where it could stand better.
public struct Finding: Sendable, Codable, Equatable {
    public enum Level: String, Sendable, Codable, CaseIterable {
        case good
        /// Works, but could be better, or cannot be told from inside of the machine.
        case hint
        /// Keeps people out, or spoils what they hear.
        case problem
    }

    public enum Subject: String, Sendable, Codable {
        case configuration, profile, `operator`, server, ports, address, certificate, trunks, disk,
            clock, scheduling, processor, heat, power, board, versions
    }

    public let subject: Subject
    public let level: Level
    public let found: String
    /// What to do; nil where all is well.
    public let remedy: String?

    static func good(_ subject: Subject, _ found: String) -> Finding { Finding(subject: subject, level: .good, found: found, remedy: nil) }

    static func hint(_ subject: Subject, _ found: String, remedy: String) -> Finding {
        Finding(subject: subject, level: .hint, found: found, remedy: remedy)
    }

    static func problem(_ subject: Subject, _ found: String, remedy: String) -> Finding {
        Finding(subject: subject, level: .problem, found: found, remedy: remedy)
    }
}

extension [Finding] {
    /// The good first, so that what is to be done stands last, above the prompt.
    public var problemsLast: [Finding] { Finding.Level.allCases.flatMap { level in filter { $0.level == level } } }

    public func count(_ level: Finding.Level) -> Int { count { $0.level == level } }
}

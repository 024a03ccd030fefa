import Logging

/// Everything that the box ever logs about itself. A closed list without associated values: no line can hold a name, an
/// address or a number.
public enum BoxEvent: String, Sendable, CaseIterable {
    case started = "the box has started"
    /// Sound may break up when other programs are busy.
    case notRealtime = "the media thread has no real-time priority; root, CAP_SYS_NICE or LimitRTPRIO=50 in the unit would give it"
    case stopping = "the box says goodbye to everybody and stops"
    case roomOpened = "a room was opened"
    case roomClosed = "a room was closed"
    case participantCame = "a participant has come"
    case participantLeft = "a participant has left"
    case participantRefused = "a participant was refused"
    case profileChanged = "another profile is in force; whoever was there stays"
    case overloaded = "the box is overloaded and has given something up; status shows what"
    case recovered = "the box has recovered"
    case certificateTaken = "the certificate files have changed, and the new certificate is in force"
    case certificateBroken = "the new certificate cannot be used, the old one stays in force; mend the files, they are read again when they change"
    case trunkRegistered = "a trunk is registered: telephones can call"
    case trunkFailing = "a trunk is not registered; partyline trunk status says why and what to do"
    case adminRefused = "an admin connection by another user was refused"

    var level: Logger.Level {
        switch self {
        case .started, .notRealtime, .stopping, .profileChanged, .recovered, .certificateTaken, .trunkRegistered: .notice
        case .overloaded, .adminRefused, .certificateBroken, .trunkFailing: .warning
        case .roomOpened, .roomClosed, .participantCame, .participantLeft, .participantRefused: .info
        }
    }
}

extension Logger {
    /// Logs an event of the box.
    public func record(_ event: BoxEvent) { log(level: event.level, "\(event.rawValue)", metadata: ["event": "\(event)"]) }
}

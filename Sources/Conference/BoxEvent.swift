/// Everything that the box ever logs about itself. A closed list, at most 40, whose raw values are literals: an event cannot hold anything,
/// so no line can hold a name, an address, a number or a PIN. A new one is written here, and read by whoever reads the change.
public enum BoxEvent: String, Sendable, CaseIterable {
    case started = "the box has started"
    /// Sound may break up when other programs are busy.
    case notRealtime = "the media thread has no real-time priority; root, CAP_SYS_NICE or LimitRTPRIO in the unit would give it"
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
    case publicAddressFound = "the name in public_address leads to a new address; who comes from now on is told it"
    case publicAddressUnknown = "the name in public_address leads to no address; partyline doctor says what to do"
    case trunkRegistered = "a trunk is registered: telephones can call"
    case trunkFailing = "a trunk is not registered; partyline trunk status says why and what to do"
    case webhookFailing = "a webhook does not take what it is told; partyline status says which and why"
    case webhookRecovered = "a webhook takes what it is told again"
    case adminRefused = "an admin connection by another user was refused"
    /// Everybody in a browser is told the same.
    case diagnosticsOn = "diagnostics are on: for some minutes admins are shown network addresses of participants, and everybody in a browser is told"
    case diagnosticsOff = "diagnostics are off: nobody is shown an address any more"

    /// What an event is good for, and so whether it is written.
    public enum Level: Sendable, CaseIterable {
        /// Somebody has to look after it.
        case error
        /// What the box, or an admin, has done.
        case operation
        /// Rooms and participants that come and go; written only where `serve --verbose` asks for it.
        case traffic
    }

    public var level: Level {
        switch self {
        case .overloaded, .adminRefused, .certificateBroken, .publicAddressUnknown, .trunkFailing, .webhookFailing: .error
        case .started, .notRealtime, .stopping, .profileChanged, .recovered, .certificateTaken, .publicAddressFound, .trunkRegistered, .webhookRecovered,
            .diagnosticsOn, .diagnosticsOff:
            .operation
        case .roomOpened, .roomClosed, .participantCame, .participantLeft, .participantRefused: .traffic
        }
    }
}

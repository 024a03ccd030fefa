import MediaTypes

/// What a user agent is told at its beginning.
public struct UserAgentSettings: Sendable {
    /// Where messages come in, by transport: what Via and Contact name until somebody says how he sees us.
    public let localAddresses: [SIPTransport: TransportAddress]
    /// Whom we listen to: trunks, and who else may call directly.
    public let admitted: [AddressRange]
    /// The user in our Contact where no trunk's account gives one.
    public let user: String

    /// - Shape: admitted: everybody else gets silence
    public init(localAddresses: [SIPTransport: TransportAddress], admitted: [AddressRange], user: String = "partyline") {
        self.localAddresses = localAddresses
        self.admitted = admitted
        self.user = user
    }
}

/// A way to the telephone network.
public struct Trunk: Sendable {
    /// How the hole in a router is kept open.
    public enum KeepAlive: Sendable, Hashable {
        /// CR LF CR LF: nobody answers on UDP, and it costs nothing.
        case emptyLines
        /// OPTIONS: an answer says that the other side is there.
        case options
        case none
    }

    public let account: TrunkAccount
    public let transport: SIPTransport
    /// Where it is, the best first; all of them are admitted. None as long as its name has not been looked up.
    public let targets: [SIPPath]
    /// Whether it wants to be registered with; else calls come in by address.
    public let registers: Bool
    public let keepAlive: KeepAlive

    /// - Shape: transport: nil for that of the targets; targets: of one transport
    public init(
        _ account: TrunkAccount, over transport: SIPTransport? = nil, targets: [SIPPath] = [], registers: Bool = true,
        keepAlive: KeepAlive = .emptyLines
    ) {
        self.account = account
        self.transport = transport ?? targets.first?.transport ?? .udp
        self.targets = targets
        self.registers = registers
        self.keepAlive = keepAlive
    }
}

/// A trunk of a user agent: the place in which it was added.
public struct TrunkID: Sendable, Hashable {
    let index: Int
}

/// What a user agent wants done.
public enum UserAgentAction: Sendable, Hashable {
    /// On UDP from our port; on a stream over the connection with that far end, which is made if there is none.
    case send([UInt8], to: SIPPath)
    /// Close the connection: nobody can tell where the next message begins.
    case close(SIPPath)
    /// Somebody calls: say `ring`, `accept` or `reject`.
    case incoming(CallHandle, IncomingCall)
    case call(CallHandle, CallEvent)
    case registration(TrunkID, RegistrationStatus)
}

/// What came and led to nothing. Counters, for a log of strangers would be theirs to fill.
public struct UserAgentCounters: Sendable, Hashable {
    public internal(set) var strangers = 0
    public internal(set) var floods = 0
    public internal(set) var malformed = 0
    /// Answered 503: too much at once.
    public internal(set) var overloads = 0
    /// Responses that belong to no request of ours.
    public internal(set) var strayResponses = 0

    public init() {}
}

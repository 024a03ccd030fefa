import MediaTypes
import SIP

/// A trunk as it is configured: the server by its name.
public struct StationTrunk: Sendable {
    /// Whom we believe that it is the trunk's server, by TLS.
    public enum CertificateCheck: Sendable, Hashable {
        /// Who has a certificate for the server's name from an authority that this machine trusts.
        case system
        /// The same, from the authorities in a PEM file.
        case authorities(file: String)
        /// Anybody: the password is not given away even so, but calls may be listened to.
        case none
    }

    /// In the configuration.
    public let name: String
    public let account: TrunkAccount
    /// A name or an address.
    public let host: String
    /// Nil: SRV says, else the transport's own.
    public let port: UInt16?
    public let transport: SIPTransport
    public let registers: Bool
    public let keepAlive: Trunk.KeepAlive
    public let certificateCheck: CertificateCheck

    public init(
        name: String, account: TrunkAccount, host: String, port: UInt16? = nil, transport: SIPTransport = .udp, registers: Bool = true,
        keepAlive: Trunk.KeepAlive = .options, certificateCheck: CertificateCheck = .system
    ) {
        self.name = name
        self.account = account
        self.host = host
        self.port = port
        self.transport = transport
        self.registers = registers
        self.keepAlive = keepAlive
        self.certificateCheck = certificateCheck
    }
}

/// How a trunk stands.
public struct TrunkStatus: Sendable, Hashable {
    /// Of its server's name.
    public enum LookUp: Sendable, Hashable {
        case pending
        case found(targetCount: Int)
        /// Asked again by itself; addresses found before stay in use.
        case failed(ResolverError)
    }

    public let registration: RegistrationStatus
    public let lookUp: LookUp
    /// Where its requests go now; nil as long as none was found.
    public let target: SIPPath?
    /// Why the last connection with it could not be made or has ended; nil while all is well, and for UDP.
    public let connectionFailure: ConnectionFailure?

    /// What to do, in a sentence for whoever runs the box; nil when nothing is wrong.
    public var advice: String? {
        if target == nil, case .failed(let error) = lookUp { return "\(error)" }
        guard case .failing(let failure, _) = registration else { return nil }
        if failure == .noAnswer, let connectionFailure { return "\(connectionFailure)" }
        return failure.advice
    }
}

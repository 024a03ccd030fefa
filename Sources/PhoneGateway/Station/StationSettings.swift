import MediaTypes
import SIP

/// Where a station listens, and to whom.
public struct StationSettings: Sendable {
    /// What one address, and all of them, may take up, and for how long.
    public struct Limits: Sendable {
        /// Connections at a time that others have made, and as many that we have.
        public let connections: Int
        /// Of them, from one address.
        public let connectionsPerAddress: Int
        /// A connection says something within this time, the handshake included.
        public let patience: MediaTime
        /// Afterwards it may be silent for so long, but for a trunk's and for one that a call goes over.
        public let idle: MediaTime

        /// - Shape: the defaults serve a box with several telephone systems
        public init(
            connections: Int = 64, connectionsPerAddress: Int = 8, patience: MediaTime = .seconds(5), idle: MediaTime = .seconds(180)
        ) {
            self.connections = connections
            self.connectionsPerAddress = connectionsPerAddress
            self.patience = patience
            self.idle = idle
        }
    }

    /// PEM: the certificate with its chain, and its key.
    public struct CertificateFiles: Sendable, Hashable {
        public let certificate: String
        public let key: String

        public init(certificate: String, key: String) {
            self.certificate = certificate
            self.key = key
        }
    }

    /// Where to listen, whatever its port; nil for all addresses of the machine, IPv4 and IPv6.
    public let address: TransportAddress?
    /// Of UDP and TCP; 0 for one that is free.
    public let port: UInt16
    /// Of TLS; nil for none, 0 for one that is free.
    public let tlsPort: UInt16?
    /// For TLS.
    public let certificate: CertificateFiles?
    /// What the world outside of our networks sees now, behind a router that does not change ports; whatever its port.
    public let publicAddress: @Sendable () -> TransportAddress?
    /// Who may call beside the trunks; everybody else gets silence.
    public let admitted: [AddressRange]
    public let limits: Limits

    public init(
        address: TransportAddress? = nil, port: UInt16 = 5_060, tlsPort: UInt16? = nil, certificate: CertificateFiles? = nil,
        publicAddress: @escaping @Sendable () -> TransportAddress? = { nil }, admitted: [AddressRange] = [], limits: Limits = Limits()
    ) {
        self.address = address
        self.port = port
        self.tlsPort = tlsPort
        self.certificate = certificate
        self.publicAddress = publicAddress
        self.admitted = admitted
        self.limits = limits
    }
}

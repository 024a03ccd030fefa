import MediaTypes

/// What carries messages.
/// - Source: RFC 3261 section 18
public enum SIPTransport: String, Sendable, Hashable, CaseIterable {
    case udp, tcp, tls

    /// Whether retransmissions are its own affair.
    public var isReliable: Bool { self != .udp }
    /// As a Via header field has it.
    public var viaName: String { rawValue.uppercased() }
    /// Where a name without a port is.
    public var defaultPort: UInt16 { self == .tls ? Specified.defaultSecurePort : Specified.defaultPort }
}

/// Where a message came from, or goes. On a stream it is the connection with that far end.
public struct SIPPath: Sendable, Hashable {
    public let transport: SIPTransport
    /// Of the far end.
    public let address: TransportAddress

    /// - Shape: address: of the far end
    public init(_ transport: SIPTransport, _ address: TransportAddress) {
        self.transport = transport
        self.address = address
    }
}

import MediaTypes

/// A datagram for the control side.
public struct ReceivedDatagram: Sendable {
    public let bytes: [UInt8]
    public let source: TransportAddress

    public init(bytes: [UInt8], source: TransportAddress) {
        self.bytes = bytes
        self.source = source
    }
}

/// What shares the media socket and is none of the media column's business: STUN and DTLS pass through here, in both directions.
/// - Source: RFC 7983
public protocol SignallingPort: AnyObject, Sendable {
    /// Everything that has come since the last call. A flood is cut off at the bound of a ring. For one thread.
    func takeDatagrams() -> [ReceivedDatagram]
    /// An eventfd, readable when something has come.
    var datagramDescriptor: Int32 { get }
    /// Sends from the media socket at once, from any thread; what the system does not take is lost, as datagrams are.
    func send(_ datagram: [UInt8], to address: TransportAddress)
    /// Where this machine can be reached on the media port: the address bound to, or those of all interfaces that are up.
    var localAddresses: [TransportAddress] { get }
}

import MediaTypes

/// The ports of calls from their reservation to their leg: where the control side holds the handshakes that make a call's keys. Once a leg
/// has its port, the media thread alone reads and writes there.
/// - Threads: any
public protocol WaitingPorts: AnyObject, Sendable {
    /// Sends a datagram at once; what the system does not take is lost, as datagrams are.
    /// - Parameter isControl: from the port for RTCP
    /// - Throws: `badSpec` for a port that is not reserved, or that has a leg
    func send(_ datagram: [UInt8], from port: CallPort, isControl: Bool, to address: TransportAddress) throws(MediaError)
    /// What has arrived since the last call, without waiting. What is longer than any packet of ours is left out.
    /// - Parameter most: so many at once; a flood waits, or is lost to itself
    /// - Throws: `badSpec` for a port that is not reserved, or that has a leg
    func takeDatagrams(at port: CallPort, isControl: Bool, most: Int) throws(MediaError) -> [ReceivedDatagram]
}

import CLinux
import MediaIO
import MediaTypes

/// A socket that never waits, from an address of this machine to the box.
struct VisitorSocket: ~Copyable {
    enum Kind { case datagrams, stream }

    let descriptor: Int32

    /// - Parameter own: of this machine; a port of 0 takes a free one
    init(_ kind: Kind, from own: TransportAddress, to box: TransportAddress) throws(VisitError) {
        let isIPv6 = box.ipv4 == nil
        let type = (kind == .stream ? SOCK_STREAM : SOCK_DGRAM).rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(type), 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket", clinux_errno()) }
        let bound = SocketAddress(own, isIPv6: isIPv6).bind(descriptor)
        guard bound == 0 else { throw .system("cannot take a port", bound) }
        let connected = SocketAddress(box, isIPv6: isIPv6).connect(descriptor)
        guard connected == 0 || connected == EINPROGRESS else { throw .system("cannot connect", connected) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What the system does not take is lost, as on the way.
    func send(_ bytes: UnsafeRawBufferPointer) { _ = CLinux.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }

    func send(_ bytes: [UInt8]) { bytes.withUnsafeBytes { send($0) } }

    /// - Returns: the length of the datagram; nil when there is none
    func receive(into space: UnsafeMutableRawBufferPointer) -> Int? {
        let count = recv(descriptor, space.baseAddress, space.count, 0)
        return count > 0 ? count : nil
    }
}

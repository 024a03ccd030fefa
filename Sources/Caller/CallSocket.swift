import CLinux
import MediaIO
import MediaTypes

/// The UDP socket of one participant. Once it is connected it hears the server alone.
struct CallSocket: ~Copyable {
    enum Arrival {
        case packet(byteCount: Int)
        case nothing
        /// The system says that nobody has the port at the other end any more.
        case refused
    }

    let descriptor: Int32
    private let isIPv6: Bool

    /// Takes a free port.
    /// - Parameter address: of this machine; its port does not matter
    init(on address: TransportAddress) throws(CallError) {
        isIPv6 = address.ipv4 == nil
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, type, 0)
        guard descriptor >= 0 else { throw .system("cannot make a socket", clinux_errno()) }
        var any = address
        any.port = 0
        let code = SocketAddress(any, isIPv6: isIPv6).bind(descriptor)
        guard code == 0 else { throw .system("cannot take a UDP port", code) }
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    var localAddress: TransportAddress { SocketAddress(boundTo: descriptor).transportAddress }

    func connect(to address: TransportAddress) throws(CallError) {
        let code = SocketAddress(address, isIPv6: isIPv6).connect(descriptor)
        guard code == 0 else { throw .system("cannot send to the server's UDP port \(address.port)", code) }
    }

    /// What the system does not take is lost, as on the way.
    func send(_ bytes: UnsafeRawBufferPointer) { _ = CLinux.send(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }

    func receive(into space: UnsafeMutableRawBufferPointer) -> Arrival {
        let count = recv(descriptor, space.baseAddress, space.count, 0)
        if count > 0 { return .packet(byteCount: count) }
        return count < 0 && clinux_errno() == ECONNREFUSED ? .refused : .nothing
    }

    /// As many sockets as the system allows at most; it begins with fewer.
    static func allowMany() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}

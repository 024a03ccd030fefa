import CLinux
import Glibc
import MediaIO
import MediaTypes

/// Tries a port as the server takes it. Nothing leaves the machine.
enum PortTrial: Equatable {
    case free
    /// By whoever it is.
    case taken
    case notPermitted
    /// The machine does not have the address.
    case notHere
    case refused(code: Int32)

    /// Takes the port, and gives it back at once.
    static func binding(_ transport: WantedPort.Transport, _ address: TransportAddress) -> PortTrial {
        withSocket(transport) { descriptor, isIPv6 in
            // A connection of a server that has just ended is no hindrance to the next.
            if transport == .tcp { set(descriptor, SOL_SOCKET, SO_REUSEADDR, 1) }
            return PortTrial(SocketAddress(address, isIPv6: isIPv6).bind(descriptor))
        }
    }

    /// Whether somebody on this machine answers at the port.
    static func isAnswered(_ address: TransportAddress) -> Bool {
        // What is bound to all addresses is bound to this one.
        let target = address.isUnspecified ? TransportAddress(ipv4: 0x7F00_0001, port: address.port) : address
        return withSocket(.tcp) { descriptor, isIPv6 in PortTrial(SocketAddress(target, isIPv6: isIPv6).connect(descriptor)) } == .free
    }

    private init(_ code: Int32) {
        self =
            switch code {
            case 0: .free
            case EADDRINUSE: .taken
            case EACCES, EPERM: .notPermitted
            case EADDRNOTAVAIL: .notHere
            default: .refused(code: code)
            }
    }

    /// A socket of the IPv6 kind, which serves IPv4 as well; of the other kind on a machine without IPv6.
    private static func withSocket(_ transport: WantedPort.Transport, _ body: (Int32, _ isIPv6: Bool) -> PortTrial) -> PortTrial {
        let type = Int32(transport == .udp ? SOCK_DGRAM.rawValue : SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        var descriptor = socket(AF_INET6, type, 0)
        let isIPv6 = descriptor >= 0
        if !isIPv6 { descriptor = socket(AF_INET, type, 0) }
        guard descriptor >= 0 else { return PortTrial(errno) }
        defer { close(descriptor) }
        if isIPv6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        return body(descriptor, isIPv6)
    }

    private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) {
        var value = value
        setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size))
    }
}

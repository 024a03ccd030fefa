import CLinux
import MediaTypes

/// A port of 127.0.0.1 that somebody has, until the test is over.
final class HeldPort {
    let address: TransportAddress
    private let descriptor: Int32

    /// - Parameter port: 0 for any
    init?(isTCP: Bool, port: UInt16 = 0) {
        descriptor = socket(AF_INET, Int32(isTCP ? SOCK_STREAM.rawValue : SOCK_DGRAM.rawValue), 0)
        // As servers do.
        var isReused: Int32 = 1
        if isTCP { setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &isReused, socklen_t(MemoryLayout<Int32>.size)) }
        var place = sockaddr_in()
        place.sin_family = sa_family_t(AF_INET)
        place.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        place.sin_port = port.bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let code = withUnsafeMutablePointer(to: &place) { [descriptor] pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 ? getsockname(descriptor, $0, &length) : -1 }
        }
        address = TransportAddress(ipv4: 0x7F00_0001, port: UInt16(bigEndian: place.sin_port))
        guard code == 0, !isTCP || listen(descriptor, 1) == 0 else { return nil }
    }

    deinit { close(descriptor) }
}

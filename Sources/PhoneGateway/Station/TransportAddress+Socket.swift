import CLinux
import Glibc
import MediaTypes
import NIOCore

extension TransportAddress {
    /// Nil for a socket of another kind.
    init?(_ address: SocketAddress) {
        switch address {
        case .v4(let four):
            self.init(ipv4: UInt32(bigEndian: four.address.sin_addr.s_addr), port: UInt16(bigEndian: four.address.sin_port))
        case .v6(let six): self.init(six.address)
        case .unixDomainSocket: return nil
        }
    }

    private init(_ six: sockaddr_in6) {
        var address = six.sin6_addr
        let halves = unsafe withUnsafeBytes(of: &address) { bytes in
            unsafe (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
        }
        self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1), port: UInt16(bigEndian: six.sin6_port))
    }

    /// In the system's form: IPv4 as such for a socket of that kind, else mapped into IPv6.
    func socketAddress(isIPv6: Bool) -> SocketAddress {
        if !isIPv6, let ipv4 {
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = port.bigEndian
            address.sin_addr.s_addr = ipv4.bigEndian
            return SocketAddress(address)
        }
        return SocketAddress(systemForm)
    }

    private var systemForm: sockaddr_in6 {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        unsafe withUnsafeMutableBytes(of: &address.sin6_addr) { bytes in
            unsafe bytes.storeBytes(of: high.bigEndian, as: UInt64.self)
            unsafe bytes.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
        }
        return address
    }

    /// Within our own networks: no router stands between.
    /// - Source: RFC 1918, 4193, 6598
    var isLocal: Bool {
        guard let ipv4 else { return isLoopback || isLinkLocal || high >> 57 == 0xFC >> 1 }
        return isLoopback || isLinkLocal || ipv4 >> 24 == 10 || ipv4 >> 20 == 0xAC1 || ipv4 >> 16 == 0xC0A8 || ipv4 >> 22 == 0x6440 >> 6
    }

    /// Which address of this machine leads there: asked of the system, nothing is sent. Nil when none does.
    func localEnd() -> TransportAddress? {
        func ask<Address>(_ address: Address, _ family: Int32) -> TransportAddress? {
            let descriptor = clinux_datagram_socket(family)
            guard descriptor >= 0 else { return nil }
            defer { close(descriptor) }
            var far = address
            let isConnected = unsafe withUnsafePointer(to: &far) { place in
                unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe connect(descriptor, $0, socklen_t(MemoryLayout<Address>.size)) == 0
                }
            }
            guard isConnected else { return nil }
            var near = sockaddr_storage()
            var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
            let isKnown = unsafe withUnsafeMutablePointer(to: &near) { place in
                unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe getsockname(descriptor, $0, &length) == 0 }
            }
            guard isKnown else { return nil }
            return unsafe withUnsafeBytes(of: &near) { bytes in
                if family == AF_INET {
                    let four = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                    return TransportAddress(ipv4: UInt32(bigEndian: four.sin_addr.s_addr), port: 0)
                }
                return TransportAddress(unsafe bytes.loadUnaligned(as: sockaddr_in6.self))
            }
        }
        guard let ipv4 else { return ask(systemForm, AF_INET6) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        // Any port will do, but 0 is refused.
        address.sin_port = (port == 0 ? 9 : port).bigEndian
        address.sin_addr.s_addr = ipv4.bigEndian
        return ask(address, AF_INET)
    }
}

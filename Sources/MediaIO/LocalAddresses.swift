import CLinux
import MediaTypes

/// The addresses of this machine's interfaces.
public enum LocalAddresses {
    /// Of interfaces that are up, loopback and link-local addresses last.
    public static func all(port: UInt16) -> [TransportAddress] {
        var list: UnsafeMutablePointer<ifaddrs>?
        guard getifaddrs(&list) == 0 else { return [] }
        defer { freeifaddrs(list) }
        var addresses: [TransportAddress] = []
        var entry = list
        while let interface = entry {
            entry = interface.pointee.ifa_next
            guard interface.pointee.ifa_flags & UInt32(IFF_UP) != 0, let place = interface.pointee.ifa_addr else { continue }
            guard let address = TransportAddress(UnsafePointer(place), port: port), !addresses.contains(address) else { continue }
            addresses.append(address)
        }
        return addresses.filter { !$0.isLoopback && !$0.isLinkLocal } + addresses.filter(\.isLoopback)
    }
}

extension TransportAddress {
    /// - Returns: nil for another family than IPv4 and IPv6
    init?(_ place: UnsafePointer<sockaddr>, port: UInt16) {
        switch Int32(place.pointee.sa_family) {
        case AF_INET:
            let plain = UnsafeRawPointer(place).loadUnaligned(as: sockaddr_in.self)
            self.init(ipv4: UInt32(bigEndian: plain.sin_addr.s_addr), port: port)
        case AF_INET6: self = UnsafeRawPointer(place).loadUnaligned(as: SocketAddress.self).transportAddress.at(port: port)
        default: return nil
        }
    }

    private func at(port: UInt16) -> TransportAddress { TransportAddress(high: high, low: low, port: port) }
}

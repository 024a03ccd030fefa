import CLinux
import Glibc
import MediaTypes

/// Finds the address behind a name, on the side of whoever types it: the box itself asks no name server.
public enum HostName {
    public enum Failure: Error, Sendable, Equatable, CustomStringConvertible {
        case notHostAndPort(String)
        case unknown(host: String, reason: String)

        public var description: String {
            switch self {
            case .notHostAndPort(let text):
                "\"\(text)\" is not HOST:PORT; gateway.example.org:5004, 192.0.2.1:5004 and [2001:db8::1]:5004 are right"
            case .unknown(let host, let reason): "no address is known for \"\(host)\": \(reason)"
            }
        }
    }

    /// The first address of `HOST:PORT`; a numeric one is only read.
    /// - Note: waits for the system's resolver
    public static func resolve(_ text: String) throws(Failure) -> TransportAddress {
        if let address = TransportAddress(written: text) { return address }
        guard let (host, port) = TransportAddress.split(text), let number = UInt16(port), number > 0 else { throw .notHostAndPort(text) }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_DGRAM.rawValue)
        var found: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, nil, &hints, &found)
        guard status == 0, let first = unsafe found else {
            throw .unknown(host: host, reason: unsafe String(cString: gai_strerror(status)))
        }
        defer { unsafe freeaddrinfo(first) }
        var next: UnsafeMutablePointer<addrinfo>? = unsafe first
        while let entry = unsafe next {
            if let address = unsafe TransportAddress(entry.pointee, port: number) { return address }
            unsafe next = entry.pointee.ai_next
        }
        throw .unknown(host: host, reason: "neither IPv4 nor IPv6")
    }
}

extension TransportAddress {
    fileprivate init?(_ entry: addrinfo, port: UInt16) {
        guard let address = unsafe entry.ai_addr else { return nil }
        switch unsafe entry.ai_family {
        case AF_INET:
            let four = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in.self)
            self.init(ipv4: UInt32(bigEndian: four.sin_addr.s_addr), port: port)
        case AF_INET6:
            let six = unsafe UnsafeRawPointer(address).loadUnaligned(as: sockaddr_in6.self)
            let halves = unsafe withUnsafeBytes(of: six.sin6_addr) { bytes in
                unsafe (bytes.loadUnaligned(as: UInt64.self), bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
            }
            self.init(high: UInt64(bigEndian: halves.0), low: UInt64(bigEndian: halves.1), port: port)
        default: return nil
        }
    }
}

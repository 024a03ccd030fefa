import CLinux
import MediaTypes

/// An address in the system's form: large enough for both kinds.
public struct SocketAddress {
    private var storage = sockaddr_in6()

    /// Of the larger kind.
    public static var byteCount: socklen_t { socklen_t(MemoryLayout<sockaddr_in6>.size) }

    /// To be filled in by the system.
    public init() {}

    /// - Parameter isIPv6: the kind of the socket that it is for; one of the IPv6 kind takes IPv4 addresses as well
    public init(_ address: TransportAddress, isIPv6: Bool) {
        if isIPv6 {
            storage.sin6_family = sa_family_t(AF_INET6)
            storage.sin6_port = address.port.bigEndian
            withUnsafeMutableBytes(of: &storage.sin6_addr) {
                $0.storeBytes(of: address.high.bigEndian, as: UInt64.self)
                $0.storeBytes(of: address.low.bigEndian, toByteOffset: 8, as: UInt64.self)
            }
        } else {
            withUnsafeMutableBytes(of: &storage) {
                $0.storeBytes(of: sockaddr_in(sin_family: sa_family_t(AF_INET), sin_port: address.port.bigEndian,
                                              sin_addr: in_addr(s_addr: (address.ipv4 ?? 0).bigEndian), sin_zero: (0, 0, 0, 0, 0, 0, 0, 0)), as: sockaddr_in.self)
            }
        }
    }

    /// What the system is to read of it.
    public var usedBytes: socklen_t {
        storage.sin6_family == sa_family_t(AF_INET6) ? Self.byteCount : socklen_t(MemoryLayout<sockaddr_in>.size)
    }

    /// The same in our form.
    public var transportAddress: TransportAddress {
        let port = UInt16(bigEndian: storage.sin6_port)
        guard storage.sin6_family == sa_family_t(AF_INET6) else {
            let plain = withUnsafeBytes(of: storage) { $0.loadUnaligned(as: sockaddr_in.self) }
            return TransportAddress(ipv4: UInt32(bigEndian: plain.sin_addr.s_addr), port: port)
        }
        return withUnsafeBytes(of: storage.sin6_addr) {
            TransportAddress(high: UInt64(bigEndian: $0.loadUnaligned(as: UInt64.self)),
                             low: UInt64(bigEndian: $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)), port: port)
        }
    }

    /// Gives a socket this address as its own.
    /// - Returns: 0 or errno
    public func bind(_ descriptor: Int32) -> Int32 {
        withSystemForm { CLinux.bind(descriptor, $0, usedBytes) == 0 ? 0 : clinux_errno() }
    }

    /// Lets a socket send to this address, and hear from it alone.
    /// - Returns: 0 or errno
    public func connect(_ descriptor: Int32) -> Int32 {
        withSystemForm { CLinux.connect(descriptor, $0, usedBytes) == 0 ? 0 : clinux_errno() }
    }

    /// Sends a datagram to this address, from any thread. What the system does not take is lost.
    public func send(_ datagram: [UInt8], on descriptor: Int32) {
        _ = withSystemForm { Int32(truncatingIfNeeded: sendto(descriptor, datagram, datagram.count, Int32(MSG_DONTWAIT), $0, usedBytes)) }
    }

    /// Sends a datagram to this address.
    /// - Returns: whether the system took it
    func send(_ packet: UnsafeMutableRawBufferPointer, on descriptor: Int32) -> Bool {
        withSystemForm { Int32(truncatingIfNeeded: sendto(descriptor, packet.baseAddress, packet.count, Int32(MSG_DONTWAIT), $0, usedBytes)) } >= 0
    }

    /// Receives a datagram, and becomes the address that it comes from.
    /// - Returns: how long it is; negative when there is none
    mutating func receive(into bytes: inout [UInt8], on descriptor: Int32, _ flags: Int32) -> Int {
        var length = Self.byteCount
        return withUnsafeMutablePointer(to: &storage) { place in
            UnsafeMutableRawPointer(place).withMemoryRebound(to: sockaddr.self, capacity: 1) {
                recvfrom(descriptor, &bytes, bytes.count, flags, $0, &length)
            }
        }
    }

    /// Where a socket is bound.
    public init(boundTo descriptor: Int32) {
        var length = Self.byteCount
        let code = withUnsafeMutablePointer(to: &storage) { place in
            UnsafeMutableRawPointer(place).withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(descriptor, $0, &length) }
        }
        if code != 0 { storage = sockaddr_in6() }
    }

    private func withSystemForm(_ body: (UnsafePointer<sockaddr>) -> Int32) -> Int32 {
        withUnsafePointer(to: self) { UnsafeRawPointer($0).withMemoryRebound(to: sockaddr.self, capacity: 1, body) }
    }
}

import CLinux
import MediaTypes

/// The arrays that recvmmsg and sendmmsg work on, connected once.
struct MessageVector: ~Copyable {
    let messages: UnsafeMutablePointer<mmsghdr>
    let addresses: UnsafeMutablePointer<SocketAddress>
    private let vectors: UnsafeMutablePointer<iovec>

    init(capacity: Int) {
        messages = .allocate(capacity: capacity)
        addresses = .allocate(capacity: capacity)
        vectors = .allocate(capacity: capacity)
        messages.initialize(repeating: mmsghdr(), count: capacity)
        addresses.initialize(repeating: SocketAddress(), count: capacity)
        vectors.initialize(repeating: iovec(), count: capacity)
        for i in 0..<capacity {
            messages[i].msg_hdr.msg_name = UnsafeMutableRawPointer(addresses + i)
            messages[i].msg_hdr.msg_namelen = SocketAddress.byteCount
            messages[i].msg_hdr.msg_iov = vectors + i
            messages[i].msg_hdr.msg_iovlen = 1
        }
    }

    deinit {
        messages.deallocate()
        addresses.deallocate()
        vectors.deallocate()
    }

    func point(_ index: Int, at memory: UnsafeMutableRawBufferPointer) {
        vectors[index].iov_base = memory.baseAddress
        vectors[index].iov_len = memory.count
    }

    func address(_ index: Int, _ address: SocketAddress) {
        addresses[index] = address
        messages[index].msg_hdr.msg_namelen = address.usedBytes
    }

    /// Puts back what the kernel has changed.
    func expectAll(_ count: Int, byteCount: Int) {
        for i in 0..<count { messages[i].msg_hdr.msg_namelen = SocketAddress.byteCount }
    }
}

/// An address in the system's form: large enough for both kinds.
struct SocketAddress {
    private var storage = sockaddr_in6()

    static var byteCount: socklen_t { socklen_t(MemoryLayout<sockaddr_in6>.size) }

    init() {}

    init(_ address: TransportAddress, isIPv6: Bool) {
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

    var usedBytes: socklen_t {
        storage.sin6_family == sa_family_t(AF_INET6) ? Self.byteCount : socklen_t(MemoryLayout<sockaddr_in>.size)
    }

    var transportAddress: TransportAddress {
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

    /// - Returns: 0 or errno
    func bind(_ descriptor: Int32) -> Int32 {
        withUnsafePointer(to: self) { place in
            UnsafeRawPointer(place).withMemoryRebound(to: sockaddr.self, capacity: 1) {
                CLinux.bind(descriptor, $0, usedBytes) == 0 ? 0 : clinux_errno()
            }
        }
    }
}

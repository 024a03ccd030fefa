import CLinux
import MediaTypes

/// The arrays that recvmmsg and sendmmsg work on, connected once.
struct MessageVector: ~Copyable {
    let messages: UnsafeMutablePointer<mmsghdr>
    let addresses: UnsafeMutablePointer<SocketAddress>
    private let vectors: UnsafeMutablePointer<iovec>
    private let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
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

    /// Overwrites the addresses of all who were sent to or heard from.
    func wipe() { clinux_zero(addresses, capacity * MemoryLayout<SocketAddress>.stride) }

    /// Puts back what the kernel has changed.
    func expectAll(_ count: Int, byteCount: Int) {
        for i in 0..<count { messages[i].msg_hdr.msg_namelen = SocketAddress.byteCount }
    }
}

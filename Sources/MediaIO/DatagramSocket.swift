import CLinux
import MediaTypes

/// One UDP socket, read and written in batches.
/// - Realtime: no allocation after init; one system call for up to 128 datagrams in, and for all that are due out
struct DatagramSocket: ~Copyable {
    /// Datagrams of one recvmmsg.
    private static var batchCapacity: Int { 128 }
    /// What the kernel may hold for us while a tick is being worked on: half a second of 500 participants.
    private static var bufferBytes: Int32 { 8 << 20 }
    /// Of the socket of one call: four ticks of a flood, and no more memory than that.
    private static var callBufferBytes: Int32 { 64 << 10 }

    let descriptor: Int32
    let isIPv6: Bool
    let inbox: PacketBatch
    private let received: MessageVector
    private let sending: MessageVector

    /// - Throws: `MediaIOError` when the address cannot be had
    init(_ address: TransportAddress, outboxCapacity: Int) throws(MediaIOError) {
        let (descriptor, isIPv6) = try Self.open(address, bufferBytes: Self.bufferBytes)
        self.descriptor = descriptor
        self.isIPv6 = isIPv6
        inbox = PacketBatch(capacity: Self.batchCapacity)
        received = MessageVector(capacity: Self.batchCapacity)
        sending = MessageVector(capacity: outboxCapacity)
        for slot in 0..<Self.batchCapacity { received.point(slot, at: inbox.slot(slot)) }
    }

    /// A socket for one call, to be closed by who opens it.
    static func openForCall(_ address: TransportAddress) throws(MediaIOError) -> (descriptor: Int32, isIPv6: Bool) {
        try open(address, bufferBytes: callBufferBytes)
    }

    private static func open(_ address: TransportAddress, bufferBytes: Int32) throws(MediaIOError) -> (descriptor: Int32, isIPv6: Bool) {
        let type = Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        // One socket of the IPv6 kind serves IPv4 as well; a machine without IPv6 gets the other kind.
        var descriptor = socket(AF_INET6, type, 0)
        let isIPv6 = descriptor >= 0
        if !isIPv6 { descriptor = socket(AF_INET, type, 0) }
        guard descriptor >= 0 else { throw .system(call: "socket", code: clinux_errno()) }
        if isIPv6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        // Beyond the system's limit where we may, up to it where not.
        if !set(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, bufferBytes) { set(descriptor, SOL_SOCKET, SO_RCVBUF, bufferBytes) }
        if !set(descriptor, SOL_SOCKET, SO_SNDBUFFORCE, bufferBytes) { set(descriptor, SOL_SOCKET, SO_SNDBUF, bufferBytes) }
        // Expedited forwarding, for routers at home that know it (RFC 4594 section 4.1).
        if isIPv6 { set(descriptor, Int32(IPPROTO_IPV6), IPV6_TCLASS, 0xB8) }
        set(descriptor, Int32(IPPROTO_IP), IP_TOS, 0xB8)
        let code = SocketAddress(address, isIPv6: isIPv6).bind(descriptor)
        guard code != 0 else { return (descriptor, isIPv6) }
        close(descriptor)
        switch code {
        case EADDRINUSE: throw .portInUse(address.port)
        case EADDRNOTAVAIL: throw .addressNotHere
        case EACCES: throw .notPermitted
        default: throw .system(call: "bind", code: code)
        }
    }

    deinit { close(descriptor) }

    @discardableResult private static func set(_ descriptor: Int32, _ level: Int32, _ option: Int32, _ value: Int32) -> Bool {
        var value = value
        return setsockopt(descriptor, level, option, &value, socklen_t(MemoryLayout<Int32>.size)) == 0
    }

    /// Where the socket is bound.
    var localAddress: TransportAddress { SocketAddress(boundTo: descriptor).transportAddress }

    /// Fills the inbox with what has arrived.
    /// - Returns: whether there may be more
    func receive() -> Bool { receive(from: descriptor, most: Self.batchCapacity) }

    /// The same at another socket of the same kind.
    func receive(from descriptor: Int32, most: Int) -> Bool {
        received.expectAll(most, byteCount: PacketBatch.slotBytes)
        let count = Int(recvmmsg(descriptor, received.messages, UInt32(most), Int32(MSG_DONTWAIT), nil))
        inbox.reset(count: max(count, 0))
        guard count > 0 else { return false }
        for slot in 0..<count {
            let message = received.messages[slot]
            // What did not fit is not ours.
            let isWhole = message.msg_hdr.msg_flags & Int32(MSG_TRUNC) == 0
            inbox.finish(slot, length: isWhole ? Int(message.msg_len) : 0, address: received.addresses[slot].transportAddress)
        }
        return count == most
    }

    /// Overwrites what has come and gone, and the addresses of whom.
    func wipe() {
        inbox.wipe()
        received.wipe()
        sending.wipe()
    }

    /// Sends one datagram, from any thread.
    func send(_ datagram: [UInt8], to address: TransportAddress) {
        SocketAddress(address, isIPv6: isIPv6).send(datagram, on: descriptor)
    }

    /// Sends all that the outbox holds for this socket.
    /// - Returns: how many datagrams the system did not take
    func send(_ outbox: borrowing PacketBatch) -> Int {
        var count = 0
        for slot in 0..<outbox.count {
            let packet = outbox.packet(slot)
            guard packet.count > 0, outbox.socket(slot) == PacketBatch.mainSocket else { continue }
            sending.point(count, at: packet)
            sending.address(count, SocketAddress(outbox.address(slot), isIPv6: isIPv6))
            count += 1
        }
        var sent = 0
        var refused = 0
        while sent < count {
            let taken = Int(sendmmsg(descriptor, sending.messages + sent, UInt32(count - sent), Int32(MSG_DONTWAIT)))
            if taken > 0 {
                sent += taken
                continue
            }
            switch clinux_errno() {
            case EINTR: continue
            // The kernel's queue is full: what is left would come too late anyway.
            case EAGAIN, ENOBUFS: return refused + count - sent
            // This one cannot go, the others can.
            default:
                refused += 1
                sent += 1
            }
        }
        return refused
    }
}

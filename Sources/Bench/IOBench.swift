import CLinux
import MediaTypes

/// What the kernel alone costs: the datagrams of a tick received by recvmmsg and as many sent by sendmmsg, with nothing in between.
public struct IOBench {
    /// - Units: microseconds of CPU a tick
    public struct Figures: Sendable, Codable {
        public var datagrams: Int
        public var bytes: Int
        public var receive: Double
        public var send: Double
        public var lost: Int
    }

    private let server: Int32
    private let clients: [Int32]
    private let addresses: [sockaddr_in]
    private let serverAddress: sockaddr_in
    private let bytes: Int
    private let sending: Int

    /// - Shape: receiving: datagrams that come in a tick; sending: datagrams that go out
    /// - Returns: nil when the sockets cannot be had
    public init?(receiving: Int, sending count: Int, bytes: Int) {
        self.bytes = bytes
        sending = receiving
        guard let (server, address) = Self.loopbackSocket() else { return nil }
        self.server = server
        serverAddress = address
        var clients: [Int32] = []
        var addresses: [sockaddr_in] = []
        for _ in 0..<count {
            guard let (client, address) = Self.loopbackSocket() else { break }
            clients.append(client)
            addresses.append(address)
        }
        self.clients = clients
        self.addresses = addresses
        guard clients.count == count else {
            close()
            return nil
        }
    }

    public func close() { for descriptor in clients + [server] { _ = CLinux.close(descriptor) } }

    /// The descriptors and addresses that a load generator uses.
    static func loopbackSocket() -> (Int32, sockaddr_in)? {
        let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return nil }
        var size: Int32 = 8 << 20
        if setsockopt(descriptor, SOL_SOCKET, SO_RCVBUFFORCE, &size, 4) != 0 { setsockopt(descriptor, SOL_SOCKET, SO_RCVBUF, &size, 4) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0 }
        }
        guard isBound else {
            _ = CLinux.close(descriptor)
            return nil
        }
        return (descriptor, address)
    }

    static func send(_ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, to address: sockaddr_in) {
        var address = address
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes.baseAddress, bytes.count, Int32(MSG_DONTWAIT), $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Many ticks, one after the other.
    public func run(ticks: Int) -> Figures {
        let count = clients.count
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: count * 1_536, alignment: 64)
        memory.initializeMemory(as: UInt8.self, repeating: 0x80)
        let vectors = UnsafeMutablePointer<iovec>.allocate(capacity: count)
        let names = UnsafeMutablePointer<sockaddr_in>.allocate(capacity: count)
        let messages = UnsafeMutablePointer<mmsghdr>.allocate(capacity: count)
        defer {
            memory.deallocate()
            vectors.deallocate()
            names.deallocate()
            messages.deallocate()
        }
        for i in 0..<count {
            vectors[i] = iovec(iov_base: memory.baseAddress.map { $0 + i * 1_536 }, iov_len: bytes)
            messages[i] = mmsghdr()
            messages[i].msg_hdr.msg_name = UnsafeMutableRawPointer(names + i)
            messages[i].msg_hdr.msg_iov = vectors + i
            messages[i].msg_hdr.msg_iovlen = 1
        }
        var receive: [Double] = []
        var send: [Double] = []
        var lost = 0
        let packet = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(memory)[..<bytes])
        for _ in 0..<ticks {
            for client in clients.prefix(sending) { Self.send(client, packet, to: serverAddress) }
            let start = clinux_thread_cpu_ns()
            for i in 0..<count { messages[i].msg_hdr.msg_namelen = socklen_t(MemoryLayout<sockaddr_in>.size) }
            let got = Int(recvmmsg(server, messages, UInt32(count), Int32(MSG_DONTWAIT), nil))
            let middle = clinux_thread_cpu_ns()
            for i in 0..<count {
                names[i] = addresses[i]
                vectors[i].iov_len = bytes
            }
            var sent = 0
            while sent < count {
                let taken = Int(sendmmsg(server, messages + sent, UInt32(count - sent), 0))
                if taken <= 0 { break }
                sent += taken
            }
            let end = clinux_thread_cpu_ns()
            receive.append(Double(middle - start) / 1_000)
            send.append(Double(end - middle) / 1_000)
            lost += sending - max(got, 0)
            for client in clients { while recv(client, memory.baseAddress, 1_536, Int32(MSG_DONTWAIT)) > 0 {} }
        }
        return Figures(datagrams: count, bytes: bytes, receive: Spread(receive).mean, send: Spread(send).mean, lost: lost)
    }
}

import CLinux
import MediaLink
import MediaTypes

/// The pairs of sockets that calls have of their own, each at its index. The control side opens a pair, lets it be watched when its leg is on
/// the way to the media thread, and closes it after the leg has come back. In between the media thread reads and sends, and nobody else; before
/// that the control side may, for handshakes.
/// - Realtime: what the media thread calls allocates nothing and takes no lock
struct CallSockets: ~Copyable {
    /// Sockets that are read at once; what waits at others is read next time.
    private static var mostReadable: Int { 256 }

    let capacity: Int
    /// Two for each pair: RTP, RTCP. Negative: not open.
    private let descriptors: UnsafeMutablePointer<Int32>
    private let epoll: Int32
    private let tags: UnsafeMutablePointer<UInt32>

    /// - Parameter epoll: from now on this one's, who closes it
    init(capacity: Int, epoll: Int32) {
        self.capacity = capacity
        self.epoll = epoll
        descriptors = .allocate(capacity: max(2 * capacity, 1))
        descriptors.initialize(repeating: -1, count: max(2 * capacity, 1))
        tags = .allocate(capacity: Self.mostReadable)
        tags.initialize(repeating: 0, count: Self.mostReadable)
    }

    deinit {
        for pair in 0..<capacity { close(pair) }
        CLinux.close(epoll)
        descriptors.deallocate()
        tags.deallocate()
    }

    // MARK: control side

    /// Opens the port at `address` for RTP, and the one above for RTCP.
    /// - Throws: `MediaIOError` when one of the two cannot be had; then neither is open
    func open(_ pair: Int, at address: TransportAddress) throws(MediaIOError) {
        let media = try DatagramSocket.openForCall(address).descriptor
        do {
            let above = TransportAddress(high: address.high, low: address.low, port: address.port + 1)
            descriptors[2 * pair + 1] = try DatagramSocket.openForCall(above).descriptor
        } catch {
            CLinux.close(media)
            throw error
        }
        descriptors[2 * pair] = media
    }

    /// Has the media thread look after an open pair. What has come before is too old to be heard.
    func watch(_ pair: Int) throws(MediaIOError) {
        for index in 2 * pair...2 * pair + 1 {
            var rest = [UInt8](repeating: 0, count: 1)
            var count = 0
            // Bounded: a flood never ends.
            while count < 512, recv(descriptors[index], &rest, rest.count, Int32(MSG_DONTWAIT)) >= 0 { count += 1 }
            let isWatched = clinux_epoll_watch(epoll, descriptors[index], UInt32(index)) == 0
            guard isWatched || clinux_errno() == EEXIST else { throw .system(call: "epoll_ctl", code: clinux_errno()) }
        }
    }

    /// Sends from a pair that is not watched.
    func send(_ datagram: [UInt8], from pair: Int, isControl: Bool, to address: SocketAddress) {
        address.send(datagram, on: descriptor(pair, isControl: isControl))
    }

    /// Reads what has arrived at a pair that is not watched.
    func take(at pair: Int, isControl: Bool, most: Int) -> [ReceivedDatagram] {
        var datagrams: [ReceivedDatagram] = []
        var bytes = [UInt8](repeating: 0, count: PacketBatch.slotBytes)
        for _ in 0..<most {
            var source = SocketAddress()
            // With this flag the system tells the whole length, whatever fits.
            let count = source.receive(into: &bytes, on: descriptor(pair, isControl: isControl), Int32(MSG_DONTWAIT) | Int32(MSG_TRUNC))
            guard count >= 0 else { break }
            if count <= bytes.count { datagrams.append(ReceivedDatagram(bytes: Array(bytes[..<count]), source: source.transportAddress)) }
        }
        return datagrams
    }

    func close(_ pair: Int) {
        for index in 2 * pair...2 * pair + 1 where descriptors[index] >= 0 {
            // Closed, it is not watched any more.
            CLinux.close(descriptors[index])
            descriptors[index] = -1
        }
    }

    // MARK: media thread

    func descriptor(_ pair: Int, isControl: Bool) -> Int32 { descriptors[2 * pair + (isControl ? 1 : 0)] }

    /// Looks where something has arrived, with one system call.
    /// - Returns: how many sockets; `readable` tells which
    func findReadable() -> Int { max(Int(clinux_epoll_readable(epoll, tags, Int32(Self.mostReadable))), 0) }

    func readable(_ index: Int) -> (port: Int, isControl: Bool) { (Int(tags[index] / 2), tags[index] & 1 == 1) }

    /// Sends all that the outbox holds for these sockets.
    /// - Returns: how many datagrams the system did not take
    func send(_ outbox: borrowing PacketBatch, isIPv6: Bool) -> Int {
        guard capacity > 0 else { return 0 }
        var refused = 0
        for slot in 0..<outbox.count {
            let index = Int(outbox.socket(slot))
            let packet = outbox.packet(slot)
            guard packet.count > 0, index >= 0, index < 2 * capacity else { continue }
            if !SocketAddress(outbox.address(slot), isIPv6: isIPv6).send(packet, on: descriptors[index]) { refused += 1 }
        }
        return refused
    }
}

import CLinux
import MediaTypes
import RTP

/// Many participants on loopback, each with a socket of its own: they send packet loops in real time, spread evenly over each 20 ms, and
/// count what comes back.
public struct LoadGenerator: ~Copyable {
    /// - Units: packets
    public struct Figures: Sendable, Codable {
        public var sent = 0
        public var received = 0
        /// Gaps in the sequence numbers that came back.
        public var lost = 0
        /// Participants to whom something was lost.
        public var participantsWithLoss = 0
        /// Sequence numbers that should have come in the time, at one a tick, from the participant that got least of them: 1 is all.
        public var leastShare = 1.0
        /// Own lateness: how far the generator fell behind its clock at most, in ms. Above 20 the machine was too slow for it.
        public var worstLatenessMs = 0.0
        public init() {}
    }

    /// What came to the listener.
    public struct HeardPacket: Sendable {
        public let arrival: MediaTime
        public let payload: [UInt8]
    }

    private struct Client {
        let socket: Int32
        let loop: Int
        var sequence: UInt16 = 0
        var timestamp: UInt32 = 0
        var round = 0
        var received = 0
        var lost = 0
        var expected: UInt16?
    }

    /// What each participant sends, from the first to the last.
    public static func loops(_ settings: BenchSettings) -> [PacketLoop] { EngineBench.loops(settings) }

    private let loops: [PacketLoop]
    private let payloadType: UInt8
    private var clients: [Client] = []
    /// Where each participant is on 127.0.0.1.
    public private(set) var ports: [UInt16] = []
    private var figures = Figures()
    /// The participant whose packets are kept, in the order in which they came; nil: none are.
    public var listener: Int?
    public private(set) var heard: [HeardPacket] = []

    /// - Returns: nil when so many sockets cannot be had
    public init?(_ settings: BenchSettings) {
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 {
            limit.rlim_cur = limit.rlim_max
            setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        loops = Self.loops(settings)
        payloadType = settings.format.kind == .pcma ? 8 : 111
        for index in 0..<settings.legs {
            guard let (descriptor, address) = IOBench.loopbackSocket() else { return nil }
            clients.append(Client(socket: descriptor, loop: index, round: index))
            ports.append(UInt16(bigEndian: address.sin_port))
        }
    }

    deinit { for client in clients { close(client.socket) } }

    /// Sends and receives for a while; call again to go on. Figures count from the last call on.
    public mutating func run(seconds: Int, port: UInt16, progress: (Double) -> Void = { _ in }) -> Figures {
        run(seconds: seconds, boxPorts: [UInt16](repeating: port, count: clients.count), progress: progress)
    }

    /// The same, with a port of the box for each participant.
    public mutating func run(seconds: Int, boxPorts: [UInt16], progress: (Double) -> Void = { _ in }) -> Figures {
        figures = Figures()
        for index in clients.indices {
            clients[index].received = 0
            clients[index].lost = 0
        }
        var server = sockaddr_in()
        server.sin_family = sa_family_t(AF_INET)
        server.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        let start = clinux_monotonic_ns()
        let ticks = seconds * 50
        // Twenty groups, one each millisecond.
        for slot in 0..<ticks * 20 {
            let due = start + Int64(slot) * 1_000_000
            let now = clinux_monotonic_ns()
            if now < due { usleep(UInt32((due - now) / 1_000)) }
            figures.worstLatenessMs = max(figures.worstLatenessMs, Double(now - due) / 1e6)
            var index = slot % 20
            while index < clients.count {
                receive(index)
                server.sin_port = boxPorts[index].bigEndian
                send(index, to: server)
                index += 20
            }
            if slot % 1_000 == 0 { progress(Double(slot) / Double(ticks * 20)) }
        }
        usleep(100_000)
        for index in clients.indices { receive(index) }
        for client in clients {
            figures.received += client.received
            figures.lost += client.lost
            if client.lost > 0 { figures.participantsWithLoss += 1 }
            figures.leastShare = min(figures.leastShare, Double(client.received) / Double(ticks))
        }
        return figures
    }

    private mutating func send(_ index: Int, to server: sockaddr_in) {
        let loop = loops[clients[index].loop]
        let payload = loop.payloads[clients[index].round % loop.payloads.count]
        clients[index].round += 1
        clients[index].timestamp &+= UInt32(loop.ticksPerPacket)
        guard !payload.isEmpty else { return }
        clients[index].sequence &+= 1
        figures.sent += 1
        withUnsafeTemporaryAllocation(byteCount: 12 + payload.count, alignment: 8) { packet in
            var space = packet.mutableBytes
            _ = RTPHeader(payloadType: payloadType, marker: false, sequenceNumber: SequenceNumber(clients[index].sequence),
                          timestamp: RTPTimestamp(clients[index].timestamp), ssrc: UInt32(index + 1)).write(into: &space)
            payload.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: packet[12...]).copyMemory(from: $0) }
            IOBench.send(clients[index].socket, UnsafeRawBufferPointer(packet), to: server)
        }
    }

    private mutating func receive(_ index: Int) {
        withUnsafeTemporaryAllocation(byteCount: 1_536, alignment: 8) { space in
            while true {
                let count = recv(clients[index].socket, space.baseAddress, space.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return }
                let bytes = UnsafeRawBufferPointer(rebasing: space[..<count]).bytes
                guard PacketKind.classify(bytes) == .rtp, let header = RTPHeader(parsing: bytes) else { continue }
                clients[index].received += 1
                if index == listener {
                    let payload = header.payload(in: bytes).withUnsafeBytes { Array($0) }
                    heard.append(HeardPacket(arrival: MediaTime(nanoseconds: clinux_monotonic_ns()), payload: payload))
                }
                if let expected = clients[index].expected {
                    let gap = SequenceNumber(expected).distance(to: header.sequenceNumber)
                    if gap > 0 { clients[index].lost += gap }
                }
                clients[index].expected = header.sequenceNumber.value &+ 1
            }
        }
    }
}

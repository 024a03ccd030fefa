import DTLS
import MediaTypes

/// The way between a client and a server, in virtual time: loses, delays (so that datagrams overtake each other) and doubles.
struct Network {
    private struct Datagram {
        let due: MediaTime
        let isToServer: Bool
        let bytes: [UInt8]
    }

    private let loss: Float
    private let duplication: Float
    private let delayMs: ClosedRange<Int64>
    private var random: SplitMix64
    private var underway: [Datagram] = []
    private(set) var now = MediaTime.zero
    /// Everything that was sent, lost or not.
    private(set) var sent: [(isToServer: Bool, bytes: [UInt8])] = []
    /// Told of each datagram when it is sent; says whether it may go on its way.
    var admitsToServer: (([UInt8]) -> Bool)?
    var admitsToClient: (([UInt8]) -> Bool)?

    init(seed: UInt64 = 1, loss: Float = 0, duplication: Float = 0, delayMs: ClosedRange<Int64> = 10...10) {
        self.loss = loss
        self.duplication = duplication
        self.delayMs = delayMs
        random = SplitMix64(seed: seed)
    }

    /// Until nothing is underway and nobody has anything to do, but at most until `end`.
    mutating func run(_ pair: Pair, until end: MediaTime = .seconds(60)) {
        while let next = [underway.map(\.due).min(), pair.client.deadline, pair.server.deadline].compactMap({ $0 }).min(), next <= end {
            now = max(now, next)
            let arrived = underway.filter { $0.due <= now }
            underway.removeAll { $0.due <= now }
            for datagram in arrived {
                if datagram.isToServer {
                    send(pair.server.handle(datagram.bytes, at: now), isToServer: false)
                } else {
                    send(pair.client.handle(datagram.bytes, at: now), isToServer: true)
                }
            }
            if let due = pair.client.deadline, due <= now { send(pair.client.advance(to: now), isToServer: true) }
            if let due = pair.server.deadline, due <= now { send(pair.server.advance(to: now), isToServer: false) }
        }
    }

    mutating func send(_ datagrams: [[UInt8]], isToServer: Bool) {
        for bytes in datagrams {
            sent.append((isToServer, bytes))
            if let admits = isToServer ? admitsToServer : admitsToClient, !admits(bytes) { continue }
            if random.nextUnit() < loss { continue }
            for _ in 0..<(random.nextUnit() < duplication ? 2 : 1) {
                let delay = MediaTime.milliseconds(Int64.random(in: delayMs, using: &random))
                underway.append(Datagram(due: now + delay, isToServer: isToServer, bytes: bytes))
            }
        }
    }
}

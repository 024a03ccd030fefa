import DTLS
import MediaLink
import MediaTypes
import SRTP

@testable import PhoneGateway

/// Somebody at an address of a network, who holds one handshake with the box.
final class FarEnd {
    let address: TransportAddress
    private var session: DTLSSession
    private(set) var keys: DTLSKeys?
    private(set) var failures: [DTLSFailure] = []
    private(set) var isClosed = false
    /// Datagrams that came from the box.
    var heard = 0
    /// Whether it speaks as soon as it has keys, as telephones do.
    let speaks: Bool
    private var nextPacket: MediaTime?

    init(
        _ address: TransportAddress, _ identity: DTLSIdentity, _ role: DTLSSession.Role, box: CertificateFingerprint, speaks: Bool = true,
        at now: MediaTime = .zero
    ) throws {
        self.address = address
        self.speaks = speaks
        session = try DTLSSession(identity: identity, role: role, peer: box, at: now)
    }

    var deadline: MediaTime? { [session.deadline, nextPacket].compactMap { $0 }.min() }

    func handle(_ bytes: [UInt8], at now: MediaTime) -> [[UInt8]] {
        heard += 1
        return note(session.handle(bytes, at: now), at: now)
    }

    /// What is due, sound among it.
    func advance(to now: MediaTime) -> [[UInt8]] {
        var datagrams = note(session.advance(to: now), at: now)
        if let due = nextPacket, due <= now {
            datagrams.append([0x80, 8] + [UInt8](repeating: 0, count: 20))
            nextPacket = due + .milliseconds(20)
        }
        return datagrams
    }

    func close(at now: MediaTime) -> [[UInt8]] { note(session.close(), at: now) }

    private func note(_ actions: [DTLSAction], at now: MediaTime) -> [[UInt8]] {
        var datagrams: [[UInt8]] = []
        for action in actions {
            switch action {
            case .send(let bytes): datagrams.append(bytes)
            case .connected(let keys):
                self.keys = keys
                if speaks { nextPacket = now }
            case .failed(let failure): failures.append(failure)
            case .closed: isClosed = true
            }
        }
        return datagrams
    }
}

/// One port of the box, and all who come to it, in virtual time: datagrams get lost, doubled, late, and overtake each other.
struct PortNetwork {
    private struct Datagram {
        let due: MediaTime
        let bytes: [UInt8]
        /// Nil: the box.
        let destination: TransportAddress?
        let source: TransportAddress?
    }

    private let loss: Float
    private let duplication: Float
    private let delayMs: ClosedRange<Int64>
    private var random: SplitMix64
    private var underway: [Datagram] = []
    private(set) var now = MediaTime.zero
    var box: CallHandshaking
    var farEnds: [FarEnd] = []
    /// Told of each datagram of the box when it is sent; says whether it may go on its way.
    var admits: (([UInt8]) -> Bool)?

    init(_ box: CallHandshaking, seed: UInt64 = 1, loss: Float = 0, duplication: Float = 0, delayMs: ClosedRange<Int64> = 10...10) {
        self.box = box
        self.loss = loss
        self.duplication = duplication
        self.delayMs = delayMs
        random = SplitMix64(seed: seed)
    }

    /// Until the box has come to an end, or nobody has anything to do, at most until `end`.
    mutating func run(until end: MediaTime = .seconds(60)) {
        while box.outcome == nil, let next = ([box.deadline, underway.map(\.due).min()] + farEnds.map(\.deadline)).compactMap({ $0 }).min(), next <= end {
            now = max(now, next)
            let arrived = underway.filter { $0.due <= now }
            underway.removeAll { $0.due <= now }
            for datagram in arrived { deliver(datagram) }
            if let due = box.deadline, due <= now { send(box.advance(to: now)) }
            for farEnd in farEnds { if let due = farEnd.deadline, due <= now { send(farEnd.advance(to: now), from: farEnd.address) } }
        }
    }

    private mutating func deliver(_ datagram: Datagram) {
        if let destination = datagram.destination {
            guard let farEnd = farEnds.first(where: { $0.address == destination }) else { return }
            send(farEnd.handle(datagram.bytes, at: now), from: destination)
        } else if let source = datagram.source {
            send(box.handle(ReceivedDatagram(bytes: datagram.bytes, source: source), at: now))
        }
    }

    mutating func send(_ datagrams: [[UInt8]], from source: TransportAddress) {
        for bytes in datagrams { carry { Datagram(due: $0, bytes: bytes, destination: nil, source: source) } }
    }

    private mutating func send(_ datagrams: [DatagramToSend]) {
        for datagram in datagrams where admits?(datagram.bytes) ?? true {
            carry { Datagram(due: $0, bytes: datagram.bytes, destination: datagram.address, source: nil) }
        }
    }

    private mutating func carry(_ make: (MediaTime) -> Datagram) {
        if random.nextUnit() < loss { return }
        for _ in 0..<(random.nextUnit() < duplication ? 2 : 1) {
            underway.append(make(now + .milliseconds(Int64.random(in: delayMs, using: &random))))
        }
    }
}

import ICE
import MediaTypes

/// What comes to a server's agent, as an input tells it: each step is a byte that says what happens (and from which tuple), two of length,
/// and as many bytes. A stranger must get nothing; somebody in the session at most one answer, to where the check came from, and never more
/// than 8 tuples.
struct STUNConversation {
    enum Step: UInt8, CaseIterable {
        /// A datagram of somebody who has no password.
        case stranger
        /// Attributes that the fuzzer chooses, behind a user name of the session and under its password.
        case member
        /// A whole message of the fuzzer's, sealed with the password.
        case sealed
        /// An answer to the controlling agent's check, with attributes that the fuzzer chooses, sealed with the password.
        case answer
        /// A second goes by for each byte of the length.
        case wait
        /// New credentials; the next checks are made with them.
        case restart
    }

    static let passwords = ["the first password", "the second password"]

    /// Nobody knows the password of this one.
    private var secret: ICELiteAgent
    private var lite: ICELiteAgent
    private var client: ICEControllingAgent
    private var generation = 0
    private var now = MediaTime.zero
    private var allowed: Set<TransportAddress> = []
    private var random = SplitMix64(seed: 1)
    private var check = STUNTransaction(high: 0, low: 0)

    private static let nameAndPriority: [UInt8] =
        [0, 6, 0, 5] + Array("evtj:".utf8) + [0, 0, 0] + [0, 0x24, 0, 4, 0, 0, 0, 1]
    private static let server = TransportAddress(ipv4: 0x7F00_0001, port: 3_478)
    private static func credentials(_ generation: Int) -> ICECredentials {
        ICECredentials(ufrag: "evtj", password: passwords[generation % 2])
    }

    init() {
        let local = Self.credentials(0)
        secret = ICELiteAgent(local: ICECredentials(ufrag: "evtj", password: "told to nobody"), remote: nil, at: .zero)
        lite = ICELiteAgent(local: local, remote: nil, at: .zero)
        client = ICEControllingAgent(local: local, remote: local, to: Self.server, at: .zero, using: &random)
    }

    static func run(_ bytes: RawSpan) {
        var conversation = STUNConversation()
        var offset = 0
        while let step = bytes.byte(at: offset), let length = bytes.uint16(at: offset + 1) {
            let content = bytes.bytes(in: offset + 3..<offset + 3 + Int(length))
            let datagram = content.withUnsafeBytes { Array($0) }
            conversation.take(Step(rawValue: step % 6) ?? .stranger, from: Int(step / 6), Int(length), datagram)
            offset += 3 + content.byteCount
        }
    }

    private mutating func take(_ step: Step, from index: Int, _ length: Int, _ content: [UInt8]) {
        switch step {
        case .stranger:
            Self.read(content)
            let said = secret.handle(content, from: Self.tuple(index), at: .zero)
            precondition(said.isEmpty, "a stranger got something")
            deliver(content, from: index)
        case .member: deliver(sealed(type: 0x0001, Self.nameAndPriority + content), from: index)
        case .sealed: deliver(STUNSeal.seal(content, password: Self.passwords[generation % 2]), from: index)
        case .answer: answer(content)
        case .wait:
            now += .seconds(Int64(length))
            note(lite.advance(to: now), from: nil)
            askClient()
        case .restart:
            generation += 1
            lite.restart(local: Self.credentials(generation), remote: nil, at: now)
            client.restart(local: Self.credentials(generation), remote: Self.credentials(generation), at: now)
            precondition(lite.localUfrags.count <= 2)
        }
    }

    private static func tuple(_ index: Int) -> TransportAddress { TransportAddress(ipv4: 0xC000_0201, port: UInt16(index)) }

    private func sealed(
        type: UInt16, _ attributes: [UInt8], _ transaction: STUNTransaction = STUNTransaction(high: 1, low: 2)
    ) -> [UInt8] {
        // Of a message of our own, the header.
        var header = Array(STUNMessage(.request, transaction: transaction).write(password: "")[..<20])
        header[0] = UInt8(type >> 8)
        header[1] = UInt8(truncatingIfNeeded: type)
        return STUNSeal.seal(header + attributes, password: Self.passwords[generation % 2])
    }

    private mutating func deliver(_ datagram: [UInt8], from index: Int) {
        Self.read(datagram)
        note(lite.handle(datagram, from: Self.tuple(index), at: now), from: Self.tuple(index))
    }

    private mutating func note(_ actions: [ICEAction], from source: TransportAddress?) {
        var sent = 0
        for action in actions {
            switch action {
            case .send(let datagram, let target):
                sent += 1
                precondition(target == source && sent == 1, "more than an answer")
                precondition(STUNMessage(parsing: datagram.span.bytes)?.hasFingerprint == true, "our own message cannot be read")
            case .allow(let tuple): precondition(allowed.insert(tuple).inserted && allowed.count <= 8)
            case .forget(let tuple): precondition(allowed.remove(tuple) != nil && tuple != lite.selected)
            case .select(let tuple): precondition(allowed.contains(tuple) && lite.selected == tuple)
            case .consentLost, .consentBack, .expired: break
            }
        }
    }

    private mutating func askClient() {
        for action in client.advance(to: now) {
            guard case .send(let datagram, _) = action, let sent = STUNMessage(parsing: datagram.span.bytes) else { continue }
            check = sent.transaction
        }
    }

    private mutating func answer(_ attributes: [UInt8]) {
        askClient()
        let datagram = sealed(type: 0x0101, attributes, check)
        Self.read(datagram)
        for action in client.handle(datagram, from: Self.server, at: now) {
            if case .send = action { preconditionFailure("an answer is answered") }
        }
    }

    /// Whatever can be read can be written, and is then the same.
    private static func read(_ datagram: [UInt8]) {
        _ = STUNDatagram.localUfrag(of: datagram)
        guard let message = STUNMessage(parsing: datagram.span.bytes) else { return }
        precondition(!message.isAuthentic(in: datagram.span.bytes, password: "told to nobody"))
        let written = message.write(password: "p")
        guard let again = STUNMessage(parsing: written.span.bytes) else { preconditionFailure("what is written cannot be read") }
        precondition(again.isAuthentic(in: written.span.bytes, password: "p") && again.hasFingerprint && again.unknownRequired.isEmpty)
        precondition(again.messageClass == message.messageClass && again.method == message.method)
        precondition(again.transaction == message.transaction && again.username == message.username)
        precondition(again.priority == message.priority && again.role == message.role && again.isNominating == message.isNominating)
        precondition(again.mappedAddress == message.mappedAddress && again.errorCode == message.errorCode)
        precondition(again.unknownAttributes == message.unknownAttributes)
    }
}

import MediaTypes
import SIP

/// A hostile message as a datagram, and cut into pieces on a stream; and a user agent with a call that gets it.
enum SIPExchange {
    private static let trunk = SIPPath(.udp, TransportAddress(ipv4: 0xC000_0201, port: 5_060))
    private static let local = TransportAddress(ipv4: 0xC633_6407, port: 5_060)

    static func run(_ bytes: RawSpan) {
        let message = bytes.withUnsafeBytes { Array($0) }
        read(message)
        stream(message)
        serve(message)
    }

    private static func read(_ bytes: [UInt8]) {
        do throws(MalformedMessage) {
            let message = try SIPMessage.parse(bytes)
            // What is written is read, and is the same again.
            precondition((try? SIPMessage.parse(message.bytes).bytes) == message.bytes)
        } catch {
            precondition(error.error.description.utf8.allSatisfy { $0 >= 0x20 })
            if let answer = error.answer { precondition(answer.starts(with: "SIP/2.0 ".utf8) && answer.count < bytes.count + 400) }
        }
    }

    /// The first byte says how long the pieces are: where they are cut makes no difference.
    private static func stream(_ bytes: [UInt8]) {
        guard let first = bytes.first else { return }
        var whole = StreamFramer()
        let expected = whole.handle(bytes, at: .zero)
        var pieces = StreamFramer()
        var events: [StreamFramer.Event] = []
        let size = Int(first % 61) + 1
        for start in stride(from: 0, to: bytes.count, by: size) {
            events += pieces.handle(Array(bytes[start..<min(start + size, bytes.count)]), at: .zero)
        }
        precondition(events == expected, "the pieces matter")
    }

    private static func serve(_ bytes: [UInt8]) {
        var agent = UserAgent(UserAgentSettings(localAddresses: [.udp: local], admitted: [AddressRange(trunk.address)]), secret: [1])
        var now = MediaTime.zero
        let account = TrunkAccount(domain: "t", user: "u", password: "told to nobody", realm: "t")
        let (id, _) = agent.add(Trunk(account, targets: [trunk]), at: now)
        guard agent.dial("1", over: id, .sdp("a"), at: now) != nil else { preconditionFailure("no trunk") }
        for _ in 0..<2 {
            for action in agent.receive(bytes, from: trunk, at: now) {
                switch action {
                case .send(_, to: let path): precondition(path.address.low == trunk.address.low, "a stranger got something")
                case .incoming(let call, _): _ = agent.accept(call, .sdp("b"), at: now)
                default: break
                }
            }
        }
        var steps = 0
        while let deadline = agent.deadline, deadline < .seconds(400), steps < 500 {
            now = max(now, deadline)
            _ = agent.advance(to: now)
            steps += 1
        }
        precondition(steps < 500, "a deadline that does not move")
    }
}

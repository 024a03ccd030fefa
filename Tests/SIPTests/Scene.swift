import MediaTypes

@testable import SIP

/// A user agent in virtual time, and all that it says. The trunk is at 192.0.2.1:5060, the box at 198.51.100.7:5060.
struct Scene {
    static let trunk = SIPPath(.udp, TransportAddress(ipv4: 0xC000_0201, port: 5_060))
    static let local = TransportAddress(ipv4: 0xC633_6407, port: 5_060)
    static let secret = [UInt8](repeating: 7, count: 32)

    var agent: UserAgent
    var now = MediaTime.seconds(1_000)
    private(set) var actions: [UserAgentAction] = []
    /// When each action was taken.
    private(set) var times: [MediaTime] = []

    init(admitted: [AddressRange] = [AddressRange(Scene.trunk.address)], secret: [UInt8] = Scene.secret) {
        agent = UserAgent(
            UserAgentSettings(localAddresses: [.udp: Self.local, .tcp: Self.local, .tls: Self.local], admitted: admitted), secret: secret)
    }

    mutating func note(_ new: [UserAgentAction]) {
        actions += new
        times += new.map { _ in now }
    }

    /// What the agent does about a datagram.
    @discardableResult mutating func receive(_ bytes: [UInt8], from source: SIPPath = Scene.trunk) -> [UserAgentAction] {
        let new = agent.receive(bytes, from: source, at: now)
        note(new)
        return new
    }

    @discardableResult mutating func receive(_ text: String, from source: SIPPath = Scene.trunk) -> [UserAgentAction] {
        receive(Samples.bytes(text), from: source)
    }

    /// Answers a request of the agent's.
    @discardableResult mutating func answer(
        _ status: SIPStatus, to request: SIPRequest, tag: String? = "far", body: SIPBody? = nil, _ extra: [(HeaderName, String)] = []
    )
        -> [UserAgentAction]
    {
        var response = SIPResponse(status, to: request, tag: tag)
        if !extra.contains(where: { $0.0 == "Contact" }), request.method == .invite { response.add("Contact", "<sip:far@192.0.2.1:5060>") }
        for (name, value) in extra { response.add(name, value) }
        response.body = body
        return receive(response.bytes)
    }

    /// Lets time go by, from deadline to deadline.
    @discardableResult mutating func advance(by span: MediaTime) -> [UserAgentAction] {
        let end = now + span
        let before = actions.count
        var steps = 0
        while let deadline = agent.deadline, deadline <= end {
            now = max(now, deadline)
            note(agent.advance(to: now))
            steps += 1
            precondition(steps < 1_000_000, "a deadline that does not move")
        }
        now = end
        return Array(actions[before...])
    }

    /// The call that came last.
    var incoming: CallHandle? {
        for case .incoming(let handle, _) in actions.reversed() { return handle }
        return nil
    }

    var events: [CallEvent] { actions.events }
    var requests: [SIPRequest] { actions.requests }
    var responses: [SIPResponse] { actions.responses }
    var statuses: [Int] { actions.responses.map(\.status.code) }

    /// An established call from the trunk.
    static func established(extra: String = "", admitted: [AddressRange] = []) -> (Scene, CallHandle, SIPResponse)? {
        var scene = Scene(admitted: [AddressRange(trunk.address)] + admitted)
        scene.receive(Samples.invite(extra: extra, body: "v=0\n"))
        guard let call = scene.incoming else { return nil }
        scene.note(scene.agent.accept(call, .sdp("v=0 answer"), at: scene.now))
        guard let ok = scene.responses.last, ok.status == .ok else { return nil }
        scene.receive(Samples.inDialog("ACK", ok, sequence: 314_159))
        return (scene, call, ok)
    }

    /// An answered call over a trunk.
    static func dialled(registers: Bool = false) -> (Scene, CallHandle, SIPRequest)? {
        var scene = Scene()
        let (trunk, _) = scene.agent.add(Self.account(registers: registers), at: scene.now)
        guard let (call, first) = scene.agent.dial("0301234", over: trunk, .sdp("v=0 offer"), at: scene.now) else { return nil }
        scene.note(first)
        guard let invite = scene.requests.last else { return nil }
        return (scene, call, invite)
    }

    static func account(registers: Bool = true, keepAlive: Trunk.KeepAlive = .none, targets: [SIPPath] = [Scene.trunk]) -> Trunk {
        Trunk(
            TrunkAccount(domain: "trunk.example", user: "4711", password: "secret"), targets: targets, registers: registers,
            keepAlive: keepAlive)
    }
}

extension [UserAgentAction] {
    var events: [CallEvent] { compactMap { if case .call(_, let event) = $0 { event } else { nil } } }
    var messages: [SIPMessage] { compactMap { if case .send(let bytes, to: _) = $0 { try? SIPMessage.parse(bytes) } else { nil } } }
    var requests: [SIPRequest] { messages.compactMap { if case .request(let request) = $0 { request } else { nil } } }
    var responses: [SIPResponse] { messages.compactMap { if case .response(let response) = $0 { response } else { nil } } }
    var registrations: [RegistrationStatus] { compactMap { if case .registration(_, let status) = $0 { status } else { nil } } }
}

extension Samples {
    /// A request of the trunk's within the dialog that a 2xx of ours made.
    static func inDialog(
        _ method: String, _ ok: SIPResponse, sequence: UInt32, extra: String = "", type: String = "application/sdp", body: String = ""
    ) -> String {
        """
        \(method) sip:partyline@198.51.100.7:5060 SIP/2.0
        Via: SIP/2.0/UDP 192.0.2.1:5060;branch=z9hG4bK\(method)\(sequence);rport
        Max-Forwards: 70
        To: \(ok.headers["To"] ?? "")
        From: \(ok.headers["From"] ?? "")
        Call-ID: \(ok.callID)
        CSeq: \(sequence) \(method)
        Contact: <sip:alice@192.0.2.1:5060>
        \(extra)\(body.isEmpty ? "" : "Content-Type: \(type)\n")Content-Length: \(body.replacing("\n", with: "\r\n").utf8.count)

        \(body)
        """
    }
}

import CLinux
import MediaIO
import MediaTypes
import SDP
import SIP

/// The SIP side of telephones: our own user agent over one UDP socket on loopback, which calls the box as often as it likes.
///
/// - Threads: one at a time; it never waits
public final class Dialler {
    public enum Stage: Sendable, Equatable {
        case calling
        /// The box has answered: with what it says of its audio.
        case answered(CallAudio)
        case ended(CallEnd)
    }

    private struct Call {
        let began: MediaTime
        var stage = Stage.calling
        var answeredAfter: MediaTime?
        /// The newest answer to an offer of ours within the call.
        var change: CallAudio?
        var isChangeRefused = false
    }

    private let socket: VisitorSocket
    private var agent: UserAgent
    private let trunk: TrunkID
    private let path: SIPPath
    private var calls: [CallHandle: Call] = [:]
    private let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 65_536, alignment: 16)

    /// - Parameters:
    ///   - box: where it takes calls
    ///   - caller: the number that the box is shown
    /// - Throws: `VisitError` when no socket can be had
    public init(box: TransportAddress, caller: String, own: TransportAddress = TransportAddress(ipv4: 0x7F00_0001, port: 0)) throws(VisitError) {
        socket = try VisitorSocket(.datagrams, from: own, to: box)
        path = SIPPath(.udp, box)
        var agent = UserAgent(
            UserAgentSettings(
                localAddresses: [.udp: SocketAddress(boundTo: socket.descriptor).transportAddress], admitted: [AddressRange(box)], user: caller),
            secret: (0..<32).map { _ in .random(in: .min ... .max) })
        let account = TrunkAccount(domain: "127.0.0.1", user: caller, password: "")
        let trunk = Trunk(account, targets: [path], registers: false, keepAlive: .none)
        let (id, _) = agent.add(trunk, at: Self.now)
        self.trunk = id
        self.agent = agent
    }

    deinit { space.deallocate() }

    static var now: MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }

    /// - Parameter offer: a session description
    /// - Returns: nil when there are too many calls
    public func dial(_ number: String, offering offer: String) -> CallHandle? {
        let now = Self.now
        guard let (handle, actions) = agent.dial(number, over: trunk, .sdp(offer), at: now) else { return nil }
        calls[handle] = Call(began: now)
        perform(actions, at: now)
        return handle
    }

    public func stage(of call: CallHandle) -> Stage { calls[call]?.stage ?? .ended(.lost) }
    /// From the first INVITE to 200.
    public func answeredAfter(_ call: CallHandle) -> MediaTime? { calls[call]?.answeredAfter }
    /// What the box last answered to `offer`.
    public func change(of call: CallHandle) -> CallAudio? { calls[call]?.change }

    /// Whether the box has refused what was last offered within the call.
    public func hasRefusedChange(of call: CallHandle) -> Bool { calls[call]?.isChangeRefused ?? false }

    /// Changes a session.
    public func offer(_ offer: String, in call: CallHandle) {
        calls[call]?.change = nil
        calls[call]?.isChangeRefused = false
        perform(agent.offer(call, .sdp(offer), at: Self.now), at: Self.now)
    }

    public func hangUp(_ call: CallHandle) { perform(agent.hangUp(call, at: Self.now), at: Self.now) }

    /// Takes in what has come, and does what is due.
    public func attend() {
        while let count = socket.receive(into: space) {
            let now = Self.now
            perform(agent.receive(Array(space[..<count]), from: path, at: now), at: now)
        }
        if let deadline = agent.deadline, deadline <= Self.now { perform(agent.advance(to: Self.now), at: Self.now) }
    }

    private func perform(_ actions: [UserAgentAction], at now: MediaTime) {
        for action in actions {
            switch action {
            case .send(let bytes, _): socket.send(bytes)
            case .call(let handle, let event): note(event, of: handle, at: now)
            case .close, .incoming, .registration: break
            }
        }
    }

    private func note(_ event: CallEvent, of handle: CallHandle, at now: MediaTime) {
        switch event {
        case .answered(let body):
            guard let audio = Self.audio(body) else { break }
            calls[handle]?.stage = .answered(audio)
            if let began = calls[handle]?.began { calls[handle]?.answeredAfter = now - began }
        case .offerAnswered(let body): calls[handle]?.change = Self.audio(body)
        // The box asks whether the call is still there.
        case .offered: perform(agent.refuseOffer(handle, .notAcceptableHere, at: now), at: now)
        case .ended(let end): calls[handle]?.stage = .ended(end)
        case .offerRefused: calls[handle]?.isChangeRefused = true
        case .progress, .confirmed, .digit: break
        }
    }

    private static func audio(_ body: SIPBody?) -> CallAudio? {
        body.flatMap { try? CallAudio(parsing: String(decoding: $0.bytes, as: UTF8.self), allowsKeys: false) }
    }
}

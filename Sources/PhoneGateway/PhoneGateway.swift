import Conference
import DTLS
import MediaLink
import MediaTypes
import Profiles
import Privacy
import Prompts
import SIP

/// The way in from the telephone: takes calls, brings each to its menu, and knows for minutes who was lost.
///
/// - Threads: an actor; calls run beside it, each in a task of its own
public actor PhoneGateway {
    private struct RunningCall {
        let call: PhoneCall
        let trunk: TrunkID?
        let events: AsyncStream<CallEvent>.Continuation
    }

    private let configuration: ServiceConfiguration
    private let linkTerms: [String: CallTerms]
    let surroundings: CallSurroundings
    var trunks: [TrunkID: TrunkConfiguration] = [:]
    /// In the order of the configuration.
    var trunkIDs: [TrunkID] = []
    var troubles: [TrunkID: TrunkTrouble] = [:]
    var registrations: [TrunkID: RegistrationStatus] = [:]
    private var calls: [CallHandle: RunningCall] = [:]
    private var returning = ReturningCallers()
    /// Whether a task waits for their time to be over.
    private var isForgetting = false
    /// Events of calls that we are about to know: a dialled number may ring before `dial` has returned.
    private var early: [CallHandle: [CallEvent]] = [:]
    private var dialling = 0
    private var isStopping = false

    var station: SIPStation { surroundings.station }

    /// - Parameters:
    ///   - mixRate: of the engine, in Hz; prompts have it, too
    ///   - linkTerms: the terms on lines that trunks name, by the line's name; on all others `terms` hold
    /// - Throws: `DTLSError` when libcrypto makes no certificate
    public init(
        _ configuration: ServiceConfiguration, station: SIPStation, conference: Conference, media: any MediaPort & WaitingPorts,
        prompts: PromptLibrary, mixRate: Int, terms: CallTerms, linkTerms: [String: CallTerms] = [:]
    ) throws(DTLSError) {
        self.configuration = configuration
        self.linkTerms = linkTerms
        surroundings = CallSurroundings(
            station: station, conference: conference, media: media, handshakes: CallHandshakes(ports: media, identity: try DTLSIdentity()),
            prompts: prompts, terms: terms, mixRate: mixRate, tellsOfLostCalls: configuration.phone.lostCallNotice)
    }

    /// Adds a trunk, and registers with it if it wants that.
    public func add(_ trunk: TrunkConfiguration, _ account: StationTrunk) async {
        let id = await station.add(account)
        trunks[id] = trunk
        trunkIDs.append(id)
    }

    /// Takes calls until the task is cancelled.
    public func run() async {
        // Each as a task of its own, whose memory goes with it: this one would keep a caller's number until somebody else calls.
        for await event in station.events { await Task { await take(event) }.value }
    }

    private func take(_ event: StationEvent) async {
        switch event {
        case .incoming(let handle, let incoming, let trunk): await begin(handle, incoming, trunk)
        case .call(let handle, let event):
            if let running = calls[handle] {
                running.events.yield(event)
            } else if dialling > 0 {
                early[handle, default: []].append(event)
            }
        case .registration(let trunk, let status): note(status, of: trunk)
        }
    }

    /// Tells every caller that the box stops, and ends the calls.
    public func stop() async {
        isStopping = true
        let running = calls.values.map(\.call)
        await withDiscardingTaskGroup { group in
            for call in running { group.addTask { await call.restart() } }
        }
        let limit = surroundings.now() + Chosen.lastWords
        while !calls.isEmpty, surroundings.now() < limit { try? await Task.sleep(for: .milliseconds(50)) }
        await station.stop()
    }

    /// Calls that are not over.
    public var callCount: Int { calls.count }

    // MARK: calls that come in

    private func begin(_ handle: CallHandle, _ incoming: IncomingCall, _ trunk: TrunkID?) async {
        guard !isStopping, calls.count < configuration.phone.calls, hasSpace(on: trunk) else { return await station.reject(handle, .busyHere) }
        let account = trunk.flatMap { trunks[$0] }
        let destination = configuration.destination(dialled: incoming.dialled, trunk: account?.name)
        let room = destination.room
        let key = CallerKey(incoming.caller, trunk: account?.name)
        let rooms = await surroundings.conference.listRooms().map(\.room)
        // Nobody can be told from others who withhold their number.
        let place = incoming.caller == nil ? nil : returning.take(key, dialling: room, among: rooms, at: surroundings.now())
        let beginning = place.map { CallBeginning.returning(room: $0.room, $0.role) } ?? .dialled(room: room)
        guard let media = await openMedia(toward: incoming.path, account) else {
            if let trunk { troubles[trunk] = .noPort }
            return await station.reject(handle, .unavailable)
        }
        let call = PhoneCall(
            handle, key: key, isWithheld: incoming.caller == nil, lastDigits: Self.lastDigits(of: incoming.caller),
            language: destination.language, beginning: beginning, media: media, surroundings)
        start(call, trunk) { call in await call.answer(incoming.offer) }
    }

    private func hasSpace(on trunk: TrunkID?) -> Bool {
        guard let trunk, let most = trunks[trunk]?.calls else { return true }
        return callCount(on: trunk) < most
    }

    func callCount(on trunk: TrunkID) -> Int { calls.values.count { $0.trunk == trunk } }

    /// A port, and where the other side finds it.
    private func openMedia(toward path: SIPPath, _ account: TrunkConfiguration?) async -> CallMedia? {
        let host = await station.contact(toward: path)
        guard let port = try? surroundings.media.reservePort() else { return nil }
        return CallMedia(
            port: port, host: host, terms: account?.link.flatMap { linkTerms[$0] } ?? surroundings.terms, allowsKeys: path.transport == .tls,
            requiresKeys: account?.encryption == .sdes, fingerprint: surroundings.handshakes.identity.fingerprint.sdp)
    }

    private func start(_ call: PhoneCall, _ trunk: TrunkID?, _ begin: @escaping @Sendable (isolated PhoneCall) async -> Void) {
        let (events, continuation) = AsyncStream.makeStream(of: CallEvent.self)
        let handle = call.handle
        calls[handle] = RunningCall(call: call, trunk: trunk, events: continuation)
        early.removeValue(forKey: handle)?.forEach { continuation.yield($0) }
        Task {
            let lost = await call.run(begin, events: events)
            await ended(call, lost)
        }
    }

    private func ended(_ call: PhoneCall, _ lost: (room: String, role: ParticipantRole)?) async {
        let running = calls.removeValue(forKey: call.handle)
        running?.events.finish()
        if let trunk = running?.trunk { troubles[trunk] = await call.trouble ?? (troubles[trunk] == .lost ? .lost : nil) }
        guard let lost, let key = call.returningKey else { return }
        returning.note(key, room: lost.room, role: lost.role, at: surroundings.now())
        // Forgotten when its time is over, and not only when somebody else calls. One task for all: each would hold some kilobytes for as long.
        guard !isForgetting else { return }
        isForgetting = true
        Task { [weak self] in
            repeat { try? await Task.sleep(for: .seconds(10)) } while await self?.forgetReturning() == true
        }
    }

    /// - Returns: whether there is somebody left to be forgotten later
    private func forgetReturning() -> Bool {
        isForgetting = returning.count(at: surroundings.now()) > 0
        return isForgetting
    }

    /// Only what a room may show to its hosts.
    private static func lastDigits(of caller: String?) -> String? {
        guard let caller else { return nil }
        let digits = caller.filter { $0.isASCII && $0.isNumber }
        return digits.count > 4 ? String(digits.suffix(2)) : nil
    }

    // MARK: calls that go out

    /// Calls somebody into a room.
    /// - Throws: `DialError`: which numbers are allowed, or what is wrong
    public func dial(_ number: String, intoRoom room: String) async throws {
        guard let number = PhoneNumber(number), configuration.phone.dialOut.contains(where: { $0.matches(number) }) else {
            throw DialError.notAllowed
        }
        _ = try await surroundings.conference.entrance(toRoom: room)
        guard let (trunk, account) = trunkIDs.lazy.compactMap({ id in self.trunks[id].map { (id, $0) } }).first(where: { self.hasSpace(on: $0.0) }) else {
            throw DialError.noTrunk
        }
        guard calls.count < configuration.phone.calls, let path = await station.status(of: trunk).target,
            var media = await openMedia(toward: path, account)
        else { throw DialError.busy }
        dialling += 1
        defer {
            dialling -= 1
            if dialling == 0 { early = [:] }
        }
        guard let handle = await station.dial(number.description, over: trunk, media.offer()) else {
            surroundings.media.releasePort(media.port)
            throw DialError.busy
        }
        let call = PhoneCall(
            handle, key: CallerKey(number.description, trunk: account.name), isWithheld: false, lastDigits: Self.lastDigits(of: number.description),
            language: account.language ?? configuration.phone.language, beginning: .invited(room: room), media: media, surroundings)
        start(call, trunk) { _ in }
    }
}

/// How much of what calls leave here there is now.
extension PhoneGateway: DataKeeper {
    public func keptNow() async -> [KeptData: Int] {
        var spoken = 0
        for call in calls.values.map(\.call) where await call.spokenName != nil { spoken += 1 }
        return [.callerNumber: calls.count, .spokenName: spoken, .returningHash: returning.count(at: surroundings.now())]
    }
}

/// Why a number is not called.
public enum DialError: Error, Sendable, CustomStringConvertible {
    case notAllowed
    case noTrunk
    case busy

    public var description: String {
        switch self {
        case .notAllowed: "the box may not call this number; phone.dial_out in partyline.yaml lists those that it may, such as \"+4930*\""
        case .noTrunk: "there is no trunk to call by; add one under trunks in partyline.yaml"
        case .busy: "the box, or its trunk, has as many calls as it can; try again when one is over"
        }
    }
}

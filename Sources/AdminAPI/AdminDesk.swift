import Conference
import FoundationEssentials
import MediaTypes
import Privacy
import Profiles

/// Answers requests: finds the operation, asks the conference, writes the line that goes back.
public struct AdminDesk: Sendable {
    let conference: Conference
    /// Nil where the box takes no calls.
    private let telephones: (any TelephoneDesk)?
    /// Nil where the profile comes from nowhere that could change.
    private let profiles: (any ProfileDesk)?
    /// Who else holds something of people.
    private let keepers: [any DataKeeper]
    private let webhooks: @Sendable () async -> [WebhookSnapshot]?

    /// - Parameters:
    ///   - keepers: what holds something of people, beside the conference
    ///   - webhooks: how they fare; nil where the box has none
    public init(
        _ conference: Conference, telephones: (any TelephoneDesk)? = nil, profiles: (any ProfileDesk)? = nil, keepers: [any DataKeeper] = [],
        webhooks: @escaping @Sendable () async -> [WebhookSnapshot]? = { nil }
    ) {
        self.keepers = keepers
        self.conference = conference
        self.telephones = telephones
        self.profiles = profiles
        self.webhooks = webhooks
    }

    /// What goes back to a client.
    enum Reply {
        /// One line; also for what is no request.
        case line([UInt8])
        /// That of `Done`, and then a line for each event.
        case events(EventWatch)
    }

    func reply(to request: Data) async -> Reply {
        do {
            let op = try AdminWire.op(of: request)
            if op == EventStream.op { return .events(try await conference.watch(room: AdminWire.read(EventStream.self, from: request).room)) }
            return .line(try await serve(op, request))
        } catch let refusal as AdminRefusal {
            return .line(AdminDesk.line(refusal))
        } catch let error as ProfileError {
            return .line(AdminDesk.line(AdminRefusal(code: "bad-profile", message: "the running profile stays: \(error)")))
        } catch let error as ConferenceError {
            return .line(AdminDesk.line(AdminRefusal(code: error.code, message: error.description)))
        } catch {
            return .line(AdminDesk.line(AdminRefusal(code: "failed", message: "the answer could not be written")))
        }
    }

    static func line(_ refusal: AdminRefusal) -> [UInt8] {
        // A refusal is two strings; they can always be written.
        (try? AdminWire.write(refusal: refusal)) ?? []
    }

    private func serve(_ op: String, _ request: Data) async throws -> [UInt8] {
        switch op {
        case RoomAdd.op:
            try await serve(RoomAdd.self, request) {
                try await conference.addRoom($0.room, $0.settings ?? RoomSettings(), isTemporary: $0.temporary ?? false)
            }
        case RoomSet.op: try await serve(RoomSet.self, request) { try await conference.setRoom($0.room, $0.settings) }
        case RoomList.op: try await serve(RoomList.self, request) { _ in await conference.listRooms() }
        case RoomShow.op:
            try await serve(RoomShow.self, request) {
                let shown = try await conference.showRoom($0.room)
                return RoomShow.Answer(room: shown.room, participants: shown.participants)
            }
        case RoomLock.op: try await serve(RoomLock.self, request) { try await conference.lockRoom($0.room, $0.locked) }
        case RoomEnd.op:
            try await serve(RoomEnd.self, request) { RoomEnd.Answer(room: $0.room, removed: try await conference.endMeeting(in: $0.room)) }
        case RoomRemove.op:
            try await serve(RoomRemove.self, request) {
                try await conference.removeRoom($0.room, evict: $0.evict ?? false)
                return Done()
            }
        case PeopleList.op: try await serve(PeopleList.self, request) { try await conference.listParticipants(room: $0.room) }
        case PeopleMute.op: try await serve(PeopleMute.self, request) { try await conference.setMuted($0.handle, $0.muted) }
        case PeopleGain.op:
            try await serve(PeopleGain.self, request) { try await conference.setGain($0.handle, Decibels(Float($0.gainDB))) }
        case PeopleRename.op:
            try await serve(PeopleRename.self, request) { try await conference.renameParticipant($0.handle, to: $0.name) }
        case PeopleRole.op: try await serve(PeopleRole.self, request) { try await conference.setRole($0.handle, $0.role) }
        case PeopleAdmit.op: try await serve(PeopleAdmit.self, request) { try await conference.admitParticipant($0.handle) }
        case PeopleRemove.op:
            try await serve(PeopleRemove.self, request) {
                try await conference.removeParticipant($0.handle)
                return Done()
            }
        case LegAdd.op:
            try await serve(LegAdd.self, request) { LegAdd.Answer(try await conference.addLeg($0.request(), toRoom: $0.room)) }
        case TrunkStatusQuery.op: try await serve(TrunkStatusQuery.self, request) { try await trunks($0.trunk) }
        case TrunkTest.op: try await serve(TrunkTest.self, request) { try await telephones(for: $0.trunk).test(trunk: $0.trunk) }
        case PeopleDial.op:
            try await serve(PeopleDial.self, request) {
                try await someTelephones().dial($0.number, intoRoom: $0.room)
                return Done()
            }
        case ProfileReload.op: try await serve(ProfileReload.self, request) { _ in try await reloadProfile() }
        case Status.op: try await serve(Status.self, request) { _ in await box() }
        case MetricsPage.op: try await serve(MetricsPage.self, request) { _ in await metrics() }
        case DiagnosticsQuery.op: try await serve(DiagnosticsQuery.self, request) { _ in await conference.diagnostics() }
        case DiagnosticsSwitch.op: try await serve(DiagnosticsSwitch.self, request) { try await turnDiagnostics($0.minutes) }
        case PrivacyQuery.op: try await serve(PrivacyQuery.self, request) { _ in await kept() }
        case let other:
            let known = AdminDesk.ops.joined(separator: ", ")
            throw AdminRefusal(code: "unknown-op", message: "there is no operation \"\(other)\"; there is: \(known)")
        }
    }

    private static let ops = [
        RoomAdd.op, RoomSet.op, RoomList.op, RoomShow.op, RoomLock.op, RoomEnd.op, RoomRemove.op,
        PeopleList.op, PeopleMute.op, PeopleGain.op, PeopleRename.op, PeopleRole.op, PeopleAdmit.op, PeopleDial.op, PeopleRemove.op,
        TrunkStatusQuery.op, TrunkTest.op, LegAdd.op, ProfileReload.op, Status.op, MetricsPage.op, PrivacyQuery.op, DiagnosticsQuery.op,
        DiagnosticsSwitch.op, EventStream.op,
    ]

    /// The page that Prometheus reads.
    public func metrics() async -> String {
        BoxMetrics(box: await box(), trunks: await telephones?.trunks() ?? [], health: await conference.health()).text
    }

    private func box() async -> BoxSnapshot {
        var box = await conference.snapshot()
        box.telephones = await telephones?.snapshot()
        box.webhooks = await webhooks()
        return box
    }

    private func turnDiagnostics(_ minutes: Int) async throws -> DiagnosticsState {
        let most = Int(Conference.longestDiagnostics.milliseconds / 60_000)
        guard (0...most).contains(minutes) else {
            throw AdminRefusal(code: "bad-minutes", message: "diagnostics last 1 to \(most) minutes, and 0 ends them; found \(minutes)")
        }
        return minutes == 0 ? await conference.endDiagnostics() : await conference.startDiagnostics(for: .seconds(60 * Int64(minutes)))
    }

    private func kept() async -> PrivacyQuery.Answer {
        var kept = Dictionary(uniqueKeysWithValues: KeptData.allCases.filter(\.isCounted).map { ($0.rawValue, 0) })
        for keeper in keepers + [conference] { for (data, count) in await keeper.keptNow() { kept[data.rawValue, default: 0] += count } }
        return PrivacyQuery.Answer(kept: kept)
    }

    private func reloadProfile() async throws -> ProfileSwitch {
        guard let profiles else { throw AdminRefusal(code: "no-profile", message: "this box has its profile from no file that could be read anew") }
        return try await profiles.reload()
    }

    private func trunks(_ name: String?) async throws -> [TrunkSnapshot] {
        guard let name else { return await telephones?.trunks() ?? [] }
        return try await telephones(for: name).trunks().filter { $0.name == name }
    }

    private func someTelephones() throws -> any TelephoneDesk {
        guard let telephones else {
            throw AdminRefusal(code: "no-telephones", message: "this box takes no calls; set phone.sip_port or a trunk in partyline.yaml and start again")
        }
        return telephones
    }

    /// - Throws: when there is no trunk of that name
    private func telephones(for name: String) async throws -> any TelephoneDesk {
        let telephones = try someTelephones()
        let names = await telephones.trunks().map(\.name)
        guard names.contains(name) else {
            let known = names.isEmpty ? "none is configured" : "there is: " + names.joined(separator: ", ")
            throw AdminRefusal(code: "no-such-trunk", message: "there is no trunk \"\(name)\"; \(known)")
        }
        return telephones
    }

    private func serve<Operation: AdminOperation>(
        _ type: Operation.Type, _ request: Data, by answer: (Operation) async throws -> Operation.Answer
    ) async throws -> [UInt8] {
        try AdminWire.write(answer: try await answer(AdminWire.read(type, from: request)))
    }
}

import Conference
import FoundationEssentials
import Profiles

/// Tells the addresses in partyline.yaml when a room begins, ends, or has somebody in its lobby.
public struct Webhooks: Sendable {
    private let hooks: [Webhook]
    private let conference: Conference
    private let followed = Followed()

    /// - Parameter pauses: before each try
    public init(
        _ configurations: [WebhookConfiguration], conference: Conference, pauses: [Duration] = [.zero, .seconds(2), .seconds(10)]
    ) {
        self.conference = conference
        hooks = configurations.map { Webhook($0, pauses: pauses) { conference.record($0) } }
    }

    /// How each fares, in the order of the file.
    public func snapshots() async -> [WebhookSnapshot] {
        var snapshots: [WebhookSnapshot] = []
        for hook in hooks { snapshots.append(await hook.snapshot) }
        return snapshots
    }

    /// Whether what happens from now on is told.
    var isFollowing: Bool { get async { await followed.hasBegun } }

    /// Tells until the task is cancelled.
    public func run() async {
        let post = HTTPPost()
        await withTaskGroup(of: Void.self) { group in
            for hook in hooks { group.addTask { await hook.run(by: post) } }
            group.addTask { await follow() }
            await group.waitForAll()
        }
    }

    private func follow() async {
        guard let watch = try? await conference.watch() else { return }
        defer { watch.end() }
        await followed.begin()
        for await _ in watch.wakes {
            for event in watch.take() {
                guard let notice = WebhookNotice(event) else { continue }
                for hook in hooks where hook.configuration.events.contains(notice.event) { await hook.put(notice) }
            }
        }
    }

}

extension WebhookNotice {
    /// Nil for what no webhook is told.
    fileprivate init?(_ event: WatchedEvent) {
        let kinds = ["roomStarted": WebhookEvent.roomStart, "roomEnded": .roomEnd, "lobbyOccupied": .lobby]
        guard let kind = kinds[event.event], let room = event.room else { return nil }
        self.init(kind, room: room, at: .now, participants: event.participants ?? 0, waiting: event.waiting ?? 0)
    }
}

private actor Followed {
    private(set) var hasBegun = false
    func begin() { hasBegun = true }
}

import Conference
import Foundation
import MediaIO
import MediaTypes
import Profiles
import Testing

@testable import Webhooks

/// What happens in rooms of a conference, as an address is told.
@Suite(.timeLimit(.minutes(1))) struct RoomWebhookTests {
    private let conference: Conference
    private let media: MediaService

    init() throws {
        media = try MediaService.start(settings: .init(), address: TransportAddress(ipv4: 0x7F00_0001, port: 0))
        conference = Conference(
            media: media, profile: try ProfileStore(directories: []).load(nil), log: .silent)
    }

    private func join(_ room: String, pin: String? = nil) async throws -> Seat {
        try await conference.join(
            JoinRequest(room: room, name: "Ada Lovelace", pin: pin, kind: .web, caller: JoinOrigin(TransportAddress(ipv4: 0xC633_6407, port: 1))))
    }

    /// The bodies that come while rooms are lived in, as many as there are expected.
    private func told(_ count: Int, events: String, _ life: () async throws -> Void) async throws -> [WebhookNotice] {
        let receiver = try Receiver(.answers(200))
        let hooks = Webhooks(try configured("{ door: { url: \"\(receiver.url)\", events: \(events) } }"), conference: conference)
        let task = Task { await hooks.run() }
        // The watch stands when its first event is told.
        while await !hooks.isFollowing { try await Task.sleep(for: .milliseconds(5)) }
        try await life()
        var requests = receiver.requests.makeAsyncIterator()
        var notices: [WebhookNotice] = []
        while notices.count < count, let request = await requests.next() {
            #expect(!request.body.contains("Ada") && !request.body.contains("p-") && !request.body.contains("198.51"))
            notices.append(try JSONDecoder().decode(WebhookNotice.self, from: Data(request.body.utf8)))
        }
        task.cancel()
        await task.value
        #expect(receiver.requestCount == count)
        return notices
    }

    @Test func aRoomBeginsWithTheFirstAndEndsWithTheLast() async throws {
        _ = try await conference.addRoom("plenum")
        let notices = try await told(2, events: "[room-start, room-end]") {
            let seats = [try await join("plenum"), try await join("plenum")]
            for seat in seats { try await conference.leave(seat.handle) }
        }
        #expect(notices.map(\.event) == [.roomStart, .roomEnd])
        #expect(notices.map(\.participants) == [1, 0])
        #expect(notices.allSatisfy { $0.room == "plenum" && $0.time.hasSuffix(":00Z") })
    }

    @Test func theLobbyTellsOnceUntilItIsEmptyAndIsNotTheRoom() async throws {
        _ = try await conference.addRoom("plenum", RoomSettings(lobby: true))
        let notices = try await told(4, events: "[room-start, room-end, lobby]") {
            let seats = [try await join("plenum"), try await join("plenum")]
            for seat in seats { _ = try await conference.admitParticipant(seat.handle.text) }
            _ = try await join("plenum")
            for seat in seats { try await conference.leave(seat.handle) }
        }
        #expect(notices.map(\.event) == [.lobby, .roomStart, .lobby, .roomEnd])
        #expect(notices.map(\.waiting) == [1, 1, 1, 1])
    }

    @Test func aRoomThatIsClosedHasEnded() async throws {
        _ = try await conference.addRoom("plenum")
        let notices = try await told(1, events: "room-end") {
            _ = try await join("plenum")
            try await conference.removeRoom("plenum", evict: true)
        }
        #expect(notices.map(\.event) == [.roomEnd])
    }
}

import Foundation
import MediaLink
import MediaTypes
import Testing

@testable import AdminAPI
@testable import Conference

/// What an admin is told who watches.
@Suite(.timeLimit(.minutes(1))) struct WatchTests {
    @Test func whoComesTalksAndLeavesIsToldByHandle() async throws {
        let hall = try await Hall()
        let watch = try await hall.conference.watch()
        let anna = try await hall.join("Rumpelstilzchen")
        let leg = try await hall.connect(anna, port: 9).leg
        await hall.conference.noteTalking(leg, true)
        try await hall.conference.leave(anna)
        let events = watch.take()
        #expect(events.map(\.event) == ["participantCame", "roomStarted", "talking", "talking", "participantLeft", "roomEnded"])
        #expect(events.map(\.room) == ["hall", "hall", "hall", "hall", "hall", "hall"])
        #expect(events.map(\.participant) == [anna.text, nil, nil, nil, anna.text, nil])
        #expect(events.map(\.talking) == [nil, nil, [anna.text], [], nil, nil])
        #expect(events.map(\.participants) == [nil, 1, nil, nil, nil, 0])
        #expect(events.first?.kind == .web)
        let told = try events.map { String(decoding: try AdminWire.write(event: $0), as: UTF8.self) }.joined()
        for secret in ["Rumpelstilzchen", "271828", "127.0.0.1"] { #expect(!told.contains(secret)) }
    }

    @Test func lobbyAndLockAreTold() async throws {
        let hall = try await Hall(lobby: true)
        let host = try await hall.joinAsHost()
        let watch = try await hall.conference.watch()
        let bea = try await hall.join()
        try await hall.conference.setLocked(true, by: host)
        try await hall.conference.admit(bea, by: host)
        try await hall.conference.end(by: host)
        let events = watch.take()
        #expect(events.map(\.event) == [
            "participantCame", "lobbyOccupied", "roomLocked", "participantAdmitted", "participantLeft", "participantLeft", "roomEnded", "roomUnlocked",
        ])
        #expect(events.map(\.isInLobby) == [true, nil, nil, false, false, false, nil, nil])
        #expect(events.map(\.waiting) == [nil, 1, nil, nil, nil, nil, 0, nil])
    }

    @Test func onlyTheRoomAskedForIsTold() async throws {
        let hall = try await Hall()
        try await hall.conference.addRoom("kitchen")
        let (all, kitchen) = (try await hall.conference.watch(), try await hall.conference.watch(room: "kitchen"))
        _ = try await hall.join()
        hall.conference.record(.trunkFailing)
        try await hall.conference.removeRoom("kitchen")
        #expect(all.take().map(\.event) == ["participantCame", "roomStarted", "trunkFailing", "roomClosed"])
        #expect(kitchen.take().map(\.event) == ["roomClosed"])
    }

    @Test func whoDoesNotFetchIsToldHowMuchIsMissing() async throws {
        let hall = try await Hall()
        let watch = try await hall.conference.watch()
        for _ in 0..<EventWatch.limit + 7 { hall.conference.record(.recovered) }
        let events = watch.take()
        #expect(events.count == EventWatch.limit + 1)
        #expect(events.last == .missed(7))
        hall.conference.record(.overloaded)
        #expect(watch.take().map(\.event) == ["overloaded"], "what was missed is told once")
    }

    @Test func aWatchThatIsOverEndsAndIsToldNothing() async throws {
        let hall = try await Hall()
        let watch = try await hall.conference.watch()
        watch.end()
        hall.conference.record(.recovered)
        for await _ in watch.wakes {}
        #expect(watch.take().isEmpty)
    }

    @Test func aRoomThatIsNotThereIsRefused() async throws {
        let hall = try await Hall()
        await #expect(throws: ConferenceError.noSuchRoom("hal", near: ["hall"])) { _ = try await hall.conference.watch(room: "hal") }
    }
}

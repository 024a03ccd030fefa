import MediaTypes
import Profiles
import Testing

@testable import Conference

/// Rooms for one conversation vanish by themselves.
@Suite(.timeLimit(.minutes(1))) struct TemporaryRoomTests {
    private func scene() async throws -> (stage: Stage, clock: TestClock, conference: Conference) {
        let (stage, clock) = (try Stage(), TestClock())
        let conference = try stage.conference(clock: clock)
        #expect(try await conference.addRoom("tonight", isTemporary: true).isTemporary)
        return (stage, clock, conference)
    }

    private func names(_ conference: Conference) async -> [String] { await conference.listRooms().map(\.room) }

    @Test func sixtySecondsAfterTheLastOneHasLeftItIsGone() async throws {
        let (_, clock, conference) = try await scene()
        let seats = [
            try await conference.join(JoinRequest(room: "tonight", caller: Hall.caller)),
            try await conference.join(JoinRequest(room: "tonight", caller: Hall.caller)),
        ]
        try await conference.leave(seats[0].handle)
        clock.pass(.seconds(90))
        await conference.sweep()
        #expect(await names(conference) == ["tonight"])
        try await conference.leave(seats[1].handle)
        clock.pass(.seconds(59))
        await conference.sweep()
        #expect(await names(conference) == ["tonight"])
        let watch = try await conference.watch()
        clock.pass(.seconds(1))
        await conference.sweep()
        #expect(await names(conference) == [])
        #expect(watch.take().map(\.event) == ["roomClosed"])
    }

    @Test func whoComesBackWithinTheMinuteFindsIt() async throws {
        let (_, clock, conference) = try await scene()
        try await conference.leave(try await conference.join(JoinRequest(room: "tonight", caller: Hall.caller)).handle)
        clock.pass(.seconds(50))
        let seat = try await conference.join(JoinRequest(room: "tonight", caller: Hall.caller))
        clock.pass(.seconds(50))
        await conference.sweep()
        try await conference.leave(seat.handle)
        clock.pass(.seconds(50))
        await conference.sweep()
        #expect(await names(conference) == ["tonight"])
    }

    @Test func ifNobodyComesItWaitsAnHour() async throws {
        let (_, clock, conference) = try await scene()
        clock.pass(.seconds(3_599))
        await conference.sweep()
        #expect(await names(conference) == ["tonight"])
        clock.pass(.seconds(1))
        await conference.sweep()
        #expect(await names(conference) == [])
    }

    @Test func itIsOnNoDiskAlsoAfterAChange() async throws {
        let (stage, _, conference) = try await scene()
        _ = try await conference.setRoom("tonight", RoomSettings(pin: "random"))
        #expect(try stage.store.load().rooms == [])
        #expect(try await names(stage.conference()) == [])
        try await conference.removeRoom("tonight")
        #expect(await names(conference) == [])
    }

    @Test func aRoomThatIsKeptStaysHoweverEmpty() async throws {
        let (stage, clock) = (try Stage(), TestClock())
        let conference = try stage.conference(clock: clock)
        try await conference.addRoom("hall")
        try await conference.leave(try await conference.join(JoinRequest(room: "hall", caller: Hall.caller)).handle)
        clock.pass(.seconds(90_000))
        await conference.sweep()
        #expect(await names(conference) == ["hall"])
    }
}

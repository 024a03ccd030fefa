import MediaLink
import MediaTypes
import Testing

@testable import Conference

/// Whether the box says that it works, and what it counts for all.
@Suite(.timeLimit(.minutes(1))) struct HealthTests {
    @Test func aBoxWithoutMediaSleepsAndIsWell() async throws {
        let hall = try await Hall()
        _ = try await hall.join()
        hall.clock.pass(.seconds(3_600))
        #expect(await hall.conference.health() == .well)
    }

    @Test func mediaWithoutReportsIsNotWell() async throws {
        let hall = try await Hall()
        hall.clock.pass(.seconds(3_600))
        try await hall.connect(try await hall.join(), port: 9)
        #expect(await hall.conference.health() == .well, "the first report is not due yet")
        // Nobody takes the reports.
        hall.clock.pass(.seconds(7))
        let health = await hall.conference.health()
        #expect(health == .silent(.seconds(7)))
        #expect(health.description.contains("nothing for 7 s"))
    }

    @Test func reportsMakeItWellAgain() async throws {
        let hall = try await Hall()
        try await hall.connect(try await hall.join(), port: 9)
        hall.clock.pass(.seconds(7))
        let running = Task { await hall.conference.run() }
        while await !hall.conference.health().isWell { try await Task.sleep(for: .milliseconds(20)) }
        running.cancel()
        await running.value
    }

    @Test func packetsOfThoseWhoHaveLeftStillCount() {
        var totals = PacketTotals()
        var counters = LegCounters()
        counters.received = 10
        totals.note(counters, of: LegID(1))
        counters.received = 15
        totals.note(counters, of: LegID(1))
        totals.forget(LegID(1))
        counters.received = 4
        totals.note(counters, of: LegID(1))
        totals.note(counters, of: LegID(2))
        #expect(totals.all.received == 15 + 4 + 4)
    }

    @Test func aCountThatGoesDownTakesNothingAway() {
        var totals = PacketTotals()
        var counters = LegCounters()
        for (lost, sum) in [(5, 5), (3, 5), (5, 5), (6, 6)] {
            counters.lost = lost
            totals.note(counters, of: LegID(1))
            #expect(totals.all.lost == sum)
        }
    }
}

import MediaTypes
import Privacy
import Testing

@testable import Conference

/// What is counted of people, and when it is gone.
@Suite(.timeLimit(.minutes(1))) struct KeptTests {
    @Test func namesAndSeatsAreCountedUntilTheyLeave() async throws {
        let hall = try await Hall()
        let (ada, bea) = (try await hall.join("Ada"), try await hall.join())
        let kept = await hall.conference.keptNow()
        #expect(kept[.name] == 1 && kept[.presence] == 2 && kept[.room] == 1 && kept[.networkAddress] == 0)
        for one in [ada, bea] { try await hall.conference.leave(one) }
        let after = await hall.conference.keptNow()
        #expect(after[.name] == 0 && after[.presence] == 0)
    }

    @Test func hashesOfThoseWhoGuessGoWithThePause() async throws {
        let hall = try await Hall()
        for _ in 0..<PINGuard.limit + 2 {
            _ = try? await hall.conference.join(JoinRequest(room: Hall.name, pin: "000000", caller: Hall.caller))
        }
        #expect(await hall.conference.keptNow()[.guessHash] == 1)
        hall.clock.pass(PINGuard.span)
        await hall.conference.sweep()
        #expect(await hall.conference.keptNow()[.guessHash] == 0)
    }
}

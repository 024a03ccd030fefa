import Conference
import Dispatch
import MediaTypes
import Profiles
import Synchronization
import Testing

@testable import partyline

/// A name that leads somewhere, nowhere, and elsewhere.
@Suite(.timeLimit(.minutes(1))) struct PublicAddressTests {
    private static let outside = IPAddress(high: 0, low: 0xFFFF_C633_6407)
    private static let other = IPAddress(high: 0, low: 0xFFFF_CB00_7107)

    @Test func anAddressIsKnownAtOnce() {
        let address = PublicAddress(PublicHost("198.51.100.7")) { _ in [] }
        #expect(!address.isName && address.current(port: 5_004) == TransportAddress(ipv4: 0xC633_6407, port: 5_004))
        #expect(PublicAddress(nil).current(port: 1) == nil && !PublicAddress(nil).isName)
    }

    @Test func whereANameLeadsIsAskedAgainAndKeptWhileNobodyKnowsIt() async throws {
        // Each answer is given when the one before has been taken in.
        let answers: [[IPAddress]] = [[], [Self.outside], [Self.outside], [], [], [Self.other]]
        let asked = Mutex(0)
        let said = Mutex<[BoxEvent]>([])
        let seen = Mutex<[IPAddress?]>([])
        let box = Mutex<PublicAddress?>(nil)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let address = PublicAddress(
            PublicHost("box.example.org"),
            pauses: (.zero, .zero)
        ) { name in
            #expect(name == "box.example.org")
            seen.withLock { $0.append(box.withLock { $0 }?.current(port: 0).map { IPAddress(high: $0.high, low: $0.low) }) }
            let number = asked.withLock { number in
                defer { number += 1 }
                return number
            }
            if number == answers.count { end.finish() }
            return answers[min(number, answers.count - 1)]
        }
        box.withLock { $0 = address }
        #expect(address.isName)
        let task = Task { try await address.follow { event in said.withLock { $0.append(event) } } }
        for await _ in ends {}
        task.cancel()
        _ = await task.result
        box.withLock { $0 = nil }
        #expect(seen.withLock { Array($0.prefix(7)) } == [nil, nil, Self.outside, Self.outside, Self.outside, Self.outside, Self.other])
        #expect(said.withLock { $0 } == [.publicAddressUnknown, .publicAddressFound, .publicAddressUnknown, .publicAddressFound])
    }

    /// The files of the system know this one.
    @Test func theSystemIsAsked() async {
        #expect(await PublicAddress.askSystem("localhost").contains { $0.reach == .thisMachine })
        #expect(await PublicAddress.askSystem("nobody.invalid").isEmpty)
    }

    @Test func whoIsCancelledDoesNotWaitForAnAnswer() async {
        let (begun, begin) = AsyncStream.makeStream(of: Void.self)
        let answer = DispatchSemaphore(value: 0)
        let task = Task {
            await PublicAddress.beside {
                begin.finish()
                answer.wait()
                return [Self.outside]
            }
        }
        for await _ in begun {}
        task.cancel()
        #expect(await task.value.isEmpty)
        answer.signal()
    }
}

import Conference
import MediaTypes
import Profiles
import Synchronization
import Testing

@testable import partyline

/// A name that leads somewhere, nowhere, and elsewhere.
@Suite(.timeLimit(.minutes(1))) struct PublicAddressTests {
    private static let (house, outside, other) = (
        TransportAddress(ipv4: 0x7F00_0101, port: 0), TransportAddress(ipv4: 0xC633_6407, port: 0), TransportAddress(ipv4: 0xCB00_7107, port: 0)
    )
    private static let newer = TransportAddress(high: 0x2001_0DB8_0000_0000, low: 7, port: 0)

    @Test func anAddressIsKnownAtOnce() {
        let address = PublicAddress(PublicHost("198.51.100.7")) { _ in [] }
        #expect(!address.isName && address.current(port: 5_004) == TransportAddress(ipv4: 0xC633_6407, port: 5_004))
        #expect(PublicAddress(nil).current(port: 1) == nil && !PublicAddress(nil).isName)
    }

    @Test func ofSeveralTheFirstOfIPv4IsTaken() {
        #expect(PublicAddress.chosen(from: [Self.house, Self.newer, Self.outside, Self.other]) == Self.outside)
        #expect(PublicAddress.chosen(from: [Self.newer]) == Self.newer)
        #expect(PublicAddress.chosen(from: [Self.house]) == nil)
    }

    @Test func whereANameLeadsIsAskedAgainAndKeptWhileNobodyKnowsIt() async throws {
        // Each answer is given when the one before has been taken in.
        let answers: [[TransportAddress]] = [[], [Self.outside], [Self.outside], [], [], [Self.other]]
        let asked = Mutex(0)
        let said = Mutex<[BoxEvent]>([])
        let seen = Mutex<[TransportAddress?]>([])
        let box = Mutex<PublicAddress?>(nil)
        let (ends, end) = AsyncStream.makeStream(of: Void.self)
        let address = PublicAddress(
            PublicHost("box.example.org"),
            pauses: (.zero, .zero)
        ) { name in
            #expect(name == "box.example.org")
            seen.withLock { $0.append(box.withLock { $0 }?.current(port: 0)) }
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
        #expect(await PublicAddress.askSystem("localhost").contains { $0.isLoopback })
        #expect(await PublicAddress.askSystem("nobody.invalid").isEmpty)
    }
}

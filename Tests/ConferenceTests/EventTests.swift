import Foundation
import MediaLink
import MediaTypes
import Testing

@testable import Conference

@Suite(.timeLimit(.minutes(1))) struct EventTests {
    @Test func theWholeStateComesFirst() async throws {
        let hall = try await Hall()
        let (ada, bea) = (try await hall.joinAsHost("Ada"), try await hall.join("Bea"))
        try await hall.conference.setHand(ada, true)
        var iterator = try await hall.conference.events(for: bea).makeAsyncIterator()
        guard case .people(let state) = await iterator.next() else {
            Issue.record("something else came first")
            return
        }
        #expect(state.you == bea)
        #expect(state.people.map(\.name) == ["Ada", "Bea"])
        #expect(state.people.map(\.role) == [.host, .guest])
        #expect(state.people.map(\.hand) == [true, false])
        #expect(state.people.map(\.connection) == [.connecting, .connecting])
    }

    @Test func whoComesAndGoesIsTold() async throws {
        let hall = try await Hall()
        let ada = try await hall.joinAsHost()
        let events = try await hall.conference.events(for: ada)
        let bea = try await hall.join("Bea")
        #expect(await events.people { $0.people.contains { $0.name == "Bea" } } != nil)
        try await hall.conference.leave(bea)
        #expect(await events.people { $0.people.map(\.handle) == [ada] } != nil)
    }

    @Test func talkingIsToldAtOnceAndToAll() async throws {
        let hall = try await Hall()
        let (ada, bea) = (try await hall.join(), try await hall.join())
        let leg = try await hall.connect(ada, port: 9).leg
        let events = try await hall.conference.events(for: bea)
        await hall.conference.noteTalking(leg, true)
        #expect(await events.first { $0 == .talking([ada]) } != nil)
        await hall.conference.noteTalking(leg, false)
        #expect(await events.first { $0 == .talking([]) } != nil)
    }

    @Test func mediaThatGoesTalksNoMore() async throws {
        let hall = try await Hall()
        let (ada, bea) = (try await hall.join(), try await hall.join())
        await hall.conference.noteTalking(try await hall.connect(ada, port: 9).leg, true)
        let events = try await hall.conference.events(for: bea)
        #expect(await events.first { $0 == .talking([ada]) } != nil)
        try await hall.conference.disconnect(ada)
        #expect(await events.first { $0 == .talking([]) } != nil)
    }

    @Test func adviceGoesToTheOneWhoseLineItIs() async throws {
        let hall = try await Hall()
        let (ada, bea) = (try await hall.join(), try await hall.join())
        let leg = try await hall.connect(ada, port: 9).leg
        let (hers, others) = (try await hall.conference.events(for: ada), try await hall.conference.events(for: bea))
        for second in 1...5 { await hall.conference.note(lossyReport(leg, second: second)) }
        let advice = await hers.first { if case .advice = $0 { true } else { false } }
        #expect(advice == .advice(Advice(reason: .uplinkLoss, lossPercent: 10, maxBitrate: 16_000, packetMs: 40, redundancy: true)))
        // The others see the word for it.
        #expect(await others.people { $0.people.first?.quality == .poor } != nil)
    }

    /// Of 50 packets a second, a tenth is lost.
    private func lossyReport(_ leg: LegID, second: Int) -> LegReport {
        var report = LegReport(leg: leg, room: RoomID(1))
        report.counters.received = 45 * second
        report.counters.lost = 5 * second
        return report
    }

    @Test func whoReconnectsToEventsIsToldTheAdviceThatHolds() async throws {
        let hall = try await Hall()
        let ada = try await hall.join()
        let leg = try await hall.connect(ada, port: 9).leg
        for second in 1...5 { await hall.conference.note(lossyReport(leg, second: second)) }
        let events = try await hall.conference.events(for: ada)
        #expect(await events.first { if case .advice = $0 { true } else { false } } != nil)
    }

    @Test func aNewStreamEndsTheOneBefore() async throws {
        let hall = try await Hall()
        let ada = try await hall.join()
        let first = try await hall.conference.events(for: ada)
        let second = try await hall.conference.events(for: ada)
        #expect(await first.first { _ in false } == nil)
        #expect(await second.people { _ in true } != nil)
    }

    @Test func nobodyElsesEventsCanBeHad() async throws {
        let hall = try await Hall()
        await #expect(throws: ConferenceError.noSuchParticipant("p-0000", near: [])) {
            try await hall.conference.events(for: ParticipantHandle("p-0000"))
        }
    }

    // MARK: the mailbox

    @Test func whoIsSlowGetsTheNewestOfEachKind() async {
        let mailbox = EventMailbox()
        for number in 0..<10_000 {
            mailbox.put(.talking([ParticipantHandle("p-\(number)")]))
            mailbox.put(.moderation(number.isMultiple(of: 2) ? .locked : .unlocked))
        }
        var iterator = mailbox.stream().makeAsyncIterator()
        for _ in 0..<16 { #expect(await iterator.next()?.name == "moderation") }
        #expect(await iterator.next() == .talking([ParticipantHandle("p-9999")]))
        mailbox.close()
        #expect(await iterator.next() == nil)
    }

    @Test func aStreamThatNobodyHoldsClosesItsMailbox() {
        let mailbox = EventMailbox()
        do { _ = mailbox.stream() }
        #expect(mailbox.isClosed)
    }

    @Test func aReaderThatIsCancelledClosesItsMailbox() async {
        let mailbox = EventMailbox()
        let reading = Task { for await _ in mailbox.stream() {} }
        reading.cancel()
        await reading.value
        #expect(mailbox.isClosed)
    }

    // MARK: as the page reads it

    @Test func eventsAreWrittenAsThePageReadsThem() throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = .sortedKeys
        func text(_ event: RoomEvent) throws -> String { String(decoding: try encoder.encode(event), as: UTF8.self) }
        let ada = ParticipantHandle("p-4f7a")
        let person = PeopleState.Person(
            handle: ada, name: nil, kind: .web, role: .host, muted: false, hand: true, talking: false, quality: nil, connection: .connected)
        let state = PeopleState(room: "hall", you: ada, locked: false, people: [person], lobby: [.init(handle: ParticipantHandle("p-0001"), name: "Bea")])
        #expect(try text(.people(state)) == """
            {"lobby":[{"handle":"p-0001","name":"Bea"}],"locked":false,"people":[{"connection":"connected","hand":true,"handle":"p-4f7a",\
            "kind":"web","muted":false,"name":null,"quality":null,"role":"host","talking":false}],"room":"hall","you":"p-4f7a"}
            """)
        #expect(try text(.talking([ada])) == #"{"handles":["p-4f7a"]}"#)
        #expect(try text(.moderation(.mutedByHost)) == #"{"action":"mutedByHost"}"#)
        let advice = Advice(reason: .uplinkLoss, lossPercent: 8, maxBitrate: 16_000, packetMs: 40, redundancy: true)
        #expect(try text(.advice(advice))
            == #"{"lossPercent":8,"maxBitrate":16000,"packetMs":40,"reason":"uplink-loss","redundancy":true}"#)
    }
}

import Foundation
import MediaTypes
import Testing

@testable import AdminAPI
@testable import Conference

/// Addresses are shown for some minutes at most, and never behind anybody's back.
@Suite(.timeLimit(.minutes(1))) struct DiagnosticsTests {
    /// A room with a gateway at 127.0.0.1:9 and somebody with a page.
    private struct Scene {
        let stage: Stage
        let clock = TestClock()
        let conference: Conference
        let desk: AdminDesk
        let ada: ParticipantHandle

        init() async throws {
            stage = try Stage()
            conference = try stage.conference(clock: clock)
            desk = AdminDesk(conference)
            try await conference.addRoom("hall")
            ada = try await conference.join(JoinRequest(room: "hall", name: "Ada", caller: Hall.caller)).handle
            _ = try await conference.addLeg(Stage.leg(), toRoom: "hall")
        }

        func ask(_ json: String) async throws -> String {
            guard case .line(let line) = await desk.reply(to: Data(json.utf8)) else { return "" }
            return String(decoding: line, as: UTF8.self)
        }

        /// What admins are answered who ask for all there is.
        func answers() async throws -> [String] {
            var answers: [String] = []
            for json in [#"{"op":"status"}"#, #"{"op":"people.list"}"#, #"{"op":"room.show","room":"hall"}"#, #"{"op":"metrics"}"#] {
                answers.append(try await ask(json))
            }
            return answers
        }
    }

    @Test func asARuleNoAnswerHoldsAnAddress() async throws {
        let scene = try await Scene()
        for answer in try await scene.answers() { #expect(!answer.contains("127.0.0.1") && !answer.contains("route"), "\(answer)") }
        #expect(await scene.conference.diagnostics() == DiagnosticsState(isOn: false, secondsLeft: 0))
    }

    @Test func whileTheyAreOnAdminsSeeWhereMediaGoesButMetricsDoNot() async throws {
        let scene = try await Scene()
        #expect(try await scene.ask(#"{"op":"diagnostics.set","minutes":10}"#).contains(#""secondsLeft":600"#))
        let answers = try await scene.answers()
        for answer in answers.dropLast() { #expect(answer.contains(#""remote":"127.0.0.1:9""#), "\(answer)") }
        #expect(answers.last?.contains("127.0.0.1") == false)
    }

    @Test func theyEndByThemselvesToTheSecond() async throws {
        let scene = try await Scene()
        _ = await scene.conference.startDiagnostics(for: .seconds(600))
        scene.clock.pass(.seconds(599))
        #expect(try await scene.answers()[0].contains("127.0.0.1:9"))
        scene.clock.pass(.seconds(1))
        // Even if nothing has swept yet.
        for answer in try await scene.answers() { #expect(!answer.contains("127.0.0.1")) }
        let watch = try await scene.conference.watch()
        await scene.conference.sweep()
        #expect(watch.take().map(\.event).contains("diagnosticsOff"))
    }

    @Test func everybodyIsToldAndWhoComesLaterToo() async throws {
        let scene = try await Scene()
        let before = await scene.conference.peopleState(for: try await scene.conference.find(scene.ada))
        #expect(before.diagnosticsSeconds == nil)
        #expect(!String(decoding: try JSONEncoder().encode(before), as: UTF8.self).contains("diagnostics"))
        var events = try await scene.conference.events(for: scene.ada).makeAsyncIterator()
        _ = await scene.conference.startDiagnostics(for: .seconds(600))
        var told: Int?
        while told == nil, let event = await events.next() { if case .people(let state) = event { told = state.diagnosticsSeconds } }
        #expect(told == 600)
        scene.clock.pass(.seconds(60))
        let bea = try await scene.conference.join(JoinRequest(room: "hall", name: "Bea", caller: Hall.caller)).handle
        #expect(await scene.conference.peopleState(for: try await scene.conference.find(bea)).diagnosticsSeconds == 540)
        _ = await scene.conference.endDiagnostics()
        #expect(await scene.conference.peopleState(for: try await scene.conference.find(bea)).diagnosticsSeconds == nil)
    }

    @Test func theLogSaysThatTheyAreOnOnceAndHoldsNoAddress() async throws {
        let scene = try await Scene()
        let watch = try await scene.conference.watch()
        _ = await scene.conference.startDiagnostics(for: .seconds(60))
        _ = await scene.conference.startDiagnostics(for: .seconds(60))
        _ = await scene.conference.endDiagnostics()
        _ = await scene.conference.endDiagnostics()
        let events = watch.take()
        #expect(events.map(\.event) == ["diagnosticsOn", "diagnosticsOff"])
        #expect(!events.contains { $0.message.contains("127") })
    }

    @Test(arguments: [-1, 61]) func moreThanAnHourCannotBeAskedFor(minutes: Int) async throws {
        let scene = try await Scene()
        #expect(try await scene.ask("{\"op\":\"diagnostics.set\",\"minutes\":\(minutes)}").contains("bad-minutes"))
        #expect(await scene.conference.startDiagnostics(for: .seconds(90_000)).secondsLeft == 3_600)
    }
}

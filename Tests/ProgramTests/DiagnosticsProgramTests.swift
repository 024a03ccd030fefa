import Bench
import Conference
import Foundation
import MediaTypes
import Testing
import Visitors

/// `partyline diagnostics`, with somebody in the room whose address there is to see.
@Suite(.serialized, .timeLimit(.minutes(1))) struct DiagnosticsProgramTests {
    private func people(_ box: RunningProgram) throws -> (text: String, all: [ParticipantSnapshot]) {
        let text = try box.answer(to: "people", "list", "--json")
        return (text, try JSONDecoder().decode([ParticipantSnapshot].self, from: Data(text.utf8)))
    }

    @Test func addressesAreShownWhileItIsOnAndNeitherBeforeNorAfterNorInTheLog() throws {
        let box = try RunningProgram(participants: 4, isVerbose: true)
        var plan = VisitPlan(box: box.web, room: "hall")
        plan.holdsEvents = false
        let crowd = try VisitorCrowd(plan)
        crowd.invite(VisitorSound(PacketLoop.speech(seed: 1, bitrate: .kilobits(24)).payloads, level: 25))
        crowd.run(for: .seconds(20), while: { crowd.visitors.contains { $0.heardAt == nil } })
        #expect(crowd.visitors.allSatisfy { $0.heardAt != nil })

        #expect(try !people(box).text.contains("127.0.0.1"))
        #expect(try box.answer(to: "diagnostics", "status").contains("diagnostics are off"))
        #expect(try box.answer(to: "diagnostics", "on", "--minutes", "5").hasPrefix("diagnostics are on for "))
        let route = try #require(try people(box).all.first?.route)
        #expect(route.remote.hasPrefix("127.0.0.1:"))
        #expect(try box.answer(to: "status").contains(route.remote))
        #expect(try !box.answer(to: "metrics").contains("127.0.0.1"))
        #expect(try box.answer(to: "diagnostics", "off").contains("diagnostics are off"))
        #expect(try !people(box).text.contains("127.0.0.1"))
        #expect(try !box.answer(to: "status").contains(route.remote))
        crowd.leave()
        box.stop()
        for event in [BoxEvent.diagnosticsOn, .diagnosticsOff] { #expect(box.log.contains(event.rawValue)) }
        #expect(!box.log.contains("127.0.0.1"))
    }

    @Test func moreThanAnHourIsRefusedAtTheCommandLine() throws {
        let outcome = try BuiltProgram.run(["diagnostics", "on", "--minutes", "61"])
        #expect(outcome.status == 64)
        #expect(outcome.complaint.contains("1 to 60 minutes"))
    }

    @Test(arguments: [["privacy"], ["diagnostics"], ["diagnostics", "on"], ["serve"], ["init"], ["room", "add"]])
    func eachHelpFitsAScreenAndHasExamples(command: [String]) throws {
        let help = String(decoding: try BuiltProgram.run(command + ["--help"]).output, as: UTF8.self)
        let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count <= 50)
        #expect(lines.filter { $0.count > 100 && !$0.hasPrefix("USAGE") } == [])
        #expect(help.contains("EXAMPLES"))
    }
}

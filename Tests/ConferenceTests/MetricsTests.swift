import Foundation
import MediaLink
import MediaTypes
import Testing

@testable import AdminAPI
@testable import Conference

/// The page that Prometheus reads.
@Suite(.timeLimit(.minutes(1))) struct MetricsTests {
    private static let root = #filePath.components(separatedBy: "/Tests/").dropLast().joined(separator: "/Tests/")

    private static let trunks = [
        TrunkSnapshot(name: "home", server: "sip.example", transport: "udp", state: .registered, calls: 2),
        TrunkSnapshot(name: "spare", server: "sip.example", transport: "udp", state: .failing, calls: 0, advice: ["call +4930123456"]),
        TrunkSnapshot(name: "by-address", server: "192.0.2.7", transport: "udp", state: .unregistered, calls: 1),
    ]

    /// Of a box with telephones, so that nothing is left out.
    private func metrics(_ conference: Conference) async -> BoxMetrics {
        var box = await conference.snapshot()
        box.telephones = TelephoneSnapshot(strangers: 3, floods: 0, malformed: 1)
        return BoxMetrics(box: box, trunks: Self.trunks, health: await conference.health())
    }

    private struct Sample: Equatable {
        let name: String
        let label: String?
        let value: String?
        let number: Double
    }

    /// Reads the page as the format says, and fails for any line that is not of it.
    private func samples(_ page: String) throws -> [Sample] {
        try page.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
            let match = try #require(line.wholeMatch(of: /([a-z_]+)(?:\{([a-z]+)="([^"\\]*)"\})? (-?[0-9][0-9.e+-]*)/), "\(line)")
            return Sample(
                name: String(match.1), label: match.2.map(String.init), value: match.3.map(String.init), number: try #require(Double(match.4)))
        }
    }

    @Test func whoIsThereIsCountedByKind() async throws {
        let hall = try await Hall()
        let ada = try await hall.joinAsHost()
        for kind in [ParticipantKind.web, .listener] { _ = try await hall.join(kind: kind) }
        try await hall.conference.setLocked(true, by: ada)
        _ = try await hall.join()
        let samples = try samples(await metrics(hall.conference).text)
        func number(_ name: String, _ value: String? = nil) -> Double? { samples.first { $0.name == name && $0.value == value }?.number }
        #expect(number("partyline_participants", "web") == 2)
        #expect(number("partyline_participants", "listener") == 1)
        #expect(number("partyline_participants", "phone") == 0)
        #expect(number("partyline_participants_waiting") == 1)
        #expect(number("partyline_rooms") == 1)
        #expect(number("partyline_rooms_occupied") == 1)
        #expect(number("partyline_healthy") == 1)
        #expect(number("partyline_trunk_registered", "home") == 1)
        #expect(number("partyline_trunk_registered", "spare") == 0)
        #expect(number("partyline_trunk_registered", "by-address") == nil)
        #expect(number("partyline_trunk_calls", "by-address") == 1)
        #expect(number("partyline_sip_refused_total", "stranger") == 3)
    }

    /// Each label has a closed list of values, and only trunks of the configuration add to it.
    @Test func noLabelSaysWhoOrWhere() async throws {
        let hall = try await Hall()
        try await hall.conference.addRoom("secret-circle", RoomSettings(pin: "161803", number: "4711"))
        let handle = try await hall.join("Rumpelstilzchen")
        try await hall.connect(handle, port: 9)
        let page = await metrics(hall.conference).text
        let allowed: [String: Set<String>] = [
            "kind": ["rtp", "web", "whip", "listener", "phone"], "use": ["shared", "own"], "by": ["red", "fec"],
            "step": ["none", "refusesParticipants", "lowersComplexity", "capsTalkers"],
            "reason": ["malformed", "unknownPayload", "forged", "overRate", "stranger", "flood"], "trunk": ["home", "spare", "by-address"],
        ]
        for sample in try samples(page) {
            guard let label = sample.label, let value = sample.value else { continue }
            #expect(allowed[label]?.contains(value) == true, "\(sample)")
        }
        for secret in ["secret-circle", "hall", "Rumpelstilzchen", handle.text, "161803", "4711", "sip.example", "192.0.2.7", "+4930"] {
            #expect(!page.contains(secret), "\(secret)")
        }
    }

    @Test func namesHelpAndKindsAreAsPrometheusWantsThem() async throws {
        let families = await metrics(try await Hall().conference).families
        #expect(Set(families.map(\.name)).count == families.count)
        for family in families {
            #expect(family.name.wholeMatch(of: /partyline_[a-z_]+/) != nil, "\(family.name)")
            #expect(family.name.hasSuffix("_total") == (family.kind == .counter), "\(family.name)")
            #expect(family.help.hasSuffix(".") && !family.help.contains("\n") && !family.help.contains("\\"), "\(family.name)")
            #expect(family.text.hasPrefix("# HELP \(family.name) \(family.help)\n# TYPE \(family.name) \(family.kind.rawValue)\n\(family.name)"))
            #expect(family.text.hasSuffix("\n"))
        }
    }

    @Test(arguments: [UInt8(0), 1, 2, 3]) func everyStepOfOverloadHasItsSample(step: UInt8) async throws {
        let hall = try await Hall()
        var box = await hall.conference.snapshot()
        let name = try #require(Degradation(rawValue: step)).name
        box.load.degradation = name
        let steps = try samples(BoxMetrics(box: box, trunks: [], health: .well).text).filter { $0.name == "partyline_degradation" }
        #expect(steps.filter { $0.number == 1 }.map(\.value) == [name])
        #expect(steps.count == 4)
    }

    @Test func aBoxWithoutTelephonesTellsNothingOfThem() async throws {
        let box = await (try await Hall()).conference.snapshot()
        let page = BoxMetrics(box: box, trunks: [], health: .silent(.seconds(9))).text
        #expect(!page.contains("trunk") && !page.contains("sip"))
        #expect(page.contains("partyline_healthy 0\n"))
    }

    @Test func aLabelCannotEndItself() {
        let family = MetricFamily.gauge("partyline_x", "X.", by: "trunk", [("a\"b\\c\nd", 1)])
        #expect(family.text.hasSuffix("\npartyline_x{trunk=\"a\\\"b\\\\c\\nd\"} 1\n"))
    }

    @Test func theAdminSocketAnswersThePage() async throws {
        let hall = try await Hall()
        let desk = AdminDesk(hall.conference)
        let answer = Data(await desk.line(Data(try AdminWire.write(MetricsPage()))))
        #expect(try AdminWire.readAnswer(String.self, from: answer).contains("\npartyline_rooms 1\n"))
    }

    // MARK: who reads it

    @Test func theTableInTheREADMEIsComplete() async throws {
        let text = try String(contentsOfFile: Self.root + "/Sources/AdminAPI/README.md", encoding: .utf8)
        let written = Set(text.matches(of: /`(partyline_[a-z_]+)`/).map { String($0.1) })
        #expect(written == Set(await metrics(try await Hall().conference).families.map(\.name)))
    }

    @Test func theDashboardAsksForMetricsThatThereAre() async throws {
        let data = try Data(contentsOf: URL(filePath: Self.root + "/Tools/grafana/partyline.json"))
        let dashboard = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        let panels = try #require(dashboard["panels"] as? [[String: Any]])
        let questions = panels.flatMap { $0["targets"] as? [[String: Any]] ?? [] }.compactMap { $0["expr"] as? String }
        let asked = Set(questions.flatMap { $0.matches(of: /partyline_[a-z_]+/).map { String($0.0) } })
        #expect(questions.count >= panels.count && asked.count > 20)
        let known = Set(await metrics(try await Hall().conference).families.map(\.name))
        #expect(asked.subtracting(known).isEmpty, "\(asked.subtracting(known).sorted())")
    }
}

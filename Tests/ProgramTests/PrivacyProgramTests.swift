import AsyncHTTPClient
import Conference
import Foundation
import Privacy
import Testing

/// `partyline privacy`, with a server and without.
@Suite(.serialized, .timeLimit(.minutes(1))) struct PrivacyProgramTests {
    private struct Table: Decodable {
        struct Row: Decodable {
            let data: KeptData
            let now: Int?
            let path: String?
            let heldIn: [String]
        }
        let `operator`: BoxOperator?
        let isRunning: Bool
        let rows: [Row]
    }

    @Test func withAServerItCountsWhatIsThereNow() async throws {
        let box = try RunningProgram(participants: 4, telephones: "allow: [127.0.0.0/8]", more: "operator: { name: Ada, contact: ada@example.org }")
        for name in ["Ada", "Bea"] {
            var request = HTTPClientRequest(url: "http://127.0.0.1:\(box.web.port)/api/rooms/hall/join")
            request.method = .POST
            request.body = .bytes(Data("{\"name\":\"\(name)\"}".utf8))
            #expect(try await HTTPClient.shared.execute(request, timeout: .seconds(10)).status == .created)
        }
        let table = try JSONDecoder().decode(Table.self, from: Data(box.answer(to: "privacy", "--json", "--config", box.configuration).utf8))
        let now = Dictionary(uniqueKeysWithValues: table.rows.map { ($0.data, $0.now) })
        #expect(table.isRunning && table.operator?.contact == "ada@example.org")
        #expect(now[.name] == 2 && now[.presence] == 2 && now[.token] == 2 && now[.room] == 1 && now[.returningHash] == 0)
        #expect(table.rows.map(\.data) == KeptData.allCases)
        #expect(table.rows.first { $0.data == .name }?.heldIn.contains("Participant.name") == true)
        let text = try box.answer(to: "privacy", "--language", "de", "--config", box.configuration)
        #expect(text.hasPrefix("Wer diese Box betreibt, kann technisch hören, was gesagt wird."))
        #expect(text.contains("[jetzt: 2]") && text.contains("Ada, ada@example.org"))
    }

    @Test func withoutAServerItSaysWhatThereWouldBe() throws {
        let folder = try ScratchFolder()
        try "state_directory: state\nrun_directory: run\n".write(toFile: folder("partyline.yaml"), atomically: true, encoding: .utf8)
        let outcome = try BuiltProgram.run(["privacy", "--config", folder("partyline.yaml")])
        let text = String(decoding: outcome.output, as: UTF8.self)
        #expect(outcome.status == 0)
        #expect(text.hasPrefix("Whoever runs this box can technically hear what is said."))
        #expect(text.contains("No server is running: this is what it would hold."))
        #expect(text.contains(folder("state") + "/rooms") && text.contains(folder("partyline.yaml")))
        #expect(!text.contains("[now"))
    }
}

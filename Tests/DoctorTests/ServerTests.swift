import AdminAPI
import Testing

@testable import Doctor

@Suite struct ServerTests {
    @Test func whereNobodyListensNoServerRuns() throws {
        let machine = try PreparedMachine(["admin.sock": "left behind"])
        for path in [machine("admin.sock"), machine("absent.sock")] {
            let contact = ServerContact(socket: path)
            #expect(!contact.isRunning)
            #expect(contact.trunks == nil)
            #expect(contact.finding().level == .good)
        }
    }

    @Test(.timeLimit(.minutes(1))) func aServerThatHangsUpRunsNeverthelessAndIsAProblem() throws {
        let machine = try PreparedMachine()
        let server = try #require(HangingUp(path: machine("admin.sock")))
        let contact = ServerContact(socket: machine("admin.sock"))
        #expect(contact.isRunning)
        #expect(contact.trunks == nil)
        #expect(contact.finding().level == .problem)
        #expect(contact.finding().found.contains("hung up or did not answer"))
        withExtendedLifetime(server) {}
    }

    /// Root may speak to every server, so that it is not tried here.
    @Test func aServerOfAnotherUserRunsNevertheless() {
        let contact = ServerContact.notAllowed("the server belongs to another user")
        #expect(contact.isRunning)
        #expect(contact.finding().level == .hint)
        #expect(contact.finding().remedy?.contains("as the user who runs the server") == true)
    }

    @Test func aServerThatSpeaksSaysWhatItRuns() {
        let contact = ServerContact.running(profile: "pi-4", upSeconds: 180, isRealtime: true, trunks: [])
        #expect(contact.finding() == .good(.server, "a server has run for 3 min, with profile pi-4"))
        #expect(contact.trunks == [])
        #expect(contact.isRealtime == true)
    }
}

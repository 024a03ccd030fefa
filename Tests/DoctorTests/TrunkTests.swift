import AdminAPI
import Foundation
import Profiles
import Testing

@testable import Doctor

@Suite struct TrunkTests {
    /// A configuration with one trunk, and what the server says of it.
    private func check(passwordMode: Int = 0o600, _ states: [TrunkSnapshot]?) throws -> [Finding] {
        let machine = try PreparedMachine([
            "home.secret": "secret\n",
            "partyline.yaml": """
                state_directory: state
                run_directory: run
                profiles_directory: profiles
                trunks: { home: { server: sip.example.org, user: "620", password_file: home.secret } }
                """,
        ])
        try FileManager.default.setAttributes([.posixPermissions: passwordMode], ofItemAtPath: machine("home.secret"))
        let configuration = try ServiceConfiguration.load(file: machine("partyline.yaml"), in: Surroundings(environment: [:], isRoot: false))
        return TrunkCheck(trunks: configuration.trunks, environment: [:], states: states).findings()
    }

    private func trunk(_ state: TrunkSnapshot.State, advice: String...) -> TrunkSnapshot {
        TrunkSnapshot(name: "home", server: "sip.example.org", transport: "udp", state: state, calls: 0, advice: advice)
    }

    @Test(arguments: [TrunkSnapshot.State.registered, .unregistered]) func aTrunkThatWorksIsGood(state: TrunkSnapshot.State) throws {
        #expect(try check([trunk(state)]).map(\.level) == [.good])
    }

    @Test func aTrunkThatFailsHandsOnItsAdvice() throws {
        let findings = try check([trunk(.failing, advice: "the password is wrong", "write it anew")])
        #expect(findings.map(\.level) == [.problem])
        #expect(findings.first?.remedy == "the password is wrong; write it anew")
    }

    @Test func aTrunkThatStillTriesIsAHint() throws {
        let findings = try check([trunk(.trying)])
        #expect(findings.map(\.level) == [.hint])
        #expect(findings.first?.remedy == "partyline trunk test home")
    }

    @Test func withoutAServerNobodyKnows() throws {
        let findings = try check(nil)
        #expect(findings.map(\.level) == [.hint])
        #expect(findings.first?.found.contains("home") == true)
    }

    @Test func aPasswordForEverybodyIsAProblemAndIsNotShown() throws {
        let findings = try check(passwordMode: 0o644, nil)
        #expect(findings.map(\.level) == [.problem])
        #expect(findings.first?.found.contains("chmod 600") == true)
        #expect(!findings.contains { "\($0)".contains("secret\n") })
    }
}

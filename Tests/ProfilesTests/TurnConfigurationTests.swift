import MediaTypes
import Profiles
import Testing

/// `web.turn` in partyline.yaml.
@Suite struct TurnConfigurationTests {
    private func load(_ text: String) throws(ProfileError) -> TurnConfiguration {
        try ServiceConfiguration.load(
            file: "/box/partyline.yaml", in: Surroundings(environment: ["HOME": "/h"], isRoot: false), draft: Array(text.utf8)
        ).turn
    }

    @Test func aRelayIsReadWithItsDefaults() throws {
        let turn = try load("web: { port: 8443, turn: { urls: \"turn:relay.example.org\", secret_file: turn.secret } }")
        #expect(turn.urls.map(\.text) == ["turn:relay.example.org"])
        #expect(turn.secretFile == "/box/turn.secret" && turn.lifetime == .seconds(86_400))
    }

    @Test(arguments: ["urls: \"turn:relay.example.org\"", "secret_file: turn.secret"]) func neitherIsOfUseWithoutTheOther(text: String) {
        let complaint = #expect(throws: ProfileError.self) { try load("web: { turn: { \(text) } }") }
        #expect(complaint?.description.contains("write both, or neither") == true)
    }

    @Test func aLifetimeOfASecondIsNoLifetime() {
        #expect(throws: ProfileError.self) { try load("web: { turn: { urls: \"turn:r.example\", secret_file: s, lifetime: 1s } }") }
    }

    @Test(arguments: [
        "turn:relay.example.org", "turns:relay.example.org:443?transport=tcp", "turn:192.0.2.7:3478?transport=udp", "turn:[2001:db8::7]:3478",
    ])
    func anAddressOfARelayIsTaken(text: String) { #expect(TurnURL(text)?.text == text) }

    @Test(arguments: [
        "turn:", "stun:relay.example.org", "turn://relay.example.org", "turn:ada@relay.example.org", "turn:relay.example.org:0",
        "turn:relay.example.org/x",
        "turn:relay.example.org?transport=sctp", "turn:relay.example.org?transport=udp&x=1", "turn:2001:db8::7", "turn:[relay]",
        "https://relay.example.org",
    ]) func whatIsNoneIsRefused(text: String) { #expect(TurnURL(text) == nil) }
}

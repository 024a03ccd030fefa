import Foundation
import Profiles
import Testing

/// `webhooks` in partyline.yaml, and the secrets that are shared with other programs.
@Suite struct WebhookConfigurationTests {
    private func load(_ text: String) throws(ProfileError) -> ServiceConfiguration {
        try ServiceConfiguration.load(
            file: "/box/partyline.yaml", in: Surroundings(environment: ["HOME": "/h"], isRoot: false), draft: Array(text.utf8))
    }

    private func complaint(_ text: String) -> String {
        do throws(ProfileError) {
            _ = try load(text)
            return "nothing"
        } catch {
            return error.description
        }
    }

    @Test func aWebhookIsReadWithItsDefaults() throws {
        let hooks = try load(
            "webhooks: { door: { url: \"https://ntfy.example.org/x\" }, lamp: { url: \"http://192.168.1.20\", events: [lobby], secret_file: s } }"
        ).webhooks
        #expect(hooks.map(\.name) == ["door", "lamp"])
        #expect(hooks[0].events == WebhookEvent.allCases && hooks[0].secretFile == nil)
        #expect(hooks[1].events == [.lobby] && hooks[1].secretFile == "/box/s")
    }

    @Test func oneWithoutAnAddressIsToldSo() {
        #expect(complaint("webhooks: { door: { events: lobby } }").contains("webhooks.door.url"))
    }

    @Test func anEventThatThereIsNotIsToldWithThoseThatThereAre() {
        #expect(complaint("webhooks: { door: { url: \"https://a.example\", events: [knock] } }").contains("room-start, room-end or lobby"))
    }

    @Test(arguments: [
        "https://ntfy.sh/x?tpl=1&m=%7B%7B.room%7D%7D", "https://box.example:8443", "http://localhost:8000/x", "http://127.0.0.1/",
        "http://10.1.2.3/x",
        "http://[::1]:80/x", "http://[fd00::7]/", "http://172.31.0.1",
    ]) func anAddressThatIsSafeIsTaken(text: String) { #expect(WebhookURL(text)?.text == text) }

    @Test(arguments: [
        ("https://ntfy.sh/x?tpl=1#y", "ntfy.sh", "ntfy.sh", 443, "/x?tpl=1"), ("http://[::1]:81?a", "::1", "[::1]:81", 81, "/?a"),
        ("http://10.1.2.3", "10.1.2.3", "10.1.2.3", 80, "/"), ("https://box.example:8443/a/b", "box.example", "box.example:8443", 8_443, "/a/b"),
    ]) func anAddressHasItsParts(text: String, host: String, authority: String, port: Int, target: String) throws {
        let url = try #require(WebhookURL(text))
        #expect((url.host, url.authority, url.port, url.target) == (host, authority, port, target))
        #expect(url.isSecure == text.hasPrefix("https"))
    }

    @Test(arguments: [
        "http://ntfy.sh/x", "http://192.0.2.1/", "http://172.32.0.1", "http://127.1/", "http://localhost.example.org/",
        "http://localhost@example.org/",
        "https://ada:secret@example.org/", "https://", "https:///x", "ftp://example.org", "https://example.org:0/", "https://example.org:99999/",
        "https://exa mple.org/", "https://example.org/\n", "https://[::1", "https://example.org\\@127.0.0.1/", "example.org",
    ]) func anAddressThatIsNotIsRefused(text: String) { #expect(WebhookURL(text) == nil) }

    /// RFC 4231 section 4.3 and RFC 2202 section 3, test case 2 of each.
    @Test func codesAreThoseOfTheVectors() throws {
        let folder = try ScratchFolder()
        try folder.write("secret", "Jefe\n")
        #expect(chmod("\(folder.path)/secret", 0o600) == 0)
        let secret = try ServiceSecret(file: "\(folder.path)/secret")
        func hex(_ digest: ServiceSecret.Digest) -> String {
            secret.code(of: Array("what do ya want for nothing?".utf8), by: digest).map { String(format: "%02x", $0) }.joined()
        }
        #expect(hex(.sha256) == "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
        #expect(hex(.sha1) == "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79")
        #expect("\(secret)" == "(a secret)" && String(reflecting: secret) == "(a secret)")
    }

    @Test(arguments: ["", "\n", "two\nlines\n"]) func aFileWithoutOneSecretIsRefused(text: String) throws {
        let folder = try ScratchFolder()
        try folder.write("secret", text)
        #expect(chmod("\(folder.path)/secret", 0o600) == 0)
        let complaint = #expect(throws: ProfileError.self) { try ServiceSecret(file: "\(folder.path)/secret") }
        #expect(complaint?.description.contains("needs a secret") == true)
    }

    @Test func aSecretThatEverybodyCanReadIsRefused() throws {
        let folder = try ScratchFolder()
        try folder.write("secret", "Jefe")
        #expect(chmod("\(folder.path)/secret", 0o644) == 0)
        #expect(throws: ProfileError.self) { try ServiceSecret(file: "\(folder.path)/secret") }
    }
}

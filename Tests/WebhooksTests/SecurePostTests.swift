import NIOSSL
import Profiles
import Testing

@testable import Webhooks

/// What goes over the net is encrypted, and for whom it was meant. The other side is Python's.
@Suite(.timeLimit(.minutes(1))) struct SecurePostTests {
    private func sent(to receiver: SecureReceiver, at host: String, trusting authorities: NIOSSLTrustRoots) async throws -> String? {
        let url = try #require(WebhookURL("https://\(host):\(receiver.port)/door"))
        return await HTTPPost(authorities: authorities).send(Array("{}".utf8), to: url, secret: nil)
    }

    @Test(arguments: [("DNS:localhost", "localhost"), ("IP:127.0.0.1", "127.0.0.1")]) func aCertificateForItsHostIsTaken(name: String, host: String) async throws {
        let receiver = try SecureReceiver(certifiedFor: name)
        let problem = try await sent(to: receiver, at: host, trusting: .file(receiver.certificateFile))
        try #require(problem == nil)
        #expect(receiver.body() == "{}")
    }

    @Test(arguments: [("DNS:box.example", "localhost"), ("DNS:localhost", "127.0.0.1")]) func oneForSomebodyElseIsNot(name: String, host: String) async throws {
        let receiver = try SecureReceiver(certifiedFor: name)
        let problem = try await sent(to: receiver, at: host, trusting: .file(receiver.certificateFile))
        #expect(problem == "no connection (its certificate is for another name)")
    }

    @Test func oneThatNoAuthorityOfThisMachineHasSignedIsNot() async throws {
        let problem = try await sent(to: try SecureReceiver(certifiedFor: "DNS:localhost"), at: "localhost", trusting: .default)
        #expect(problem == "no connection (its certificate is from no authority that this machine trusts, or has run out)")
    }

    @Test func withoutAuthoritiesTheAdminIsToldWhatToInstall() async throws {
        let problem = try await sent(to: try SecureReceiver(certifiedFor: "DNS:localhost"), at: "localhost", trusting: .file("/nowhere/ca.pem"))
        #expect(problem == "this machine knows no authorities for certificates: install ca-certificates")
    }
}

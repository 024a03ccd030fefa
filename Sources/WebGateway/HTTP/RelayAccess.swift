import FoundationEssentials
import MediaTypes
import Profiles

/// Lets participants use the admin's own relay, each for a time: the relay shares a secret with this box and needs no list of people. The
/// user's name is the time at which that ends, and nothing else.
/// - Source: draft-uberti-behave-turn-rest-00 section 2.2; coturn's use-auth-secret
public struct RelayAccess: Sendable {
    private let urls: [String]
    private let secret: ServiceSecret
    private let lifetime: MediaTime

    /// - Returns: nil where the configuration names no relay
    /// - Throws: what is wrong with the secret's file
    public init?(_ configuration: TurnConfiguration) throws(ProfileError) {
        guard !configuration.urls.isEmpty, let file = configuration.secretFile else { return nil }
        urls = configuration.urls.map(\.text)
        secret = try ServiceSecret(file: file)
        lifetime = configuration.lifetime
    }

    /// As a browser's `RTCPeerConnection` takes it.
    struct Server: Encodable {
        let urls: [String]
        let username: String
        let credential: String
    }

    /// Credentials for somebody who comes now.
    func server(at now: Date) -> Server {
        let end = Int64(now.timeIntervalSince1970) + lifetime.nanoseconds / 1_000_000_000
        let username = String(end)
        return Server(urls: urls, username: username, credential: Data(secret.code(of: Array(username.utf8), by: .sha1)).base64EncodedString())
    }
}

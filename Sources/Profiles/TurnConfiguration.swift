import MediaTypes

/// The relay of the admin's own that browsers may go through where UDP to the box itself is not let out: `web.turn` in partyline.yaml.
public struct TurnConfiguration: Sendable, Hashable {
    /// Where it is reached, by UDP, TCP or TLS. `web.turn.urls`, default none: there is no relay
    public internal(set) var urls: [TurnURL] = []
    /// The file with the secret that it shares with this box, coturn's static-auth-secret. `web.turn.secret_file`, goes with `urls`
    public internal(set) var secretFile: String?
    /// How long a participant may use it without coming anew. `web.turn.lifetime`, default 86400s
    public internal(set) var lifetime = MediaTime.seconds(86_400)
}

/// The address of a relay: `turn:relay.example.org:3478?transport=tcp`.
/// - Source: RFC 7065 section 3
public struct TurnURL: Sendable, Hashable {
    public let text: String

    /// - Parameter text: `turn:` or `turns:`, a host, perhaps a port and a transport; no user and no path
    /// - Returns: nil for anything else
    public init?(_ text: String) {
        guard let scheme = ["turns:", "turn:"].first(where: { text.hasPrefix($0) }) else { return nil }
        let parts = text.dropFirst(scheme.count).split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        if parts.count == 2 { guard ["transport=udp", "transport=tcp"].contains(parts[1]) else { return nil } }
        var host = parts.first ?? ""
        if let colon = host.lastIndex(of: ":"), host.last != "]" {
            guard let port = DecimalText.number(host[host.index(after: colon)...], atMost: 65_535), port > 0 else { return nil }
            host = host[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard host.contains(":"), IPAddress(String(host.dropFirst().dropLast())) != nil else { return nil }
        } else {
            guard !host.contains(":"), ValueFormat<String>.hostName.parse(String(host)) != nil else { return nil }
        }
        self.text = text
    }
}

extension TurnURL: CustomStringConvertible {
    public var description: String { text }
}

extension ValueFormat where Value == TurnURL {
    static let turnURL = ValueFormat(
        noun: "turn:HOST or turns:HOST, with :PORT and ?transport=udp or tcp if need be", parse: { TurnURL($0) }, write: \.text)
}

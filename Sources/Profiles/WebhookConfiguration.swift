/// An address that is told what happens in rooms: `webhooks.NAME` in partyline.yaml.
public struct WebhookConfiguration: Sendable, Hashable {
    /// As the admin calls it: 1 to 32 characters of a-z, 0-9 and -.
    public let name: String
    /// Where it is told. `url`, has to be there
    public internal(set) var url: WebhookURL?
    /// What is told. `events`, default all
    public internal(set) var events = WebhookEvent.allCases
    /// The file that holds the secret alone with which requests are signed; nil: they are not. `secret_file`
    public internal(set) var secretFile: String?

    init(_ name: String) { self.name = name }

    static let settings: [Setting<WebhookConfiguration>] = [
        Setting(
            "url", optional: \.url, .webhookURL, .any("https://…, or http://… on this machine or in this house"),
            example: .example, "where it is told"),
        Setting(
            "events", \.events, .list("a list of \(ValueFormat<WebhookEvent>.words)", of: .word), .any("room-start, room-end, lobby"),
            example: WebhookEvent.allCases, "what is told"),
        Setting(
            "secret_file", optional: \.secretFile, .path, .any("a file that others cannot read"), example: "/etc/partyline/hook.secret",
            "the secret with which requests are signed"),
    ]
}

/// What a webhook is told. There is nothing about anybody in it.
public enum WebhookEvent: String, Sendable, CaseIterable, Codable {
    /// Somebody is in a room that was empty.
    case roomStart = "room-start"
    /// The last has left it.
    case roomEnd = "room-end"
    /// Somebody waits in the lobby, and nobody did before.
    case lobby
}

/// An address for webhooks: `https://…`, or `http://…` where nobody on the way can listen.
public struct WebhookURL: Sendable, Hashable {
    /// As it was written. It may well hold a secret, so it is never logged.
    public let text: String
    public let isSecure: Bool
    /// A name, or an address without brackets. There is no secret in it.
    public let host: String
    /// Host and port as they were written, for the field `Host`.
    public let authority: String
    public let port: Int
    /// What is asked for there: the path and the query (RFC 9112 section 3.2.1).
    public let target: String

    static let example = WebhookURL("https://ntfy.example.org/our-door")!
    /// This machine and the nets of a house (RFC 1122, 1918, 3927, 4193, 4291).
    private static let near = ["127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "::1", "fc00::/7", "fe80::/10"]
        .compactMap { IPNetwork($0) }

    /// - Returns: nil for another scheme, for a user before an @, for what has no host, and for `http` to anywhere far
    public init?(_ text: String) {
        guard text.utf8.count <= 1_000, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\\") }) else { return nil }
        guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        guard let (host, port) = Self.split(authority) else { return nil }
        isSecure = scheme == "https://"
        if !isSecure, host != "localhost" {
            guard let address = IPAddress(host), Self.near.contains(where: { $0.contains(address) }) else { return nil }
        }
        (self.text, self.host, self.authority) = (text, host, String(authority))
        self.port = port ?? (isSecure ? 443 : 80)
        let target = rest.dropFirst(authority.count).prefix { $0 != "#" }
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
    }

    /// A host without brackets, and a port.
    private static func split(_ authority: Substring) -> (host: String, port: Int?)? {
        var host = authority
        var port: Int?
        if let colon = authority.lastIndex(of: ":"), authority.last != "]" {
            guard let number = DecimalText.number(authority[authority.index(after: colon)...], atMost: 65_535), number > 0 else { return nil }
            port = number
            host = authority[..<colon]
        }
        if host.hasPrefix("["), host.hasSuffix("]") {
            guard host.contains(":"), let address = IPAddress(String(host.dropFirst().dropLast())) else { return nil }
            return (address.description, port)
        }
        guard !host.isEmpty, !host.contains(":"), ValueFormat<String>.hostName.parse(String(host)) != nil else { return nil }
        return (String(host), port)
    }
}

extension ValueFormat where Value == WebhookURL {
    static let webhookURL = ValueFormat(
        noun: "https://HOST/… (http only to localhost or to an address of this house)", parse: { WebhookURL($0) }, write: \.text)
}

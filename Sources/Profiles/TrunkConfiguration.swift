/// An account by which telephone calls come and go: `trunks.NAME` in partyline.yaml.
public struct TrunkConfiguration: Sendable, Hashable {
    /// As the admin calls it: 1 to 32 characters of a-z, 0-9 and -.
    public let name: String
    /// The provider's server or the home router; without a port DNS is asked (SRV). `server`, has to be there
    public internal(set) var server = SIPHost(host: "localhost", port: nil)
    /// What SIP travels by. `transport`, default udp
    public internal(set) var transport = TrunkTransport.udp
    /// The name or number of the account. `user`, has to be there to register or with a password; else partyline
    public var user: String { writtenUser ?? "partyline" }
    /// The name that goes with the password. `auth_user`, default as user
    public var authUser: String { writtenAuthUser ?? user }
    /// What stands behind the @ of the account's address. `domain`, default the server's name
    public var domain: String { (writtenDomain ?? server).uriHost }
    /// The realm that is given an answer made with the password; no other is. `realm`, default as domain
    public var realm: String { writtenRealm ?? domain }
    /// Where the password is; nil for an account without one. `password_file` or `password_env`
    public var passwordSource: TrunkPassword.Source? { passwordFile.map { .file($0) } ?? passwordVariable.map { .variable($0) } }
    /// Whether to register; else the other side knows our address. `register`, default on
    public internal(set) var registers = true
    /// How a router on the way is kept from forgetting us. `keep_alive`, default options
    public internal(set) var keepAlive = TrunkKeepAlive.options
    /// Whether voices are encrypted, with keys in SDP (RFC 4568). `encryption`, default none
    public internal(set) var encryption = TrunkEncryption.none
    /// Whether a TLS server has to prove its name. `certificate_check`, default on
    public internal(set) var checksCertificate = true
    /// The authorities that can prove it, as PEM; nil for those of the system. `ca_file`
    public internal(set) var authorities: String?
    /// What callers are spoken to in; nil: as phone.language says. `language`
    public internal(set) var language: PromptLanguage?
    /// The room for calls to numbers that are not in the file; nil: as phone.room says. `room`
    public internal(set) var room: String?
    /// The link profile of the line to the other side; nil: that of the house. `link`
    public internal(set) var link: String?
    /// The most calls at a time; nil: as many as all together. `calls`
    public internal(set) var calls: Int?

    var writtenUser: String?
    var writtenAuthUser: String?
    var writtenDomain: SIPHost?
    var writtenRealm: String?
    var passwordFile: String?
    var passwordVariable: String?

    init(_ name: String) { self.name = name }
}

/// What SIP travels by.
public enum TrunkTransport: String, Sendable, CaseIterable, Codable {
    case udp, tcp, tls
}

/// How a router on the way is kept from forgetting us.
public enum TrunkKeepAlive: String, Sendable, CaseIterable, Codable {
    case none
    /// Costs nothing, and nobody answers on UDP (RFC 5626 section 3.5.1).
    case emptyLines = "empty-lines"
    /// The answer says that the other side is there.
    case options
}

/// How a trunk's voices are encrypted.
public enum TrunkEncryption: String, Sendable, CaseIterable, Codable {
    case none
    /// Keys in SDP, which TLS hides (RFC 4568).
    case sdes
}

extension TrunkConfiguration {
    static let settings: [Setting<TrunkConfiguration>] = account + way + calls

    private static let account: [Setting<TrunkConfiguration>] = [
        Setting(
            "server", \.server, .sipHost, .any("a host name or an IP address, with :PORT if need be"),
            example: SIPHost(host: "sip.example.org", port: nil), "the provider's server or the home router"),
        Setting("transport", \.transport, .word, .oneOf(TrunkTransport.allCases), example: .udp, "what SIP travels by"),
        Setting("user", optional: \.writtenUser, .accountName, .any("a name or number"), example: "4930123456", "the account's name or number"),
        Setting(
            "auth_user", optional: \.writtenAuthUser, .accountName, .any("a name or number"), example: "4930123456",
            "the name that goes with the password, if it is another"),
        Setting(
            "domain", optional: \.writtenDomain, .sipDomain, .any("a host name or an IP address"),
            example: SIPHost(host: "example.org", port: nil),
            "what stands behind the @, if it is not the server"),
        Setting(
            "realm", optional: \.writtenRealm, .accountName, .any("a realm"), example: "example.org",
            "who may ask for proof of the password, if not the domain"),
        Setting(
            "password_file", optional: \.passwordFile, .path, .any("a file"), example: "/etc/partyline/trunk.password",
            "a file with the password alone, which others cannot read"),
        Setting(
            "password_env", optional: \.passwordVariable, .variableName, .any("a variable's name"), example: "TRUNK_PASSWORD",
            "the environment variable that holds the password"),
        Setting(
            refused: "password",
            "does not belong in this file, which is shown and copied: put the password alone into a file with chmod 600 and write "
                + "password_file: and its path, or password_env: and the name of an environment variable"),
        Setting("register", \.registers, .onOff, .any("on or off"), example: true, "whether to register"),
    ]

    private static let way: [Setting<TrunkConfiguration>] = [
        Setting(
            "keep_alive", \.keepAlive, .word, .oneOf(TrunkKeepAlive.allCases), example: .options,
            "how a router on the way is kept from forgetting us"),
        Setting(
            "encryption", \.encryption, .word, .oneOf(TrunkEncryption.allCases), example: .sdes, "how voices are encrypted; sdes needs tls"),
        Setting(
            "certificate_check", \.checksCertificate, .onOff, .any("on or off"), example: true, "whether a TLS server has to prove its name"),
        Setting(
            "ca_file", optional: \.authorities, .path, .any("a PEM file"), example: "/etc/ssl/certs/provider.pem",
            "the authorities that can prove it, if not those of the system"),
    ]

    private static let calls: [Setting<TrunkConfiguration>] = [
        Setting(
            "language", optional: \.language, .word, .oneOf(PromptLanguage.allCases), example: .english, "what callers are spoken to in"),
        Setting("room", optional: \.room, .name, .any("a name of a room"), example: "plenum", "the room for calls to numbers that are not listed"),
        Setting("link", optional: \.link, .name, .any("a name of a link profile"), example: "dsl-6000", "what the line to the other side carries"),
        Setting("calls", optional: \.calls, .count, .between(1, 2_000), example: 10, "the most calls at a time"),
    ]
}

/// What `phone` says in partyline.yaml: where and how telephones call.
public struct PhoneConfiguration: Sendable, Hashable {
    /// The address that SIP sockets bind to. `phone.sip_address`, default :: (all addresses, IPv4 too)
    public internal(set) var sipAddress = IPAddress.any
    /// The port for SIP over UDP and TCP; 0: none. `phone.sip_port`, default 0, or 5060 where the file has a trunk, a number or
    /// networks that may call
    public internal(set) var sipPort = 0
    /// The port for SIP over TLS; 0: none. `phone.tls_port`, default 0
    public internal(set) var tlsPort = 0
    /// The certificate with its chain for SIP over TLS, as PEM; nil for the one that the box makes. `phone.certificate`, default
    /// that of the web
    public internal(set) var certificate: String?
    /// The certificate's private key, as PEM. `phone.key`, default that of the web
    public internal(set) var key: String?
    /// Where the voices of calls come in, two UDP ports for each call. `phone.ports`, default 30000-30399
    public internal(set) var ports = PortRange.usual
    /// The address that callers are told to send their voices to; nil for the local one on the way to them. `phone.public_address`,
    /// default media.public_address
    public internal(set) var publicAddress: PublicHost?
    /// From where calls may come that come by no trunk. `phone.allow`, default none
    public internal(set) var allow: [IPNetwork] = []
    /// What callers are spoken to in, if neither their number nor their trunk says otherwise. `phone.language`, default en
    public internal(set) var language = PromptLanguage.english
    /// The room for calls to numbers that are not in the file; nil: any, by its number or PIN. `phone.room`, default none
    public internal(set) var room: String?
    /// The admin's own recordings of what callers hear; nil for `prompts` in the state directory. `phone.prompts_directory`
    public internal(set) var promptsDirectory: String?
    /// What is offered and taken, the best first. `phone.codecs`, default opus, g722, pcma, pcmu
    public internal(set) var codecs = PhoneCodec.allCases
    /// The numbers that may be called from here; none: dial-out is off. `phone.dial_out`, default none
    public internal(set) var dialOut: [DialPattern] = []
    /// The most calls at a time. `phone.calls`, default 200, or what fits into phone.ports
    public internal(set) var calls = 200
    /// Whether a room hears a tone when a call is lost. `phone.lost_call_notice`, default off
    public internal(set) var lostCallNotice = false

    /// Whether anybody can call.
    public var isOn: Bool { sipPort != 0 || tlsPort != 0 }
}

/// What a call's voice is coded in, by the names that SDP has for them.
public enum PhoneCodec: String, Sendable, CaseIterable, Codable {
    case opus, g722, pcma, pcmu
}

extension PhoneConfiguration {
    static let settings: [Setting<PhoneConfiguration>] = sip + media + people

    private static let sip: [Setting<PhoneConfiguration>] = [
        Setting(
            "sip_address", \.sipAddress, .address, .any("an IPv4 or IPv6 address of this machine"), example: .any, "where SIP sockets bind"),
        Setting("sip_port", \.sipPort, .count, .between(0, 65_535), example: 5_060, "the UDP and TCP port for SIP; 0 for none"),
        Setting("tls_port", \.tlsPort, .count, .between(0, 65_535), example: 5_061, "the TCP port for SIP over TLS; 0 for none"),
        Setting(
            "certificate", optional: \.certificate, .path, .any("a PEM file"), example: "/etc/ssl/certs/box.pem",
            "the certificate with its chain, for SIP over TLS"),
        Setting("key", optional: \.key, .path, .any("a PEM file"), example: "/etc/ssl/private/box.pem", "that certificate's key"),
        Setting(
            "allow", \.allow, .list("a list of networks (each by its first address)", of: .network), .any("networks"),
            example: ["192.0.2.0/24"].compactMap { IPNetwork($0) }, "from where calls may come that come by no trunk"),
    ]

    private static let media: [Setting<PhoneConfiguration>] = [
        Setting("ports", \.ports, .ports, .any("a range such as 30000-30399"), example: .usual, "the UDP ports of calls, two for each"),
        Setting(
            "public_address", optional: \.publicAddress, .publicHost, .any("an address, or a name that leads to one"),
            example: .example, "where callers reach those ports, if a router forwards them"),
        Setting(
            "codecs", \.codecs, .list("a list of \(ValueFormat<PhoneCodec>.words)", of: .word), .any("opus, g722, pcma, pcmu"),
            example: PhoneCodec.allCases, "what is offered and taken, the best first"),
        Setting("calls", \.calls, .count, .between(1, 2_000), example: 200, "the most calls at a time"),
    ]

    private static let people: [Setting<PhoneConfiguration>] = [
        Setting("language", \.language, .word, .oneOf(PromptLanguage.allCases), example: .english, "what callers are spoken to in"),
        Setting("room", optional: \.room, .name, .any("a name of a room"), example: "plenum", "the room for calls to numbers that are not listed"),
        Setting(
            "prompts_directory", optional: \.promptsDirectory, .path, .any("a folder"), example: "/var/lib/partyline/prompts",
            "the admin's own recordings"),
        Setting(
            "dial_out", \.dialOut, .list("a list of numbers, with a * at the end for all that begin so,", of: .dialPattern),
            .any("numbers, with a * at the end for all that begin so"), example: ["+4930*"].compactMap { DialPattern($0) },
            "which numbers may be called from here"),
        Setting("lost_call_notice", \.lostCallNotice, .onOff, .any("on or off"), example: true, "whether a room hears a tone when a call is lost"),
    ]
}

import MediaTypes

/// What `partyline serve` needs to know beyond the profile: partyline.yaml. Every key has a default that works for an
/// ordinary user. No key holds a secret.
public struct ServiceConfiguration: Sendable, Hashable {
    /// The profile to run. `profile`, default base
    public internal(set) var profile = "base"
    /// The link profile of the house's own line, over the profile; nil: the profile says it all. `link`
    public internal(set) var link: String?
    /// Who answers for this box: a person or a group; nil: nobody is named. `operator.name`
    public internal(set) var operatorName: String?
    /// How whoever answers for it is reached: an e-mail address, a telephone number, a page. `operator.contact`
    public internal(set) var operatorContact: String?
    /// The address that media sockets bind to. `media.address`, default :: (all addresses, IPv4 too)
    public internal(set) var mediaAddress = IPAddress.any
    /// The first UDP port for media. `media.port`, default 5004
    public internal(set) var mediaPort = 5_004
    /// The address at which browsers reach the media port, where a router forwards it to this machine; nil for the machine's own
    /// addresses. `media.public_address`
    public internal(set) var mediaPublicAddress: PublicHost?
    /// The address that the web server binds to. `web.address`, default :: (all addresses, IPv4 too)
    public internal(set) var webAddress = IPAddress.any
    /// The TCP port for HTTPS; 0: none. `web.port`, default 8443
    public internal(set) var webPort = 8_443
    /// The TCP port for plain HTTP, which is served to this machine only; 0: none. `web.local_port`, default 8080
    public internal(set) var webLocalPort = 8_080
    /// The host in links, and in a certificate that the box makes itself. `web.name`, default the machine's name
    public internal(set) var webName: String
    /// The certificate with its chain, as PEM; nil for one that the box makes. `web.certificate`
    public internal(set) var webCertificate: String?
    /// The certificate's private key, as PEM. `web.key`
    public internal(set) var webKey: String?
    /// Other names under which the page may run: embedded in another site, or behind a reverse proxy that has a name of its own.
    /// `web.origins`, default none
    public internal(set) var webOrigins: [WebOrigin] = []
    /// Reverse proxies that are believed when they say, in X-Forwarded-For, for whom they ask. `web.trusted_proxies`, default none
    public internal(set) var webTrustedProxies: [IPAddress] = []
    /// The relay for browsers that cannot reach the box by UDP. `web.turn`, default none
    public internal(set) var turn = TurnConfiguration()
    /// The address at which monitoring asks for metrics and health. `metrics.address`, default 127.0.0.1
    public internal(set) var metricsAddress = IPAddress.loopback
    /// Its TCP port for plain HTTP; 0: none. `metrics.port`, default 0
    public internal(set) var metricsPort = 0
    /// How telephones call. `phone`
    public internal(set) var phone = PhoneConfiguration()
    /// By which accounts, in the order of the file. `trunks`, default none
    public internal(set) var trunks: [TrunkConfiguration] = []
    /// Where which number leads, in the order of the file. `numbers`, default none
    public internal(set) var numbers: [NumberConfiguration] = []
    /// What is told when rooms begin and end, in the order of the file. `webhooks`, default none
    public internal(set) var webhooks: [WebhookConfiguration] = []
    /// Where rooms are kept. `state_directory`, default $XDG_STATE_HOME/partyline or ~/.local/state/partyline; for root /var/lib/partyline
    public internal(set) var stateDirectory: String
    /// Where the admin socket lies. `run_directory`, default $XDG_RUNTIME_DIR/partyline or `run` in the state directory; for root
    /// /run/partyline
    public internal(set) var runDirectory: String
    /// The admin's own profiles, searched before those that came with Partyline. `profiles_directory`, default
    /// $XDG_CONFIG_HOME/partyline/profiles or ~/.config/partyline/profiles; for root /etc/partyline/profiles
    public internal(set) var profilesDirectory: String
    /// Where each key that was written stands.
    public internal(set) var places: [String: Place] = [:]

    /// Where rooms are kept, one file each.
    public var roomsDirectory: String { "\(stateDirectory)/rooms" }
    /// The admin's own recordings of what callers hear.
    public var promptsDirectory: String { phone.promptsDirectory ?? "\(stateDirectory)/prompts" }
    /// The socket for `partyline` commands.
    public var adminSocket: String { "\(runDirectory)/admin.sock" }
    /// Where media sockets bind first.
    public var mediaBind: TransportAddress {
        TransportAddress(high: mediaAddress.high, low: mediaAddress.low, port: UInt16(clamping: mediaPort))
    }

    /// Where the web server binds for HTTPS.
    public var webBind: TransportAddress {
        TransportAddress(high: webAddress.high, low: webAddress.low, port: UInt16(clamping: webPort))
    }
    /// What a room's invitation says: `https://box.example:8443/r/kitchen`. Where a proxy or a router stands in front, people come by the
    /// one of `web.origins` that has the name of the box; without HTTPS of our own, by the first.
    /// - Parameter name: of a room
    public func roomLink(_ name: String) -> String {
        let host = IPAddress(webName) != nil && webName.contains(":") ? "[\(webName)]" : webName
        if let front = webOrigins.first(where: { $0.isSecure(at: host) }) ?? (webPort == 0 ? webOrigins.first : nil) { return "\(front)/r/\(name)" }
        return "https://\(host)\(webPort == 443 ? "" : ":\(webPort)")/r/\(name)"
    }
    /// The same for a browser on this machine, without a certificate: browsers trust localhost with the microphone.
    public func localRoomLink(_ name: String) -> String { "http://localhost:\(webLocalPort)/r/\(name)" }

    /// The folders for `ProfileStore`: the admin's own, then those that came with Partyline.
    public func profileStore(shippedIn shipped: [String]) -> ProfileStore {
        ProfileStore(directories: [profilesDirectory] + shipped)
    }

    /// Reads partyline.yaml.
    /// - Parameters:
    ///   - path: nil for all defaults
    ///   - surroundings: the environment and user that the defaults depend on
    ///   - draft: what is to be read instead of what is in the file
    /// - Throws: everything that is wrong in the file
    public static func load(file path: String?, in surroundings: Surroundings, draft: [UInt8]? = nil) throws(ProfileError) -> ServiceConfiguration {
        var configuration = ServiceConfiguration(in: surroundings)
        if let path {
            let reading = table.read(file: path, draft: draft, blank: configuration)
            if let error = ProfileError.joining(reading.problems) { throw error }
            table.apply(reading.assignments, to: &configuration)
            configuration.places = Dictionary(uniqueKeysWithValues: reading.assignments.map { ($0.key, $0.place) })
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            for directory in [\.stateDirectory, \.runDirectory, \.profilesDirectory] as [WritableKeyPath<ServiceConfiguration, String>] {
                let value = configuration[keyPath: directory]
                if !value.isEmpty, !value.hasPrefix("/") { configuration[keyPath: directory] = "\(folder)/\(value)" }
            }
            let paths: [WritableKeyPath<ServiceConfiguration, String?>] = [
                \.webCertificate, \.webKey, \.turn.secretFile, \.phone.certificate, \.phone.key, \.phone.promptsDirectory,
            ]
            for path in paths + configuration.trunks.indices.flatMap({ [\.trunks[$0].passwordFile, \.trunks[$0].authorities] })
                + configuration.webhooks.indices.map({ \.webhooks[$0].secretFile }) {
                if let value = configuration[keyPath: path], !value.hasPrefix("/") { configuration[keyPath: path] = "\(folder)/\(value)" }
            }
            configuration.settleTelephones()
            if let error = ProfileError.joining(configuration.webProblems() + configuration.telephoneProblems() + configuration.webhookProblems()) { throw error }
        }
        try configuration.settleDirectories()
        return configuration
    }

    /// The defaults; a folder that the surroundings do not tell stays empty until the file has had its say.
    init(in surroundings: Surroundings) {
        stateDirectory = surroundings.stateDirectory ?? ""
        runDirectory = surroundings.runDirectory ?? ""
        profilesDirectory = surroundings.configurationDirectory.map { "\($0)/profiles" } ?? ""
        webName = surroundings.hostName
    }

    private func webProblems() -> [ProfileError] {
        let pair = pairProblem("web.certificate", "web.key") + pairProblem("web.turn.urls", "web.turn.secret_file")
        guard webPort != 0, webPort == webLocalPort, let place = places["web.port"] ?? places["web.local_port"] else { return pair }
        return pair + [.contradiction(place, explanation: "web.port and web.local_port are both \(webPort): make them different")]
    }

    /// Two keys of which neither can do without the other.
    func pairProblem(_ first: String, _ second: String) -> [ProfileError] {
        [(first, second), (second, first)].compactMap { key, other in
            guard let place = places[key], places[other] == nil else { return nil }
            return .contradiction(place, explanation: "\(key) needs \(other) beside it: write both, or neither")
        }
    }

    private mutating func settleDirectories() throws(ProfileError) {
        guard !stateDirectory.isEmpty else { throw .noDirectory(key: "state_directory", reason: "neither XDG_STATE_HOME nor HOME is set") }
        if runDirectory.isEmpty { runDirectory = "\(stateDirectory)/run" }
        if profilesDirectory.isEmpty { profilesDirectory = "\(stateDirectory)/profiles" }
        // sun_path has 108 bytes, and the last is zero (unix(7)).
        guard adminSocket.utf8.count <= 107 else {
            let reason = "\(Excerpt.of(adminSocket)) is too long for a socket (\(adminSocket.utf8.count) bytes, 107 fit)"
            guard let place = places["run_directory"] else { throw .noDirectory(key: "run_directory", reason: reason) }
            throw .contradiction(place, explanation: "\(reason): write a shorter run_directory")
        }
    }

    private static let table = SettingTable<ServiceConfiguration>(box + relay + monitoring + telephones + folders, families: [trunkFamily, numberFamily, webhookFamily])

    private static let box: [Setting<ServiceConfiguration>] = [
        Setting("profile", \.profile, .name, .any("a name of a profile"), example: "small-server", "the profile to run"),
        Setting("link", optional: \.link, .name, .any("a name of a link profile"), example: "dsl-6000", "what the line of the house carries"),
        Setting("operator.name", optional: \.operatorName, .line, .any("a line of text"), example: "Hackspace Nord", "who answers for this box"),
        Setting(
            "operator.contact", optional: \.operatorContact, .line, .any("a line of text"), example: "box@example.org", "how to reach them"),
        Setting(
            "media.address", \.mediaAddress, .address, .any("an IPv4 or IPv6 address of this machine"), example: .any,
            "where media sockets bind"),
        Setting("media.port", \.mediaPort, .count, .between(1, 65_535), example: 5_004, "the first UDP port for media"),
        Setting(
            "media.public_address", optional: \.mediaPublicAddress, .publicHost, .any("an address, or a name that leads to one"),
            example: .example, "where browsers reach the media port, if a router forwards it"),
        Setting(
            "web.address", \.webAddress, .address, .any("an IPv4 or IPv6 address of this machine"), example: .any,
            "where the web server binds"),
        Setting("web.port", \.webPort, .count, .between(0, 65_535), example: 8_443, "the TCP port for HTTPS; 0 for none"),
        Setting("web.local_port", \.webLocalPort, .count, .between(0, 65_535), example: 8_080, "the TCP port for HTTP on localhost only; 0 for none"),
        Setting("web.name", \.webName, .hostName, .any("a host name or an IP address"), example: "box.example.org", "the host in links"),
        Setting(
            "web.certificate", optional: \.webCertificate, .path, .any("a PEM file"), example: "/etc/ssl/certs/box.pem",
            "the certificate with its chain"),
        Setting("web.key", optional: \.webKey, .path, .any("a PEM file"), example: "/etc/ssl/private/box.pem", "the certificate's key"),
        Setting(
            "web.origins", \.webOrigins, .list("a list of origins", of: .origin), .any("origins"),
            example: [WebOrigin("https://talk.example.org")].compactMap { $0 }, "other names under which the page may run"),
        Setting(
            "web.trusted_proxies", \.webTrustedProxies, .list("a list of IP addresses", of: .address), .any("IPv4 or IPv6 addresses"),
            example: [IPAddress(high: 0, low: 0xFFFF_7F00_0001)], "reverse proxies whose X-Forwarded-For is believed"),
    ]

    private static let relay: [Setting<ServiceConfiguration>] = [
        Setting(
            "web.turn.urls", \.turn.urls, .list("a list of addresses such as turn:relay.example.org:3478", of: .turnURL), .any("turn: and turns: addresses"),
            example: [TurnURL("turn:relay.example.org:3478")].compactMap { $0 }, "the relay for browsers that cannot reach the box by UDP"),
        Setting(
            "web.turn.secret_file", optional: \.turn.secretFile, .path, .any("a file that others cannot read"), example: "/etc/partyline/turn.secret",
            "the secret that the relay shares with this box"),
        Setting(
            "web.turn.lifetime", \.turn.lifetime, .time, .between(.seconds(300), .seconds(604_800)), example: .seconds(86_400),
            "how long a participant may use it without coming anew"),
    ]

    private static let monitoring: [Setting<ServiceConfiguration>] = [
        Setting(
            "metrics.address", \.metricsAddress, .address, .any("an IPv4 or IPv6 address of this machine"), example: .loopback,
            "where monitoring asks"),
        Setting("metrics.port", \.metricsPort, .count, .between(0, 65_535), example: 9_464, "the TCP port for monitoring; 0 for none"),
    ]

    private static let folders: [Setting<ServiceConfiguration>] = [
        Setting("state_directory", \.stateDirectory, .path, .any("a folder"), example: "/var/lib/partyline", "where rooms are kept"),
        Setting("run_directory", \.runDirectory, .path, .any("a folder"), example: "/run/partyline", "where the admin socket lies"),
        Setting(
            "profiles_directory", \.profilesDirectory, .path, .any("a folder"), example: "/etc/partyline/profiles",
            "the admin's own profiles"),
    ]

    /// Every key, for help texts and tables; NAME and NUMBER stand for what the admin writes there.
    public static var keys: [ConfigurationKey] {
        let settings = table.settings + trunkFamily.settings + numberFamily.settings + webhookFamily.settings
        return settings.filter { $0.refusal == nil }.map { ConfigurationKey(key: $0.key, allowed: $0.allowed, meaning: $0.meaning) }
    }
}

/// One key of partyline.yaml.
public struct ConfigurationKey: Sendable, Hashable, Codable {
    /// As it stands in a file: `media.port`.
    public let key: String
    /// "1 to 65535"
    public let allowed: String
    /// What it is.
    public let meaning: String
}

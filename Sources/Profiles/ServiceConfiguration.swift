import MediaTypes

/// What `partyline serve` needs to know beyond the profile: partyline.yaml. Every key has a default that works for an
/// ordinary user. No key holds a secret.
public struct ServiceConfiguration: Sendable, Hashable {
    /// The profile to run. `profile`, default base
    public internal(set) var profile = "base"
    /// The address that media sockets bind to. `media.address`, default :: (all addresses, IPv4 too)
    public internal(set) var mediaAddress = IPAddress.any
    /// The first UDP port for media. `media.port`, default 5004
    public internal(set) var mediaPort = 5_004
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
    /// The socket for `partyline` commands.
    public var adminSocket: String { "\(runDirectory)/admin.sock" }
    /// Where media sockets bind first.
    public var mediaBind: TransportAddress {
        TransportAddress(high: mediaAddress.high, low: mediaAddress.low, port: UInt16(clamping: mediaPort))
    }

    /// The folders for `ProfileStore`: the admin's own, then those that came with Partyline.
    public func profileStore(shippedIn shipped: [String]) -> ProfileStore {
        ProfileStore(directories: [profilesDirectory] + shipped)
    }

    /// Reads partyline.yaml.
    /// - Parameters:
    ///   - path: nil for all defaults
    ///   - surroundings: the environment and user that the defaults depend on
    /// - Throws: everything that is wrong in the file
    public static func load(file path: String?, in surroundings: Surroundings) throws(ProfileError) -> ServiceConfiguration {
        var configuration = ServiceConfiguration(in: surroundings)
        if let path {
            let reading = table.read(file: path, blank: configuration)
            if let error = ProfileError.joining(reading.problems) { throw error }
            table.apply(reading.assignments, to: &configuration)
            configuration.places = Dictionary(uniqueKeysWithValues: reading.assignments.map { ($0.key, $0.place) })
            let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
            for directory in [\.stateDirectory, \.runDirectory, \.profilesDirectory] as [WritableKeyPath<ServiceConfiguration, String>] {
                let value = configuration[keyPath: directory]
                if !value.isEmpty, !value.hasPrefix("/") { configuration[keyPath: directory] = "\(folder)/\(value)" }
            }
        }
        try configuration.settleDirectories()
        return configuration
    }

    /// The defaults; a folder that the surroundings do not tell stays empty until the file has had its say.
    init(in surroundings: Surroundings) {
        stateDirectory = surroundings.stateDirectory ?? ""
        runDirectory = surroundings.runDirectory ?? ""
        profilesDirectory = surroundings.configurationDirectory.map { "\($0)/profiles" } ?? ""
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

    private static let table = SettingTable<ServiceConfiguration>([
        Setting("profile", \.profile, .name, .any("a name of a profile"), example: "small-server", "the profile to run"),
        Setting(
            "media.address", \.mediaAddress, .address, .any("an IPv4 or IPv6 address of this machine"), example: .any,
            "where media sockets bind"),
        Setting("media.port", \.mediaPort, .count, .between(1, 65_535), example: 5_004, "the first UDP port for media"),
        Setting("state_directory", \.stateDirectory, .path, .any("a folder"), example: "/var/lib/partyline", "where rooms are kept"),
        Setting("run_directory", \.runDirectory, .path, .any("a folder"), example: "/run/partyline", "where the admin socket lies"),
        Setting(
            "profiles_directory", \.profilesDirectory, .path, .any("a folder"), example: "/etc/partyline/profiles",
            "the admin's own profiles"),
    ])
}

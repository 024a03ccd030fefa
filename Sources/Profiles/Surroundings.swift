import Glibc

/// What the defaults of folders depend on, as a value, so that tests can say it.
/// - Source: XDG Base Directory Specification 0.8
public struct Surroundings: Sendable, Hashable {
    /// The environment variables; an XDG variable that is not an absolute path is passed over, as its specification says.
    public var environment: [String: String]
    /// Whether we are the system's own service.
    public var isRoot: Bool
    /// What this machine is called, for links to it.
    public var hostName: String

    public init(environment: [String: String], isRoot: Bool, hostName: String = "localhost") {
        self.environment = environment
        self.isRoot = isRoot
        self.hostName = hostName
    }

    /// Those of this process.
    /// - Parameter environment: of the process, as the caller has it
    public static func ofProcess(environment: [String: String]) -> Surroundings {
        Surroundings(environment: environment, isRoot: geteuid() == 0, hostName: machineName ?? "localhost")
    }

    /// Nil where the machine has none that could stand in a link.
    private static var machineName: String? {
        // HOST_NAME_MAX and the zero behind it.
        var name = [CChar](repeating: 0, count: 65)
        guard unsafe gethostname(&name, name.count - 1) == 0 else { return nil }
        return ValueFormat.hostName.parse(String(decoding: name.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    /// Where partyline.yaml is looked for when nobody names it.
    public var configurationFile: String? { configurationDirectory.map { "\($0)/partyline.yaml" } }

    var configurationDirectory: String? { isRoot ? "/etc/partyline" : folder("XDG_CONFIG_HOME", beneathHome: ".config") }
    var stateDirectory: String? { isRoot ? "/var/lib/partyline" : folder("XDG_STATE_HOME", beneathHome: ".local/state") }
    var runDirectory: String? { isRoot ? "/run/partyline" : absolute("XDG_RUNTIME_DIR").map { "\($0)/partyline" } }

    private func folder(_ variable: String, beneathHome: String) -> String? {
        (absolute(variable) ?? absolute("HOME").map { "\($0)/\(beneathHome)" }).map { "\($0)/partyline" }
    }

    private func absolute(_ variable: String) -> String? {
        environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
}

import Glibc

/// What the defaults of folders depend on, as a value, so that tests can say it.
/// - Source: XDG Base Directory Specification 0.8
public struct Surroundings: Sendable, Hashable {
    /// The environment variables; an XDG variable that is not an absolute path is passed over, as its specification says.
    public var environment: [String: String]
    /// Whether we are the system's own service.
    public var isRoot: Bool

    public init(environment: [String: String], isRoot: Bool) {
        self.environment = environment
        self.isRoot = isRoot
    }

    /// Those of this process.
    /// - Parameter environment: of the process, as the caller has it
    public static func ofProcess(environment: [String: String]) -> Surroundings {
        Surroundings(environment: environment, isRoot: geteuid() == 0)
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

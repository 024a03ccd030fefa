import CLinux
import Glibc
import MediaIO
import Profiles

/// Looks a box over, one check after the other. Each check is a value that holds what it looks at, so that tests can hand in a box that is ill.
/// Nothing is changed, and nothing leaves the machine but the question where a name leads.
public struct Doctor {
    let machine: MachineFolder
    /// Where passwords of trunks may be.
    let environment: [String: String]

    public init(machine: MachineFolder, environment: [String: String]) {
        self.machine = machine
        self.environment = environment
    }

    /// What can be told without a configuration.
    /// - Parameter configuration: whose server is asked what only it knows; nil where it cannot be read
    public func machineFindings(_ configuration: ServiceConfiguration?) -> [Finding] {
        let running = configuration.flatMap { ServerContact(socket: $0.adminSocket).isRealtime }
        let scheduling = SchedulingCheck(isGranted: running ?? RealtimeTrial.isGranted(), isServers: running != nil, machine: machine)
        var findings = [ClockCheck.ofThisMachine.finding(), scheduling.finding(), ProcessorCheck(machine: machine).finding()]
        findings += PowerCheck(machine: machine).findings()
        if let heat = HeatCheck(machine: machine).finding() { findings.append(heat) }
        return findings + [VersionCheck.finding()]
    }

    /// What the configuration asks of the machine, and of those around it.
    public func findings(of configuration: ServiceConfiguration) -> [Finding] {
        let server = ServerContact(socket: configuration.adminSocket)
        let own = LocalAddresses.all(port: 0).map { IPAddress(high: $0.high, low: $0.low) }
        let address = AddressCheck(
            publicHost: configuration.mediaPublicAddress, lookUp: { NameLookUp.addresses(of: $0).map { IPAddress(high: $0.high, low: $0.low) } },
            bound: configuration.mediaAddress, own: own, ports: configuration.forwardedPorts)
        let trunks = TrunkCheck(trunks: configuration.trunks, environment: environment, states: server.trunks)
        var findings: [Finding] = [.good(.configuration, "the configuration is right"), server.finding()]
        findings.append(OperatorCheck(configuration: configuration, own: own).finding())
        findings += portFindings(configuration, isServerRunning: server.isRunning)
        findings.append(address.finding())
        findings += configuration.certificateChecks(at: time(nil)).flatMap { $0.findings() }
        findings += trunks.findings()
        findings.append(DiskCheck(folder: configuration.stateDirectory, key: "state_directory").finding())
        findings.append(DiskCheck(folder: configuration.runDirectory, key: "run_directory").finding())
        return findings
    }

    /// Whether the machine carries what the profile admits.
    /// - Parameter store: where the profiles lie that came with Partyline
    public func findings(of profile: LoadedProfile, in store: ProfileStore) -> [Finding] {
        let board = BoardCheck(
            model: machine.text("proc/device-tree/model"), coreCount: Int(clinux_usable_cores()), running: profile, store: store)
        return [.good(.profile, "profile \(profile.title) is right"), board.finding()]
    }

    /// What is wrong in files: each error says where, and what would be right.
    public static func findings(of error: ProfileError, in subject: Finding.Subject) -> [Finding] {
        let remedy = "correct it there; until then no server starts with it, and one that runs keeps what it has"
        return error.all.map { .problem(subject, $0.description, remedy: remedy) }
    }

    private func portFindings(_ configuration: ServiceConfiguration, isServerRunning: Bool) -> [Finding] {
        let wanted = PortCheck(ports: configuration.wantedPorts, isServerRunning: isServerRunning).findings()
        let phone = configuration.phone
        guard phone.isOn, !isServerRunning else { return wanted }
        return wanted + [CallPortCheck(range: phone.ports, calls: phone.calls, address: configuration.mediaAddress).finding()]
    }
}

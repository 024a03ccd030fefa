import ArgumentParser
import Doctor
import FoundationEssentials
import Profiles

/// `partyline doctor`: what ails the box, and what to do about it.
struct DoctorCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor",
        abstract: "Say what ails the box, and what to do about it.",
        discussion: """
            Looks at the configuration and the profile, ports and addresses, certificate, trunks, disk, clock, scheduling, the \
            machine's power and heat, and versions. Run it as the user who runs the server, which may run meanwhile. Nothing is \
            changed, and nothing is sent to anybody outside of this machine; so whether a router lets people in is for you to try. \
            The exit code is 1 if there is a problem; hints alone leave it 0.

            EXAMPLES
              partyline doctor
              partyline doctor --profile pi-4
              partyline doctor --json | jq -r '.[] | select(.level == "problem").remedy'
            """)

    @Option(help: ArgumentHelp("The configuration file (default: partyline.yaml in the usual place).", valueName: "file")) var config: String?
    @Option(help: ArgumentHelp("The profile, by its name or as a file, instead of the configuration's.", valueName: "name"))
    var profile: String?
    @Option(help: ArgumentHelp("The link profile of the house's line, instead of the configuration's.", valueName: "name"))
    var link: String?
    @Flag(help: "Answer in JSON.") var json = false
    @Option(help: ArgumentHelp("The folder that holds proc and sys, instead of the root.", valueName: "folder", visibility: .private))
    var machine = ""

    func run() throws {
        let doctor = Doctor(machine: MachineFolder(root: machine), environment: ProcessInfo.processInfo.environment)
        let findings = try (configurationFindings(doctor) + doctor.machineFindings(try? ConfigurationFile.load(config))).problemsLast
        if json { try JSONOutput.say(findings) } else { DoctorView.lines(findings).forEach(Terminal.say) }
        if findings.count(.problem) > 0 { throw ExitStatus.failed }
    }

    /// Of the configuration, and of the profile if that can be told.
    private func configurationFindings(_ doctor: Doctor) throws -> [Finding] {
        let configuration: ServiceConfiguration
        do { configuration = try ConfigurationFile.load(config) } catch let error as ProfileError { return Doctor.findings(of: error, in: .configuration) }
        do {
            let loaded = try ProfileChoice.toRun(profile, link: link, configuration)
            return doctor.findings(of: configuration) + doctor.findings(of: loaded, in: ProfileChoice.store(configuration))
        } catch let error as ProfileError {
            return doctor.findings(of: configuration) + Doctor.findings(of: error, in: .profile)
        }
    }
}

/// Findings as text: a mark and a line for each, and what to do beneath it.
enum DoctorView {
    static func lines(_ findings: [Finding]) -> [String] {
        findings.flatMap { finding in
            ["\(mark(finding.level))  \(column(finding.subject.rawValue))  \(finding.found)"] + (finding.remedy.map { ["\(indentation)do: \($0)"] } ?? [])
        } + [summary(findings)]
    }

    private static let subjectWidth = 13
    private static let indentation = String(repeating: " ", count: 4 + 2 + subjectWidth + 2)

    private static func mark(_ level: Finding.Level) -> String {
        switch level {
        case .good: "ok  "
        case .hint: "hint"
        case .problem: "BAD "
        }
    }

    private static func column(_ text: String) -> String { text + String(repeating: " ", count: max(0, subjectWidth - text.count)) }

    private static func summary(_ findings: [Finding]) -> String {
        let (problems, hints) = (findings.count(.problem), findings.count(.hint))
        if problems == 0, hints == 0 { return "All is well." }
        return "\(Figures.count(problems, "problem")), \(Figures.count(hints, "hint"))"
    }
}

import Doctor
import Foundation
import Profiles
import Testing

/// `partyline doctor`, with prepared folders in place of /proc and /sys.
@Suite(.serialized) struct DoctorProgramTests {
    /// A box with a configuration and a machine of its own, on ports of its own.
    private struct Box {
        let folder: ScratchFolder

        init(governor: String = "performance", more: String = "") throws {
            folder = try ScratchFolder()
            let port = Int.random(in: 20_000...29_990)
            let files = [
                "partyline.yaml": """
                    media: { address: 127.0.0.1, port: \(port) }
                    web: { address: 127.0.0.1, port: \(port + 1), local_port: \(port + 2), name: box.example }
                    state_directory: state
                    run_directory: run
                    profiles_directory: profiles
                    profile: small
                    \(more)
                    """,
                "profiles/small.yaml": "limits: { participants: 4, rooms: 1 }\n",
                "machine/proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.1\0",
                "machine/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": governor + "\n",
                "machine/sys/devices/system/cpu/cpu0/cpufreq/scaling_available_governors": "performance powersave schedutil \n",
                "machine/sys/devices/platform/soc/soc:firmware/get_throttled": "0\n",
                "machine/sys/class/thermal/thermal_zone0/temp": "48000\n",
            ]
            for (name, text) in files { try write(name, text) }
        }

        func write(_ name: String, _ text: String) throws {
            let url = URL(filePath: folder(name))
            try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
            try Data(text.utf8).write(to: url)
        }

        func doctor(_ arguments: String...) throws -> BuiltProgram.Outcome {
            try BuiltProgram.run(["doctor", "--config", folder("partyline.yaml"), "--machine", folder("machine")] + arguments)
        }

        func findings() throws -> (status: Int32, all: [Finding]) {
            let outcome = try doctor("--json")
            return (outcome.status, try JSONDecoder().decode([Finding].self, from: outcome.output))
        }
    }

    /// Of the disk and the clock, this machine has its own.
    @Test(.timeLimit(.minutes(1))) func aBoxThatIsWellHasNoProblem() throws {
        let box = try Box()
        let (status, findings) = try box.findings()
        let problems = findings.filter { $0.level == .problem && $0.subject != .disk }
        #expect(problems.isEmpty, "\(problems)")
        #expect(status == (findings.contains { $0.level == .problem } ? 1 : 0))
        let good = findings.filter { $0.level == .good }.map(\.subject)
        for subject in [Finding.Subject.configuration, .profile, .server, .ports, .processor, .power, .heat, .board, .versions] {
            #expect(good.contains(subject), "\(subject)")
        }
        // As this machine has it, well or not.
        #expect([.clock, .scheduling, .disk].allSatisfy { subject in findings.contains { $0.subject == subject } })
        #expect(findings.first { $0.subject == .board }?.found.contains("Raspberry Pi 4 Model B Rev 1.1") == true)
        #expect(findings.first { $0.subject == .versions }?.found.contains("libopus") == true)
        #expect(findings.allSatisfy { ($0.remedy == nil) == ($0.level == .good) })
        #expect(!box.folder.has("state") && !box.folder.has("run"))
    }

    @Test(.timeLimit(.minutes(1))) func problemsStandLastWithWhatToDo() throws {
        let outcome = try Box(governor: "powersave").doctor()
        #expect(outcome.status == 1)
        let lines = String(decoding: outcome.output, as: UTF8.self).split(separator: "\n")
        let problem = try #require(lines.firstIndex { $0.hasPrefix("BAD   processor      governor powersave holds cpu0") }, "\(lines)")
        #expect(lines[problem + 1].contains("do: echo schedutil"))
        #expect(lines[problem...].allSatisfy { !$0.hasPrefix("ok") && !$0.hasPrefix("hint") })
        #expect(lines.first?.hasPrefix("ok    ") == true)
        #expect(lines.last?.contains("problem") == true)
    }

    @Test(.timeLimit(.minutes(1))) func whatIsWrongInTheConfigurationIsToldAndTheMachineIsLookedAtNevertheless() throws {
        let (status, findings) = try Box(more: "media.prot: 5004\nsurprise: 1").findings()
        #expect(status == 1)
        let told = findings.filter { $0.subject == .configuration }
        #expect(told.count == 2 && told.allSatisfy { $0.level == .problem && $0.found.contains("partyline.yaml:") }, "\(told)")
        #expect(findings.contains { $0.subject == .power })
        #expect(!findings.contains { $0.subject == .ports })
    }

    @Test(.timeLimit(.minutes(1))) func whatIsWrongInTheProfileIsToldAsItIs() throws {
        let box = try Box()
        try box.write("profiles/small.yaml", "mix: { talkers: 500 }\n")
        let (status, findings) = try box.findings()
        #expect(status == 1)
        let told = findings.filter { $0.subject == .profile }
        #expect(told.count == 1 && told[0].found.hasSuffix("profiles/small.yaml:1:17: mix.talkers can be 1 to 50, found 500"), "\(told)")
        #expect(findings.contains { $0.subject == .ports })
    }

    @Test(.timeLimit(.minutes(1))) func aRunningServerIsAskedAndItsPortsAreTried() throws {
        let program = try RunningProgram(participants: 4, telephones: "")
        let outcome = try program.doctor("--json")
        let findings = try JSONDecoder().decode([Finding].self, from: outcome.output)
        #expect(findings.contains { $0.subject == .server && $0.level == .good && $0.found.contains("a server has run") }, "\(findings)")
        let ports = findings.filter { $0.subject == .ports }
        #expect(ports.map(\.level) == [.good], "\(ports)")
        #expect(ports.first?.found.hasPrefix("the server has UDP \(program.media.port), TCP \(program.web.port)") == true)
        #expect(program.isRunning)
    }

    @Test(.timeLimit(.minutes(1))) func theHelpFitsAScreenAndHasAnExample() throws {
        let help = String(decoding: try BuiltProgram.run(["doctor", "--help"]).output, as: UTF8.self)
        #expect(help.split(separator: "\n", omittingEmptySubsequences: false).count <= 40)
        #expect(help.contains("partyline doctor --json"))
        #expect(!help.contains("--machine"))
    }
}

import Testing

@testable import Doctor

/// What would make a measurement of the machine untrue.
@Suite struct MeasuringTests {
    @Test func aMachineThatIsWellHasNothingTold() throws {
        let machine = try PreparedMachine(["sys/class/thermal/thermal_zone0/temp": "45000\n"])
        #expect(Doctor(machine: machine.folder, environment: [:]).measuringFindings(server: machine("nobody.sock")).isEmpty)
    }

    @Test func aClockThatIsHeldDownAWeakSupplyAndHeatAreTold() throws {
        let machine = try PreparedMachine([
            "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n", "sys/class/thermal/thermal_zone0/temp": "84000\n",
            "sys/devices/platform/soc/soc:firmware/get_throttled": "4\n",
        ])
        let findings = Doctor(machine: machine.folder, environment: [:]).measuringFindings(server: nil)
        #expect(findings.map(\.subject) == [.processor, .power, .heat])
        #expect(findings.allSatisfy { $0.level == .problem && $0.remedy != nil })
    }

    @Test func aServerThatRunsIsTold() throws {
        let machine = try PreparedMachine()
        try machine.write("run/.keep", "")
        let server = try #require(HangingUp(path: machine("run/admin.sock")))
        let findings = withExtendedLifetime(server) {
            Doctor(machine: machine.folder, environment: [:]).measuringFindings(server: machine("run/admin.sock"))
        }
        #expect(findings.map(\.subject) == [.server])
    }

    @Test(arguments: [
        (["proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.1\0", "proc/cpuinfo": "model name\t: other\n"], "Raspberry Pi 4 Model B Rev 1.1"),
        (["proc/cpuinfo": "processor\t: 0\nmodel name\t: AMD EPYC\ncache size\t: 1024 KB\n"], "AMD EPYC"), ([:], nil),
    ] as [([String: String], String?)])
    func theMachineIsCalledByItsBoardOrItsProcessor(files: [String: String], name: String?) throws {
        let machine = try PreparedMachine(files)
        #expect(Doctor(machine: machine.folder, environment: [:]).machineName == name)
    }
}

import Testing

@testable import Doctor

/// Clock, scheduling and cores, each with a machine that is well and with one that is not.
@Suite struct MachineTests {
    // MARK: Clock

    @Test func aClockIsInStepOrAHint() {
        #expect(ClockCheck(state: .inStep(largestErrorMs: 12)).finding() == .good(.clock, "the clock is kept in step, at most 12 ms off"))
        let alone = ClockCheck(state: .alone).finding()
        #expect(alone.level == .hint)
        #expect(alone.remedy?.contains("timedatectl set-ntp true") == true)
        #expect(ClockCheck(state: .unknown).finding().level == .hint)
    }

    // MARK: Scheduling

    /// As Linux writes it.
    private func limits(_ softLimit: String) -> String {
        """
        Limit                     Soft Limit           Hard Limit           Units     
        Max nice priority         0                    0                    
        Max realtime priority     \(softLimit)                   99                   
        Max realtime timeout      unlimited            unlimited            us        
        """
    }

    @Test func aGrantedPriorityIsGood() throws {
        let machine = try PreparedMachine(["proc/self/limits": limits("0")])
        #expect(SchedulingCheck(isGranted: true, machine: machine.folder).finding().level == .good)
    }

    @Test func aLimitThatForbidsIsToBeRaised() throws {
        let machine = try PreparedMachine(["proc/self/limits": limits("0")])
        let finding = SchedulingCheck(isGranted: false, machine: machine.folder).finding()
        #expect(finding.level == .hint)
        #expect(finding.remedy?.contains("LimitRTPRIO=50") == true)
    }

    /// Root may have what the server's user may not.
    @Test func aServerThatRunsIsBelievedRatherThanATrialOfOurOwn() throws {
        let machine = try PreparedMachine(["proc/self/limits": limits("99")])
        let finding = SchedulingCheck(isGranted: false, isServers: true, machine: machine.folder).finding()
        #expect(finding.found.hasPrefix("the media thread of the running server has no real-time priority"))
        #expect(finding.remedy?.contains("LimitRTPRIO=50 in the unit") == true)
    }

    @Test(arguments: ["50", "99", "unlimited"]) func aKernelThatRefusesInSpiteOfTheLimitIsNamed(limit: String) throws {
        let machine = try PreparedMachine(["proc/self/limits": limits(limit)])
        let finding = SchedulingCheck(isGranted: false, machine: machine.folder).finding()
        #expect(finding.found.contains("the kernel refuses"))
        #expect(finding.remedy?.contains("SYS_NICE") == true)
    }

    // MARK: Cores

    private func processor(_ governors: [String], driver: String? = nil, available: String = "performance powersave schedutil") throws -> Finding {
        let machine = try PreparedMachine(["sys/devices/system/cpu/cpufreq/boost": "1\n"])
        for (number, governor) in governors.enumerated() {
            try machine.write("sys/devices/system/cpu/cpu\(number)/cpufreq/scaling_governor", governor + "\n")
            try machine.write("sys/devices/system/cpu/cpu\(number)/cpufreq/scaling_available_governors", available + " \n")
            if let driver { try machine.write("sys/devices/system/cpu/cpu\(number)/cpufreq/scaling_driver", driver + "\n") }
        }
        return ProcessorCheck(machine: machine.folder).finding()
    }

    @Test(arguments: ["performance", "schedutil", "ondemand"]) func governorsThatRaiseTheClockAreGood(governor: String) throws {
        let finding = try processor([governor, governor])
        #expect(finding == .good(.processor, "governor \(governor) lets the cores run as fast as they can"))
    }

    @Test func coresAtTheLowestClockAreNamed() throws {
        let finding = try processor(["schedutil", "powersave", "powersave"])
        #expect(finding.level == .problem)
        #expect(finding.found.contains("holds cpu1, cpu2 at the lowest clock"))
        #expect(finding.remedy?.hasPrefix("echo schedutil |") == true)
    }

    @Test(arguments: [("conservative ondemand performance", "ondemand"), ("performance powersave", "performance")])
    func aGovernorIsAdvisedThatTheKernelHas(available: String, advised: String) throws {
        #expect(try processor(["powersave"], available: available).remedy?.hasPrefix("echo \(advised) |") == true)
    }

    @Test(arguments: ["intel_pstate", "amd-pstate-epp"]) func driversThatChooseThemselvesMeanSomethingElseByPowersave(driver: String) throws {
        #expect(try processor(["powersave"], driver: driver).level == .good)
    }

    @Test func aSlowGovernorIsAHint() throws { #expect(try processor(["conservative"]).level == .hint) }

    @Test func aMachineWithoutGovernorsIsGood() throws { #expect(try processor([]).level == .good) }

    // MARK: What stands in the files

    @Test func textsComeWithoutTheZerosAndLineEndsAroundThem() throws {
        let machine = try PreparedMachine(["proc/device-tree/model": "Raspberry Pi 4 Model B Rev 1.1\0", "proc/line": " one\ntwo\n\n", "proc/blank": "\n"])
        #expect(machine.folder.text("proc/device-tree/model") == "Raspberry Pi 4 Model B Rev 1.1")
        #expect(machine.folder.text("proc/line") == "one\ntwo")
        #expect(machine.folder.text("proc/blank") == nil)
        #expect(machine.folder.text("proc/absent") == nil)
    }

    /// As the kernel hands them out: files of no length that have something in them.
    @Test func theMachineItselfCanBeRead() {
        #expect(MachineFolder().text("proc/self/limits")?.contains("Max realtime priority") == true)
        #expect(MachineFolder().names(in: "proc", beginningWith: "cpuinfo") == ["cpuinfo"])
    }
}

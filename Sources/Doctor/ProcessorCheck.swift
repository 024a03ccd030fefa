/// Whether the cores run as fast as they can when there is work.
/// - Source: Documentation/admin-guide/pm/cpufreq.rst and intel_pstate.rst of Linux
struct ProcessorCheck {
    let machine: MachineFolder

    private struct Core {
        let name: String
        let governor: String
        let driver: String?
        /// Those that could be chosen instead.
        let others: [Substring]

        /// Stays at the lowest clock. The drivers that choose the clock themselves mean something else by the word.
        var isHeldDown: Bool { governor == "powersave" && driver != "intel_pstate" && driver != "amd-pstate-epp" }
    }

    func finding() -> Finding {
        let cores = machine.names(in: "sys/devices/system/cpu", beginningWith: "cpu").compactMap { name -> Core? in
            let folder = "sys/devices/system/cpu/\(name)/cpufreq"
            guard let governor = machine.text("\(folder)/scaling_governor") else { return nil }
            return Core(
                name: name, governor: governor, driver: machine.text("\(folder)/scaling_driver"),
                others: (machine.text("\(folder)/scaling_available_governors") ?? "").split(separator: " "))
        }
        if cores.isEmpty { return .good(.processor, "the clock of the cores is nobody's to choose here, as in most virtual machines") }
        let heldDown = cores.filter(\.isHeldDown)
        if !heldDown.isEmpty {
            return .problem(
                .processor, "governor powersave holds \(heldDown.map(\.name).joined(separator: ", ")) at the lowest clock, with a part of the power",
                remedy: remedy(for: heldDown))
        }
        let governors = Set(cores.map(\.governor)).sorted().joined(separator: " and ")
        let slow = cores.filter { $0.governor == "conservative" }
        if !slow.isEmpty {
            return .hint(
                .processor, "governor \(governors) of the cores raises the clock slowly: the first talkers after a silence may stutter",
                remedy: remedy(for: slow))
        }
        return .good(.processor, "governor \(governors) lets the cores run as fast as they can")
    }

    /// By the best governor that all of them have.
    private func remedy(for cores: [Core]) -> String {
        let best = ["schedutil", "ondemand"].first { name in cores.allSatisfy { $0.others.contains(name[...]) } } ?? "performance"
        return "echo \(best) | sudo tee /sys/devices/system/cpu/cpu*/cpufreq/scaling_governor, at each start"
    }
}

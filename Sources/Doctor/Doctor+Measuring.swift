extension Doctor {
    /// What would make a measurement of this machine untrue: a clock that is held down, a weak supply, heat, a server that works meanwhile.
    /// What is well is not told.
    /// - Parameter socket: the admin socket of the server that may run; nil where it is not known
    public func measuringFindings(server socket: String?) -> [Finding] {
        var findings = [ProcessorCheck(machine: machine).finding()] + PowerCheck(machine: machine).findings()
        if let heat = HeatCheck(machine: machine).finding() { findings.append(heat) }
        if let socket, ServerContact(socket: socket).isRunning {
            findings.append(
                .hint(
                    .server,
                    "a Partyline server runs here: what it does for its participants slows the measurement, and the measurement them",
                    remedy: "measure while nobody is in a room, or stop it meanwhile: sudo systemctl stop partyline"))
        }
        return findings.filter { $0.level != .good }
    }

    /// What the machine calls itself: the board's name, or else that of its processor.
    public var machineName: String? {
        if let model = machine.text("proc/device-tree/model") { return model }
        let line = machine.text("proc/cpuinfo")?.split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ":", maxSplits: 1).dropFirst().first.map { String($0.drop { $0 == " " }) }
    }
}

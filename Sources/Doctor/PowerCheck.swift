/// What a Raspberry Pi tells of its supply and of its clock: both fall, and sound with them, when the supply is weak or the board hot.
/// - Source: Raspberry Pi documentation, "vcgencmd get_throttled"
struct PowerCheck {
    let machine: MachineFolder

    /// The bits that tell of now; sixteen further up stands what has been since the start.
    private static let states: [(bit: UInt32, now: String, before: String, remedy: String)] = [
        (0, "the supply gives too little voltage", "the supply gave too little voltage", "use the supply made for the board, with a short cable"),
        (1, "the clock of the cores is held down", "the clock of the cores was held down", "see to the supply and to cooling"),
        (2, "the board is throttled", "the board was throttled", "see to the supply and to cooling"),
        (3, "the board is so hot that it slows down", "the board was so hot that it slowed down", "give it a heat sink, or air"),
    ]

    /// Nothing on a board that does not tell.
    func findings() -> [Finding] {
        guard let word else { return [] }
        let findings = Self.states.compactMap { state -> Finding? in
            if word & (1 << state.bit) != 0 { return .problem(.power, "now: \(state.now)", remedy: state.remedy) }
            if word & (1 << (state.bit + 16)) != 0 { return .hint(.power, "since the last start: \(state.before)", remedy: state.remedy) }
            return nil
        }
        return findings.isEmpty ? [.good(.power, "supply and clock were never short since the last start")] : findings
    }

    /// Beneath the firmware's folder, which each board calls a little differently.
    private var word: UInt32? {
        let platform = "sys/devices/platform"
        for soc in machine.names(in: platform, beginningWith: "soc") {
            for firmware in machine.names(in: "\(platform)/\(soc)", beginningWith: "soc") {
                guard let text = machine.text("\(platform)/\(soc)/\(firmware)/get_throttled") else { continue }
                return UInt32(text.hasPrefix("0x") ? String(text.dropFirst(2)) : text, radix: 16)
            }
        }
        return nil
    }
}

/// How hot the machine is.
struct HeatCheck {
    let machine: MachineFolder

    /// Ours: boards slow down between 80 and 85 degrees; below 70 a summer's day is still to spare.
    private static let (warm, hot) = (70, 80)

    /// Nil where nothing measures.
    func finding() -> Finding? {
        let zones = machine.names(in: "sys/class/thermal", beginningWith: "thermal_zone")
        let degrees = zones.compactMap { machine.text("sys/class/thermal/\($0)/temp").flatMap { Int($0) }.map { $0 / 1_000 } }.max()
        guard let degrees else { return nil }
        switch degrees {
        case ..<Self.warm: return .good(.heat, "\(degrees) degrees Celsius")
        case ..<Self.hot: return .hint(.heat, "\(degrees) degrees Celsius, and near \(Self.hot) machines slow down", remedy: "give it a heat sink, or air")
        default: return .problem(.heat, "\(degrees) degrees Celsius: so hot machines slow down", remedy: "give it a heat sink, or air")
        }
    }
}

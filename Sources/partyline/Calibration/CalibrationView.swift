import Calibration

/// A calibration as text. The tables hold all there is to know; the plot beneath them shows it once more.
enum CalibrationView {
    static func lines(_ result: CalibrationResult, plotColumns: Int?) -> [String] {
        var lines = [
            "\(result.machine), measured for \(Figures.decimal(result.seconds, 0)) s in \(Figures.count(result.turns, "turn"))", "",
        ]
        lines += parts(result.board) + [""] + capacities(result)
        if let plotColumns { lines += [""] + plot(result, columns: plotColumns) }
        return lines + warnings(result.warnings)
    }

    private static func us(_ value: Double) -> String { Figures.decimal(value, value < 100 ? 1 : 0) }

    /// What a tick is made of.
    private static func parts(_ board: Board) -> [String] {
        let costs = board.costs
        var crowds = TextTable(
            ("PARTICIPANTS", .right), ("NOISE us", .right), ("TALKER us", .right), ("QUIET us", .right), ("WRITE us", .right),
            ("ENCODE us MORE", .right))
        for (noise, quiet) in zip(costs.noise, costs.quiet) {
            crowds.add("\(noise.participants)", us(noise.other), us(noise.talker), us(quiet.other), us(noise.write), us(noise.encodeExtra))
        }
        var lines = crowds.lines() + [
            "a room's mix: \(us(costs.room)) us, and \(us(costs.noise.last?.member ?? 0)) us a participant",
            "a packet: receive \(us(costs.receiveDatagram)) us, unprotect \(us(costs.unprotect)) us, protect \(us(costs.protect)) us, "
                + "send \(us(costs.sendDatagram)) us",
        ]
        if board.cores > 1 { lines.append("all \(board.cores) cores at once: each at \(speed(board)) of its speed alone") }
        return lines + lateness(board)
    }

    /// What a core does while all work, in relation to what it does alone.
    static func speed(_ board: Board) -> String { Figures.percent(100 / board.slowdown, digits: 0) }

    /// A line for each priority: "timers late by 0.03 ms (median), 0.05 (p99), 0.17 (p99.9), 0.30 (max)"
    static func lateness(_ board: Board) -> [String] {
        func line(_ late: Board.Lateness, _ priority: String) -> String {
            let (p99, p999, most) = (Figures.decimal(late.p99, 2), Figures.decimal(late.p999, 2), Figures.decimal(late.max, 2))
            return "timers late by \(Figures.ms(late.median, digits: 2)) (median), \(p99) (p99), \(p999) (p99.9), \(most) (max)\(priority)"
        }
        let ordinary = line(board.lateness, ", without real-time priority")
        return (board.realtimeLateness.map { [line($0, "")] } ?? []) + [ordinary]
    }

    /// Whom the board carries.
    private static func capacities(_ result: CalibrationResult) -> [String] {
        var table = TextTable(
            ("COMPLEXITY", .right), ("ENCODE us", .right), ("PARTICIPANTS", .right), ("ROOMS", .right), ("IF QUIET", .right),
            ("BUSY", .right), ("WB-PESQ", .right), (" ", .left))
        for capacity in result.capacities {
            table.add(
                "\(capacity.complexity)", us(result.board.costs.encode[capacity.complexity]), "\(capacity.participants)",
                "\(capacity.rooms)", "\(capacity.quietParticipants)", Figures.percent(capacity.busyTime / Capacity.period * 100, digits: 0),
                Figures.decimal(SpeechQuality.byComplexity[capacity.complexity], 2),
                capacity.complexity == result.choice.complexity ? "<- chosen" : "")
        }
        return table.lines() + [bound(result.choice.bound)]
    }

    /// What keeps the board from more.
    static func bound(_ bound: Capacity.Bound) -> String {
        switch bound {
        case .computing: "With more, a tick would take more than half of its 20 ms."
        case .lateness: "With more, late timers would leave too little of a tick."
        case .memory: "With more, half of the free memory would not do."
        case .program: "More are never admitted."
        }
    }

    /// Bars, one for each complexity: # while all send noise, . as far as it goes while they are quiet.
    static func plot(_ result: CalibrationResult, columns: Int) -> [String] {
        let most = result.capacities.map { max($0.quietParticipants, $0.participants) }.max() ?? 0
        let width = max(columns - 24, 10)
        guard most > 0 else { return [] }
        func cells(_ count: Int) -> Int { Int((Double(count) / Double(most) * Double(width)).rounded()) }
        func padded(_ text: String, to width: Int) -> String { String(repeating: " ", count: max(width - text.count, 0)) + text }
        let bars = result.capacities.map { capacity in
            let dear = cells(capacity.participants)
            let quiet = max(cells(capacity.quietParticipants) - dear, 0)
            let mark = capacity.complexity == result.choice.complexity ? ">" : " "
            return
                "\(mark)\(padded("\(capacity.complexity)", to: 2)) \u{2502}" + String(repeating: "\u{2588}", count: dear)
                + String(repeating: "\u{2591}", count: quiet) + " \(capacity.participants) / \(capacity.quietParticipants)"
        }
        return ["Participants by complexity: \u{2588} all send noise, \u{2591} all are quiet"] + bars
    }

    /// What was wrong, and what to do about it.
    static func warnings(_ warnings: [CalibrationWarning]) -> [String] {
        warnings.isEmpty ? [] : [""] + warnings.flatMap { ["WARNING: \($0.found)"] + ($0.remedy.map { ["  do: \($0)"] } ?? []) }
    }

    /// The prediction and the bench, line by line.
    static func trials(_ trials: [EngineTrial]) -> [String] {
        var table = TextTable(
            ("PARTICIPANTS", .right), ("LISTENERS", .left), ("COMPLEXITY", .right), ("PREDICTED us", .right), ("MEASURED us", .right),
            ("MACHINE", .right),
            ("RATIO", .right), (" ", .left))
        for trial in trials {
            table.add(
                "\(trial.attendance.participants)", trial.attendance.listeners.rawValue, "\(trial.attendance.complexity)",
                us(trial.predicted),
                us(trial.measured), Figures.decimal(trial.wandering, 2), Figures.decimal(trial.ratio, 2), trial.isHeld ? "" : "MISSED")
        }
        let missed = trials.count { !$0.isHeld }
        let percent = Figures.decimal(EngineTrial.tolerance * 100, 0)
        return table.lines() + [
            "MACHINE: how slow it was in that moment, to what it was while measuring. RATIO: predicted to measured, at that speed.",
            missed == 0
                ? "All \(trials.count) predictions are within \(percent)% of the engine bench."
                : "\(missed) of \(trials.count) predictions are more than \(percent)% off.",
        ]
    }
}

import Calibration

/// The profile of a board as it was measured, with the reason for each value.
struct CalibratedProfile {
    let result: CalibrationResult
    let name: String
    /// The profile that it extends.
    let origin: String

    /// - Returns: a YAML file
    var text: String {
        let limits = result.limits
        return """
            # \(name): \(result.machine).
            #
            # MEASURED on \(result.day) by partyline calibrate, in \(Figures.decimal(result.seconds, 0)) s.
            # To measure anew, after a change of board, system or cooling:
            #
            #     partyline calibrate --name \(name) --from \(origin) --force
            #
            \(commented(costs))
            # Speech with pauses (DTX) costs far less: then it carries \(result.choice.quietParticipants).
            # Listeners at different bitrates cost an encode for each bitrate.
            extends: \(origin)

            mix:
              # Each talker costs an encoder of its own. More than three at once, nobody understands.
              talkers: \(result.talkers)

            opus:
              # \(complexityReason)
              complexity: \(result.choice.complexity)

            limits:
              # While all send noise who do not talk: the dearest case. \(CalibrationView.bound(result.choice.bound))
              participants: \(limits.participants)
              # A room for each \(Figures.count(max(1, result.roomSize), "participant")).
              rooms: \(limits.rooms)

            """
    }

    private func commented(_ lines: [String]) -> String { lines.map { "# \($0)" }.joined(separator: "\n") }

    private func us(_ value: Double) -> String { Figures.decimal(value, value < 100 ? 1 : 0) }

    /// What the parts cost, and how the limits come of it.
    private var costs: [String] {
        let (board, choice) = (result.board, result.choice)
        let costs = board.costs
        let planned = Capacity.plannedTime(board.latenessInUse)
        var lines = ["Microseconds of one core of \(board.cores):"]
        lines += zip(costs.noise, costs.quiet).map { noise, quiet in
            "  each of \(noise.participants) participants, to receive, decode and level: "
                + "\(us(noise.other)) of noise, \(us(noise.talker)) of speech, \(us(quiet.other)) in silence"
        }
        lines.append("  an encode, at complexity 0 to 10: \(costs.encode.map(us).joined(separator: ", "))")
        let last = costs.noise.last
        lines.append(
            "  the mix of a room: \(us(costs.room)), and \(us(last?.member ?? 0)) for each in it; to write a packet: \(us(last?.write ?? 0))")
        lines.append(
            "  a datagram: \(us(costs.receiveDatagram)) to receive, \(us(costs.sendDatagram)) to send; SRTP: \(us(costs.unprotect)) to unprotect, "
                + "\(us(costs.protect)) to protect")
        if board.cores > 1 { lines.append("  all cores at once: each at \(CalibrationView.speed(board)) of its speed alone") }
        lines += CalibrationView.lateness(board).map { "  \($0)" }
        lines.append("A tick is 20 ms. We plan with \(Figures.decimal(planned / 1_000, 1)) ms of the media thread, which other cores help.")
        let share = Figures.percent(choice.busyTime / Capacity.period * 100, digits: 0)
        lines.append(
            "\(choice.participants) participants in \(Figures.count(choice.rooms, "room")) keep it busy for \(Figures.ms(choice.busyTime / 1_000)), "
                + "\(share) of the tick.")
        return lines
    }

    /// What the choice gives up on either side.
    private var complexityReason: String {
        let choice = result.choice
        let others = [result.capacities.first, result.capacities.last].compactMap { $0 }.filter { $0.complexity != choice.complexity }
        return "WB-PESQ \(quality(choice)) for \(choice.participants) participants"
            + others.map { "; \($0.complexity) has \(quality($0)) for \($0.participants)" }.joined() + "."
    }

    private func quality(_ capacity: Capacity) -> String { Figures.decimal(SpeechQuality.byComplexity[capacity.complexity], 2) }
}

import Conference

/// The box as text: its load, then its rooms.
struct StatusView {
    let box: BoxSnapshot

    func lines() -> [String] {
        let headline = "partyline  profile \(box.profile)  up \(Figures.duration(box.upSeconds))"
        var lines = [headline, loadLine, countLine]
        lines += [overloadLine, strangerLine].compactMap { $0 } + webhookLines
        for room in box.rooms {
            lines += [""] + RoomView(room: room, participants: box.participants.filter { $0.room == room.room }).lines()
        }
        if box.rooms.isEmpty { lines += ["", RoomView.noRoom] }
        return lines
    }

    private var loadLine: String {
        let load = box.load
        let bar = "[\(Figures.bar(load.load, width: 30))] \(Figures.percent(load.load * 100, digits: 0))"
        let ticks = "tick \(Figures.ms(load.meanTickMs, digits: 2)) mean, \(Figures.ms(load.longestTickMs, digits: 2)) longest"
        return "load  \(bar)   \(ticks) of \(Figures.ms(load.periodMs, digits: 0)), \(load.missedTicks) missed of \(load.ticks)"
    }

    private var countLine: String {
        let load = box.load
        let counts = [
            "\(box.participants.count) of \(Figures.count(box.participantLimit, "participant"))",
            Figures.count(load.talkers, "talker"),
            Figures.count(load.encodeClasses, "shared encoder"),
            Figures.count(load.privateEncoders, "own encoder"),
        ]
        return "      " + counts.joined(separator: ", ")
    }

    /// Silence is all that they get, so that only this line tells of them.
    private var strangerLine: String? {
        let packets = box.load.strangers
        let messages = box.telephones?.strangers ?? 0
        let parts = [
            packets == 0 ? nil : "\(Figures.count(packets, "packet")) from addresses that belong to nobody",
            messages == 0 ? nil : "\(Figures.count(messages, "telephone message")) from addresses that may not call",
        ].compactMap { $0 }
        return parts.isEmpty ? nil : "      left without an answer: " + parts.joined(separator: ", ")
    }

    private var webhookLines: [String] {
        (box.webhooks ?? []).map { hook in
            let counts = "\(Figures.count(hook.told, "notice")) taken, \(hook.lost) given up"
            return "      webhook \(hook.name): " + (hook.problem.map { "FAILING, \($0); " } ?? "") + counts
        }
    }

    private var overloadLine: String? {
        switch box.load.degradation {
        case "refusesParticipants": "      OVERLOADED: takes nobody new"
        case "lowersComplexity": "      OVERLOADED: takes nobody new, encodes more simply"
        case "capsTalkers": "      OVERLOADED: takes nobody new, encodes more simply, mixes fewer talkers"
        default: nil
        }
    }
}

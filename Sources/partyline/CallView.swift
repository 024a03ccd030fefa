import Caller

/// What came of a call, as text: two lines for each participant, one for each direction.
struct CallView {
    private let summary: CallSummary

    init(_ summary: CallSummary) { self.summary = summary }

    func lines() -> [String] {
        var table = TextTable(
            ("PARTICIPANT", .left), ("WAY", .left), ("SENT", .right), ("RECEIVED", .right), ("LOST", .right), ("RECOVERED", .right),
            ("JITTER", .right), ("BUFFER", .right), ("MADE UP", .right), ("ROUND TRIP", .right),
            (summary.participants.contains { $0.recording != nil } ? "HEARD" : "", .left))
        for participant in summary.participants {
            add(participant.handle, "to server", participant.toServer, roundTrip: Figures.ms(participant.roundTripMs), heard: "", to: &table)
            add("", "from server", participant.fromServer, roundTrip: "", heard: participant.recording ?? "", to: &table)
        }
        let count = Figures.count(summary.participants.count, "participant")
        return table.lines() + ["", "\(count) in \(summary.room) by \(summary.codec) for \(Figures.decimal(summary.seconds, 1)) s"]
    }

    private func add(_ name: String, _ direction: String, _ way: CallSummary.Way, roundTrip: String, heard: String, to table: inout TextTable) {
        let lost = way.lost.map { $0 > 0 ? "\($0) (\(Figures.percent(way.lossPercent)))" : "0" }
        let recovered = way.lost.flatMap { lost in way.recovered.map { lost > 0 ? "\($0) of \(lost)" : "-" } }
        table.add(
            name, direction, figure(way.sent), figure(way.received), lost ?? "-", recovered ?? "-", Figures.ms(way.jitterMs),
            Figures.ms(way.bufferTargetMs, digits: 0), Figures.percent(way.madeUpPercent), roundTrip, heard)
    }

    private func figure(_ number: Int?) -> String { number.map(String.init) ?? "-" }
}

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
            let roundTrip = Figures.ms(participant.roundTripMs)
            add(participant.toServer, who: participant.handle, "to server", roundTrip: roundTrip, recording: "", to: &table)
            add(participant.fromServer, who: "", "from server", roundTrip: "", recording: participant.recording ?? "", to: &table)
        }
        let count = Figures.count(summary.participants.count, "participant")
        return table.lines() + ["", "\(count) in \(summary.room) by \(summary.codec) for \(Figures.decimal(summary.seconds, 1)) s"]
    }

    private func add(
        _ way: CallSummary.Way, who: String, _ direction: String, roundTrip: String, recording: String, to table: inout TextTable
    ) {
        let lost = way.lost.map { $0 > 0 ? "\($0) (\(Figures.percent(way.lossPercent)))" : "0" }
        let recovered = way.lost.flatMap { lost in way.recovered.map { lost > 0 ? "\($0) of \(lost)" : "-" } }
        table.add(
            who, direction, figure(way.sent), figure(way.received), lost ?? "-", recovered ?? "-", Figures.ms(way.jitterMs),
            Figures.ms(way.bufferTargetMs, digits: 0), Figures.percent(way.madeUpPercent), roundTrip, recording)
    }

    private func figure(_ number: Int?) -> String { number.map(String.init) ?? "-" }
}

/// What came of `partyline mix`.
struct MixSummary: Encodable {
    struct Participant: Encodable {
        let name: String
        let recording: String
        /// The file with what it hears.
        let hears: String
        /// How long it was heard in the mix.
        let heardForSeconds: Double
        let packetsReceived: Int
        let packetsLost: Int
        let recoveredByRED: Int
        let recoveredByFEC: Int
        /// Made up for lost packets, of all that was played.
        let concealedPercent: Double
        /// Of the jitter buffer, on average.
        let bufferDelayMs: Double
        /// Sent to it.
        let packetsHeard: Int
        let bytesHeard: Int
    }

    let profile: String
    /// Of the longest recording.
    let seconds: Double
    let tookSeconds: Double
    let picture: String
    let participants: [Participant]

    func lines() -> [String] {
        var table = TextTable(
            ("PARTICIPANT", .left), ("HEARD FOR", .right), ("LOST", .right), ("RECOVERED", .right), ("CONCEALED", .right),
            ("BUFFER", .right),
            ("HEARS", .left))
        for each in participants {
            let sent = max(each.packetsReceived + each.packetsLost, 1)
            let recovered = each.recoveredByRED + each.recoveredByFEC
            table.add(
                each.name, Figures.decimal(each.heardForSeconds, 1) + " s", Figures.percent(Double(each.packetsLost) / Double(sent) * 100),
                each.packetsLost > 0 ? "\(recovered) of \(each.packetsLost)" : "-", Figures.percent(each.concealedPercent),
                Figures.ms(each.bufferDelayMs, digits: 0), each.hears)
        }
        let speed = seconds / max(tookSeconds, 0.001)
        return table.lines() + [
            "",
            "\(Figures.decimal(seconds, 1)) s of conversation in \(Figures.decimal(tookSeconds, 1)) s, "
                + "\(Figures.decimal(speed, 0)) times as fast as life, with profile \(profile). The picture: \(picture)",
        ]
    }
}

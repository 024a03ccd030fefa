import Conference

/// Participants as a table: who, how, and how well.
struct ParticipantTable {
    private let participants: [ParticipantSnapshot]
    private let namesRoom: Bool

    /// - Parameter namesRoom: for a table of more than one room
    init(_ participants: [ParticipantSnapshot], namesRoom: Bool = false) {
        self.participants = participants
        self.namesRoom = namesRoom
    }

    func lines() -> [String] {
        guard !participants.isEmpty else { return [] }
        var table = TextTable(
            (namesRoom ? "ROOM" : "", .left), ("WHO", .left), (participants.contains { !name($0).isEmpty } ? "NAME" : "", .left), ("KIND", .left),
            ("CODEC", .left), ("STATE", .left), ("LEVEL", .right), ("LOSS", .right),
            ("JITTER", .right), ("BUFFER", .right), ("AIM", .right), ("MADE UP", .right), ("THEIR LOSS", .right), ("CLASS", .right),
            (participants.contains { $0.route != nil } ? "ROUND TRIP" : "", .right), (participants.contains { $0.route != nil } ? "GOES TO" : "", .left))
        for one in participants {
            // Of somebody who sends nothing there is nothing to tell but what it hears.
            let sent = one.media.flatMap { $0.packets.received > 0 ? $0 : nil }
            table.add(
                namesRoom ? one.room : "", one.handle, name(one), one.role == .host ? "host" : one.kind.rawValue, codec(one), state(one), Figures.level(sent?.levelDB),
                Figures.percent(sent?.lossPercent),
                Figures.ms(sent?.jitterMs), Figures.ms(sent?.bufferDelayMs, digits: 0), Figures.ms(sent?.bufferTargetMs, digits: 0),
                Figures.percent(sent?.concealedPercent), Figures.percent(one.media?.remoteLossPercent), encoder(one),
                Figures.ms(one.media?.roundTripMs), one.route?.remote ?? "-")
        }
        return table.lines()
    }

    /// "Anna", "Phone 3", "Phone 3 (…42)".
    private func name(_ one: ParticipantSnapshot) -> String {
        let name = one.name ?? one.phone.map { "Phone \($0)" } ?? ""
        return name + (one.lastDigits.map { " (…\($0))" } ?? "")
    }

    private func codec(_ one: ParticipantSnapshot) -> String {
        guard let codec = one.codec else { return "-" }
        return one.isEncrypted == true ? codec + "+srtp" : codec
    }

    private func state(_ one: ParticipantSnapshot) -> String {
        if one.isInLobby { return "in the lobby" }
        if one.codec == nil { return "no media" }
        if one.isMuted { return one.hasHandUp ? "muted, hand up" : "muted" }
        if one.direction == "listenOnly" { return "listens" }
        guard let media = one.media else { return "new" }
        if media.packets.received == 0 { return "sends nothing" }
        return (media.isTalking ? "TALKING" : "quiet") + (one.hasHandUp ? ", hand up" : "")
    }

    private func encoder(_ one: ParticipantSnapshot) -> String {
        guard let media = one.media, one.direction != "sendOnly" else { return "-" }
        return media.encodeClass.map(String.init) ?? "own"
    }
}

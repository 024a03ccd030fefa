import Conference

/// People of a room in the dashboard: who is heard, how loudly, and what their lines lose.
struct DashboardTable {
    let style: TerminalStyle
    /// Of the terminal.
    let columns: Int

    private struct Column {
        let title: String
        let width: Int
        var isRight = true
        let text: (ParticipantSnapshot) -> String
    }

    /// - Parameters:
    ///   - first: how many are scrolled past
    ///   - most: lines below the heading; if there are more people, the last says how many
    func lines(_ people: [ParticipantSnapshot], from first: Int, most: Int) -> [String] {
        let table = shownColumns
        let heading = "    " + table.map { style.fitted($0.title, to: $0.width, isRight: $0.isRight) }.joined(separator: " ")
        let rest = people.dropFirst(first)
        let shown = rest.count > most || first > 0 ? rest.prefix(max(0, most - 1)) : rest.prefix(most)
        var lines = [style.tinted(style.cut(heading, to: columns), .quiet)]
        lines += shown.map { one in
            let isHeard = one.media?.isTalking == true
            let cells = table.map { style.fitted($0.text(one), to: $0.width, isRight: $0.isRight) }.joined(separator: " ")
            return style.tinted(style.cut("  \(isHeard ? style.heardMark : " ") \(cells)", to: columns), isHeard ? .heard : nil)
        }
        let (before, after) = (first, rest.count - shown.count)
        let more = [before > 0 ? "\(before) before" : nil, after > 0 ? "and \(after) more" : nil].compactMap { $0 }
        if !more.isEmpty { lines.append(style.tinted("    \(more.joined(separator: ", "))", .quiet)) }
        return lines
    }

    /// What a narrow terminal has no space for is left out.
    private var shownColumns: [Column] {
        let narrow: [Column] = [
            Column(title: "STATE", width: 13, isRight: false, text: Self.state),
            Column(title: "LEVEL", width: 8, isRight: false) { style.bar(Self.loudness($0), width: 8) },
            Column(title: "LOSS UP", width: 7) { Figures.percent(Self.sent($0)?.lossPercent) },
            Column(title: "DOWN", width: 6) { Figures.percent($0.media?.remoteLossPercent) },
            Column(title: "JITTER", width: 7) { Figures.ms(Self.sent($0)?.jitterMs, digits: 0) },
        ]
        let wide: [Column] = [
            Column(title: "MADE UP", width: 7) { Figures.percent(Self.sent($0)?.concealedPercent) },
            Column(title: "BUFFER", width: 7) { Figures.ms(Self.sent($0)?.bufferDelayMs, digits: 0) },
            Column(title: "CODEC", width: 10, isRight: false) { ($0.codec ?? "-") + ($0.isEncrypted == true ? "+srtp" : "") },
        ]
        var table = narrow
        func width(_ columns: [Column]) -> Int { columns.reduce(0) { $0 + $1.width + 1 } }
        // The mark, the handle, and a name that one can read.
        let least = 4 + 7 + 13
        for column in wide where least + width(table) + column.width + 1 <= columns { table.append(column) }
        let name = max(6, min(30, columns - 4 - 7 - width(table)))
        return [
            Column(title: "WHO", width: 6, isRight: false) { $0.handle },
            Column(title: "NAME", width: name, isRight: false, text: Self.name),
        ] + table
    }

    /// Of somebody who sends nothing there is nothing to tell.
    private static func sent(_ one: ParticipantSnapshot) -> MediaSnapshot? { one.media.flatMap { $0.packets.received > 0 ? $0 : nil } }

    /// -60 dBFS is silence, 0 is all there is.
    private static func loudness(_ one: ParticipantSnapshot) -> Double { sent(one).map { ($0.levelDB + 60) / 60 } ?? 0 }

    private static func name(_ one: ParticipantSnapshot) -> String {
        let name = one.name ?? one.phone.map { "Phone \($0)" } ?? one.kind.rawValue
        return one.role == .host ? name + " (host)" : name
    }

    private static func state(_ one: ParticipantSnapshot) -> String {
        if one.isInLobby { return "in the lobby" }
        if one.codec == nil { return "no media" }
        if one.hasHandUp { return one.isMuted ? "muted, hand" : "hand up" }
        if one.isMuted { return "muted" }
        if one.direction == "listenOnly" { return "listens" }
        guard let media = one.media else { return "new" }
        if media.packets.received == 0 { return "sends nothing" }
        return media.isTalking ? "heard" : "quiet"
    }
}

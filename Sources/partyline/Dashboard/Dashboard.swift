import AdminAPI
import Conference

/// The box as a picture that fits the terminal: its load over the last minute, its telephones, its rooms, and who is in the chosen ones.
struct Dashboard {
    enum Key: Equatable { case up, down, left, right, next, quit }

    /// As many samples as a minute has seconds.
    static let historyLength = 60

    private let style: TerminalStyle
    private(set) var loads: [Double] = []
    private var box: BoxSnapshot?
    private var trunks: [TrunkSnapshot] = []
    /// The name of the room whose people are shown first; it may be gone meanwhile.
    private(set) var chosen: String?
    /// How many of its people are scrolled past.
    private var skipped = 0
    /// As many people as the last picture had lines for.
    private var page = 1

    init(style: TerminalStyle) { self.style = style }

    /// How the box is now; once a second.
    mutating func note(_ box: BoxSnapshot, trunks: [TrunkSnapshot]) {
        self.box = box
        self.trunks = trunks
        loads = (loads + [box.load.load]).suffix(Self.historyLength)
        if !box.rooms.contains(where: { $0.room == chosen }) { choose(Self.fullest(box.rooms)) }
    }

    /// - Returns: false to end
    mutating func press(_ key: Key) -> Bool {
        let rooms = box?.rooms ?? []
        let index = rooms.firstIndex { $0.room == chosen }
        switch key {
        case .quit: return false
        case .up: if let index, index > 0 { choose(rooms[index - 1]) }
        case .down: if let index, index + 1 < rooms.count { choose(rooms[index + 1]) }
        case .next: if let index { choose(rooms[(index + 1) % rooms.count]) }
        case .left: skipped = max(0, skipped - page)
        case .right: skipped += page
        }
        return true
    }

    /// The first of those with the most people.
    private static func fullest(_ rooms: [RoomSnapshot]) -> RoomSnapshot? {
        rooms.reduce(rooms.first) { best, room in room.participants > best?.participants ?? 0 ? room : best }
    }

    private mutating func choose(_ room: RoomSnapshot?) {
        (chosen, skipped) = (room?.room, 0)
    }

    // MARK: the picture

    /// As many lines as fit, none longer than fits.
    mutating func lines(columns: Int, rows: Int) -> [String] {
        guard let box else { return [] }
        var lines = head(box, columns).prefix(max(1, rows - 1)).map { $0 }
        let space = rows - lines.count - 1
        if space > 1 { lines += rooms(box, columns, space) }
        lines.append(style.tinted(style.cut(help(box), to: columns), .quiet))
        return Array(lines.suffix(rows))
    }

    private func help(_ box: BoxSnapshot) -> String {
        let arrows = style.hasUnicode ? "↑ ↓" : "up, down"
        let pages = style.hasUnicode ? "← →" : "left, right"
        return "q ends" + (box.rooms.count > 1 ? "   \(arrows) or space: another room" : "") + "   \(pages): more of its people"
    }

    private func head(_ box: BoxSnapshot, _ columns: Int) -> [String] {
        let load = box.load
        let people = "\(box.participants.count) of \(Figures.count(box.participantLimit, "participant")), \(load.talkers) heard"
        let shared = "\(Figures.count(load.encodeClasses, "shared encoder")), \(load.privateEncoders) own"
        let ticks =
            "tick \(Figures.decimal(load.meanTickMs, 2)) mean, \(Figures.decimal(load.longestTickMs, 2)) longest of \(Figures.ms(load.periodMs, digits: 0))"
        let width = min(Self.historyLength, max(0, columns - 16))
        let past = loads.suffix(width)
        let graph = String(repeating: " ", count: width - past.count) + style.sparkline(Array(past))
        let isHard = load.load > 0.75 || load.degradation != "none"
        var lines = [
            style.tinted(style.cut("partyline  \(box.profile)  up \(Figures.duration(box.upSeconds))  \(people)", to: columns), .chosen),
            "load \(style.tinted(graph, isHard ? .warning : nil)) \(Figures.percent(load.load * 100, digits: 0))",
            style.cut("     \(ticks), \(load.missedTicks) missed; \(shared)", to: columns),
        ]
        if let given = Self.given(load) { lines.append(style.tinted(style.cut("     OVERLOADED: \(given)", to: columns), .warning)) }
        lines += trunks.map { trunk in
            let calls = trunk.calls == 0 ? "" : ", \(Figures.count(trunk.calls, "call"))"
            let advice = trunk.advice.first.map { "; \($0)" } ?? ""
            let text = style.cut("telephone \(trunk.name): \(trunk.state.rawValue)\(calls)\(advice)", to: columns)
            return style.tinted(text, trunk.state == .failing ? .warning : nil)
        }
        lines += (box.webhooks ?? []).compactMap { hook in
            hook.problem.map { style.tinted(style.cut("webhook \(hook.name): \($0)", to: columns), .warning) }
        }
        return lines
    }

    /// What an overloaded box has given up.
    private static func given(_ load: LoadSnapshot) -> String? {
        switch load.degradation {
        case "none": nil
        case "refusesParticipants": "takes nobody new"
        case "lowersComplexity": "takes nobody new, encodes more simply"
        default: "takes nobody new, encodes more simply, mixes fewer talkers"
        }
    }

    /// A line for each room; the people of the chosen one, then of the others as far as there is space.
    private mutating func rooms(_ box: BoxSnapshot, _ columns: Int, _ space: Int) -> [String] {
        guard !box.rooms.isEmpty else { return ["", style.cut(RoomView.noRoom, to: columns)] }
        let index = box.rooms.firstIndex { $0.room == chosen } ?? 0
        // A third for other rooms, if there are so many; the rest for people.
        let listed = min(box.rooms.count, max(1, box.rooms.count > 1 ? space / 3 : 1))
        let first = max(0, min(index - listed / 2, box.rooms.count - listed))
        let shown = box.rooms[first..<(first + listed)]
        var free = space - listed - (listed < box.rooms.count ? 1 : 0)
        let table = DashboardTable(style: style, columns: columns)
        var tables: [String: [String]] = [:]
        for room in [box.rooms[index]] + shown.filter({ $0.room != box.rooms[index].room }) {
            let people = box.participants.filter { $0.room == room.room }
            let isChosen = room.room == box.rooms[index].room
            // A heading, and at least one person.
            guard !people.isEmpty, free >= 2 else { continue }
            let most = free - 1
            var from = 0
            if isChosen {
                page = max(1, people.count > most ? most - 1 : most)
                skipped = min(skipped, max(0, people.count - page))
                from = skipped
            }
            let lines = table.lines(people, from: from, most: most)
            tables[room.room] = lines
            free -= lines.count
        }
        var lines = shown.flatMap { room in [headline(room, columns, isChosen: room.room == box.rooms[index].room)] + (tables[room.room] ?? []) }
        if listed < box.rooms.count { lines.append(style.tinted("  and \(Figures.count(box.rooms.count - listed, "more room"))", .quiet)) }
        return lines
    }

    private func headline(_ room: RoomSnapshot, _ columns: Int, isChosen: Bool) -> String {
        var text = "\(isChosen ? style.pointer : " ") \(room.room)  \(room.participants) here, \(room.talkers) heard"
        if room.waiting > 0 { text += ", \(room.waiting) in the lobby" }
        if room.isLocked { text += ", locked" }
        return style.tinted(style.cut(text, to: columns), isChosen ? .chosen : nil)
    }
}

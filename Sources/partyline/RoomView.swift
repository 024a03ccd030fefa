import Conference

/// A room as text: a headline, then its participants.
struct RoomView {
    let room: RoomSnapshot
    let participants: [ParticipantSnapshot]

    /// Where rooms would stand, while there is none.
    static let noRoom = "no room is open yet: partyline room add hall"

    /// - Parameter withSettings: also what an admin has said about the room, PINs included
    func lines(withSettings: Bool = false) -> [String] {
        var headline = "room \(room.room): \(Figures.count(room.participants, "participant")), \(room.talkers) talking"
        if room.waiting > 0 { headline += ", \(room.waiting) in the lobby" }
        if room.isLocked { headline += ", locked" }
        return [headline] + (withSettings ? RoomView.settingLines(room) : []) + ParticipantTable(participants).lines()
    }

    static func settingLines(_ room: RoomSnapshot) -> [String] {
        var lines: [String] = []
        if let pin = room.pin { lines.append("  PIN       \(pin)") }
        if let pin = room.hostPIN { lines.append("  host PIN  \(pin)") }
        if room.lobby { lines.append("  lobby     guests wait until a host admits them") }
        if let limit = room.talkerLimit { lines.append("  talkers   \(limit)") }
        if let number = room.number { lines.append("  number    \(number)   (for callers)") }
        switch room.entry {
        case .tone: break
        case .off: lines.append("  entry     nothing is heard when a caller comes or goes")
        case .name: lines.append("  entry     callers say their name, which is heard when they come and go")
        }
        if room.showDigits { lines.append("  digits    hosts see the last two of a caller's number") }
        if room.isTemporary { lines.append("  lasts     until a minute after the last one has left; an hour if nobody comes") }
        if let link = room.link { lines.append("  line      \(link)") }
        return lines
    }

    /// How one comes in, in a word or two.
    static func entry(_ room: RoomSnapshot) -> String {
        let ways = [room.needsPIN ? "PIN" : nil, room.lobby ? "lobby" : nil, room.isLocked ? "locked" : nil].compactMap { $0 }
        return ways.isEmpty ? "open" : ways.joined(separator: ", ")
    }
}

import Conference
import QRCode

/// What is passed on to those who are to come.
struct Invitation: Encodable {
    /// A telephone number that leads to the box.
    struct Dialled {
        let number: String
        /// Nil for one that leads to any room, by the room's number or its PIN.
        let room: String?
    }

    /// One way in by telephone.
    struct Telephone: Encodable, Equatable {
        let number: String
        /// What to enter first; nil where the PIN is enough, or nothing.
        let roomNumber: String?
    }

    let room: String
    let link: String
    /// Nil for a room without one.
    let pin: String?
    let telephones: [Telephone]

    /// - Parameter dialled: the telephone numbers of the box; those that do not lead to the room are left out
    init(_ room: RoomSnapshot, link: String, dialled: [Dialled]) {
        self.room = room.room
        self.link = link
        pin = room.pin
        telephones = dialled.compactMap { one in
            if one.room == room.room { return Telephone(number: one.number, roomNumber: nil) }
            guard one.room == nil, room.number != nil || room.pin != nil else { return nil }
            return Telephone(number: one.number, roomNumber: room.number)
        }
    }

    /// - Parameter isColoured: for a terminal, whatever its colours are
    func lines(isColoured: Bool) -> [String] {
        var lines = ["You are invited to \(room).", "", "  Link  \(link)"]
        if let pin { lines.append("  PIN   \(pin)") }
        for telephone in telephones {
            let steps = ["dial \(telephone.number)", telephone.roomNumber.map { "room \($0)" }, pin.map { "PIN \($0)" }]
            lines.append("  By telephone: " + steps.compactMap { $0 }.joined(separator: ", "))
        }
        if let code = QRCode(link) { lines += [""] + code.lines(isColoured: isColoured) }
        return lines
    }
}

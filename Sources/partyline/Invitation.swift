import QRCode

/// What is passed on to those who are to come.
struct Invitation: Encodable {
    let room: String
    let link: String
    /// Nil for a room without one.
    let pin: String?

    /// - Parameter isColoured: for a terminal, whatever its colours are
    func lines(isColoured: Bool) -> [String] {
        var lines = ["You are invited to \(room).", "", "  Link  \(link)"]
        if let pin { lines.append("  PIN   \(pin)") }
        if let code = QRCode(link) { lines += [""] + code.lines(isColoured: isColoured) }
        return lines
    }
}

/// A terminal that is drawn over as a whole, like a clock: on the terminal's other page, so that what was there before is there again at the
/// end. What has not changed is not written, and nothing flickers.
struct LiveScreen {
    /// The picture now on the screen.
    private var drawn: [String] = []

    init() { Terminal.write("\u{1B}[?1049h\u{1B}[?25l\u{1B}[2J") }

    /// Draws over the last picture.
    /// - Parameter lines: as many and as long as fit
    mutating func draw(_ lines: [String]) {
        var text = ""
        for (index, line) in lines.enumerated() where index >= drawn.count || drawn[index] != line {
            // Cleared first: behind a full line, that would take its last letter.
            text += "\u{1B}[\(index + 1);1H\u{1B}[2K\(line)"
        }
        if lines.count < drawn.count { text += "\u{1B}[\(lines.count + 1);1H\u{1B}[J" }
        if !text.isEmpty { Terminal.write(text) }
        drawn = lines
    }

    /// Draws all anew the next time: the terminal has another size.
    mutating func forget() {
        Terminal.write("\u{1B}[2J")
        drawn = []
    }

    /// Gives the page back, and the cursor.
    func end() { Terminal.write("\u{1B}[?25h\u{1B}[?1049l") }
}

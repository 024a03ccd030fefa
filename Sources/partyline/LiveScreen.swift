/// Lines that are redrawn in place, like a clock. Nothing flickers, and what was on the terminal before stays above.
struct LiveScreen {
    /// Lines of the picture now on the screen.
    private var drawn = 0

    init() { Terminal.write("\u{1B}[?25l") }

    /// Draws over the last picture. What does not fit is left out, and said so.
    mutating func draw(_ lines: [String]) {
        let (columns, rows) = Terminal.size
        var lines = lines
        let room = max(2, rows - 1)
        if lines.count > room {
            let hidden = lines.count - (room - 1)
            lines = Array(lines.prefix(room - 1)) + ["… \(hidden) more lines; partyline status shows them all"]
        }
        var text = drawn > 0 ? "\u{1B}[\(drawn)A\r" : ""
        for line in lines { text += line.prefix(columns) + "\u{1B}[K\n" }
        Terminal.write(text + "\u{1B}[J")
        drawn = lines.count
    }

    /// Leaves the last picture and gives the cursor back.
    func end() { Terminal.write("\u{1B}[?25h") }
}

/// What a terminal can show: letters beyond ASCII or not, colours or not.
struct TerminalStyle: Sendable, Equatable {
    let hasUnicode: Bool
    let hasColours: Bool

    /// - Parameter environment: of the process. Colours are left out where NO_COLOR is set (no-color.org), letters beyond ASCII where the
    ///   locale is not UTF-8
    init(environment: [String: String]) {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }.first { !$0.isEmpty } ?? ""
        hasUnicode = ["utf-8", "utf8"].contains { locale.lowercased().contains($0) }
        hasColours = environment["NO_COLOR", default: ""].isEmpty
    }

    /// Whether pictures can be drawn in place at all.
    static func canDraw(environment: [String: String]) -> Bool { !["", "dumb"].contains(environment["TERM", default: ""]) }

    enum Tint: String {
        case heard = "1;32"
        case warning = "1;31"
        case quiet = "2"
        case chosen = "1"
    }

    /// A whole line or the end of one: what is cut is cut before.
    func tinted(_ text: String, _ tint: Tint?) -> String {
        guard hasColours, let tint, !text.isEmpty else { return text }
        return "\u{1B}[\(tint.rawValue)m\(text)\u{1B}[0m"
    }

    // MARK: pictures

    /// Values from 0 to 1 as columns, the newest last.
    func sparkline(_ values: [Double]) -> String {
        let steps = Array(hasUnicode ? "▁▂▃▄▅▆▇█" : "_.-:=+*#")
        return String(values.map { steps[max(0, min(steps.count - 1, Int($0 * Double(steps.count))))] })
    }

    /// 0 to 1 as a bar of `width` characters.
    func bar(_ share: Double, width: Int) -> String {
        let filled = max(0, min(width, Int((share * Double(width)).rounded())))
        return String(repeating: hasUnicode ? "█" : "#", count: filled) + String(repeating: hasUnicode ? "░" : ".", count: width - filled)
    }

    var pointer: String { hasUnicode ? "▶" : ">" }
    var heardMark: String { hasUnicode ? "●" : "*" }

    // MARK: columns

    /// Text that takes exactly so many columns. Where there are no letters beyond ASCII, others are shown as a question mark.
    func fitted(_ text: String, to columns: Int, isRight: Bool = false) -> String {
        let cut = cut(text, to: columns)
        let space = String(repeating: " ", count: max(0, columns - Self.columns(of: cut)))
        return isRight ? space + cut : cut + space
    }

    /// Text that takes at most so many columns; the last is then a sign that there is more.
    func cut(_ text: String, to columns: Int) -> String {
        let text = hasUnicode ? text : String(text.unicodeScalars.map { $0.isASCII ? Character($0) : "?" })
        guard Self.columns(of: text) > columns else { return text }
        var kept = ""
        var taken = 0
        for character in text {
            let width = Self.columns(of: character)
            guard taken + width < columns else { break }
            kept.append(character)
            taken += width
        }
        return columns > 0 ? kept + (hasUnicode ? "…" : "~") : ""
    }

    static func columns(of text: String) -> Int { text.reduce(0) { $0 + columns(of: $1) } }

    /// Two for what East Asian writing and pictures take.
    private static func columns(of character: Character) -> Int {
        guard let scalar = character.unicodeScalars.first else { return 0 }
        switch scalar.value {
        case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6,
            0x1F300...0x1FAFF, 0x20000...0x3FFFD:
            return 2
        default: return scalar.properties.isEmojiPresentation ? 2 : 1
        }
    }
}

/// Collects the elements of an SVG picture. Coordinates in pixels, written with one digit behind the point.
struct SVGCanvas {
    enum Anchor: String { case start, middle, end }

    private(set) var elements = ""

    /// - Parameter kind: a class of the picture's style sheet
    mutating func text(_ words: String, _ kind: String, x: Double, y: Double, anchor: Anchor = .start) {
        elements += "<text class=\"\(kind)\" x=\"\(Self.tenths(x))\" y=\"\(Self.tenths(y))\" text-anchor=\"\(anchor.rawValue)\">"
        elements += Self.escaped(words) + "</text>\n"
    }

    mutating func line(_ kind: String, x1: Double, y1: Double, x2: Double, y2: Double) {
        elements += "<line class=\"\(kind)\" x1=\"\(Self.tenths(x1))\" y1=\"\(Self.tenths(y1))\" "
        elements += "x2=\"\(Self.tenths(x2))\" y2=\"\(Self.tenths(y2))\"/>\n"
    }

    mutating func bar(_ kind: String, x: Double, y: Double, width: Double, height: Double) {
        elements += "<rect class=\"\(kind)\" x=\"\(Self.tenths(x))\" y=\"\(Self.tenths(y))\" "
        elements += "width=\"\(Self.tenths(width))\" height=\"\(Self.tenths(height))\" rx=\"2\"/>\n"
    }

    /// A surface of steps: from `x` on, each step goes to its height and then to its right end.
    mutating func steps(_ kind: String, x: Double, base: Double, _ steps: some Sequence<(y: Double, end: Double)>) {
        elements += "<path class=\"\(kind)\" d=\"M\(Self.tenths(x)) \(Self.tenths(base))"
        for step in steps { elements += "V\(Self.tenths(step.y))H\(Self.tenths(step.end))" }
        elements += "V\(Self.tenths(base))Z\"/>\n"
    }

    static func tenths(_ value: Double) -> String {
        let scaled = Int((abs(value) * 10).rounded())
        return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / 10)" + (scaled % 10 == 0 ? "" : ".\(scaled % 10)")
    }

    static func escaped(_ text: String) -> String {
        var result = ""
        for character in text {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            default: result.append(character)
            }
        }
        return result
    }
}

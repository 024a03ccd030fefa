import Calibration

/// How busy a board is over the number of participants, drawn as SVG: a curve for each complexity that is worth a look, and the lines at which
/// the plan and the engine's patience end. Greys and hues are chosen to be read on white and on black alike; the background is the page's.
struct LoadChart {
    let result: CalibrationResult

    /// - Units: pixels of a picture that scales
    private static let (width, height) = (800.0, 480.0)
    private static let (left, right, top, bottom) = (70.0, 200.0, 60.0, 60.0)
    private static let ink = "#7a7a7a"
    /// Up to here the upward axis goes.
    private static let mostLoad = 1.0

    private struct Curve {
        let label: String
        let color: String
        let isDashed: Bool
        let attendance: (Int) -> Attendance
    }

    /// The whole file.
    var svg: String {
        let curves = curves
        let most = axisEnd(curves)
        var parts = [
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 \(number(Self.width)) \(number(Self.height))\" role=\"img\" "
                + "font-family=\"sans-serif\" font-size=\"13\">",
            "<title>How many participants this board carries</title>",
            "<desc>\(Self.escaped(description))</desc>",
            text("How busy the media thread is, \(result.machine)", x: Self.left, y: 28, size: 17),
            text("measured on \(result.day) by partyline calibrate", x: Self.left, y: 47, size: 12),
        ]
        parts += axes(most)
        parts += limit(Capacity.plannedShare, "planned: half of a tick")
        parts += limit(0.75, "overload: things are given up")
        for (index, curve) in curves.enumerated() { parts += drawn(curve, most, row: index) }
        return (parts + ["</svg>", ""]).joined(separator: "\n")
    }

    private var description: String {
        result.capacities.map {
            "Complexity \($0.complexity): \($0.participants) participants if all send noise, \($0.quietParticipants) if they are quiet."
        }
        .joined(separator: " ")
    }

    private var curves: [Curve] {
        let chosen = result.choice.complexity
        let colors = [0: "#2a9d5c", 10: "#d1495b"]
        let noise = Set([0, chosen, 10]).sorted().map { complexity in
            Curve(
                label: "complexity \(complexity), noise", color: complexity == chosen ? "#3b82d6" : colors[complexity] ?? Self.ink,
                isDashed: false
            ) {
                attendance($0, .noise, complexity)
            }
        }
        return noise + [Curve(label: "complexity \(chosen), quiet", color: "#3b82d6", isDashed: true) { attendance($0, .quiet, chosen) }]
    }

    private func attendance(_ participants: Int, _ listeners: Attendance.Listeners, _ complexity: Int) -> Attendance {
        Attendance(
            participants: participants, rooms: max((participants + result.roomSize - 1) / max(result.roomSize, 1), 1),
            talkers: result.talkers,
            listeners: listeners, complexity: complexity)
    }

    private func load(_ curve: Curve, _ participants: Int) -> Double {
        result.board.busyTime(curve.attendance(participants)) / Capacity.period
    }

    /// A round number of participants at which the last curve but the quiet one has left the picture.
    private func axisEnd(_ curves: [Curve]) -> Int {
        let steps = [50, 100, 200, 300, 400, 500, 600, 800, 1_000, 1_200, 1_600, 2_000]
        return steps.first { end in curves.filter { !$0.isDashed }.allSatisfy { !(load($0, end) < Self.mostLoad) } } ?? 2_000
    }

    private func x(_ participants: Int, _ most: Int) -> Double {
        Self.left + (Self.width - Self.left - Self.right) * Double(participants) / Double(most)
    }

    private func y(_ load: Double) -> Double { Self.height - Self.bottom - (Self.height - Self.top - Self.bottom) * load / Self.mostLoad }

    private func axes(_ most: Int) -> [String] {
        var parts: [String] = []
        for percent in [0, 25, 50, 75, 100] {
            let y = y(Double(percent) / 100)
            parts.append(line(Self.left, y, Self.width - Self.right, y, Self.ink, width: percent == 0 ? 1.2 : 0.3))
            parts.append(text("\(percent)%", x: Self.left - 8, y: y + 4, anchor: "end"))
        }
        for quarter in 0...4 {
            let participants = most * quarter / 4
            let x = x(participants, most)
            parts.append(line(x, y(0), x, y(0) + 5, Self.ink, width: 1.2))
            parts.append(text("\(participants)", x: x, y: y(0) + 20, anchor: "middle"))
        }
        let middle = (Self.left + Self.width - Self.right) / 2
        parts.append(
            text(
                "participants, in rooms of \(result.roomSize) with \(Figures.count(result.talkers, "talker"))", x: middle,
                y: Self.height - 16, anchor: "middle"))
        let (turnX, turnY) = (20.0, y(0.5))
        parts.append(
            "<text x=\"\(number(turnX))\" y=\"\(number(turnY))\" text-anchor=\"middle\" fill=\"\(Self.ink)\" "
                + "transform=\"rotate(-90 \(number(turnX)) \(number(turnY)))\">% of a tick of 20 ms</text>")
        return parts
    }

    private func limit(_ share: Double, _ label: String) -> [String] {
        let y = y(share)
        return [
            "<line x1=\"\(number(Self.left))\" y1=\"\(number(y))\" x2=\"\(number(Self.width - Self.right))\" y2=\"\(number(y))\" "
                + "stroke=\"\(Self.ink)\" stroke-width=\"1.2\" stroke-dasharray=\"2 4\"/>",
            text(label, x: Self.width - Self.right + 8, y: y + 4, size: 12),
        ]
    }

    /// The curve as far as it stays in the picture, and its line in the legend.
    private func drawn(_ curve: Curve, _ most: Int, row: Int) -> [String] {
        let step = max(most / 200, 1)
        var points: [String] = []
        for participants in stride(from: 1, through: most, by: step) {
            let load = load(curve, participants)
            guard load <= Self.mostLoad else { break }
            points.append("\(number(x(participants, most))),\(number(y(load)))")
        }
        let dash = curve.isDashed ? " stroke-dasharray=\"7 5\"" : ""
        let legendX = Self.width - Self.right + 8
        let legendY = y(0) - 14 - Double(row) * 20
        return [
            "<polyline fill=\"none\" stroke=\"\(curve.color)\" stroke-width=\"2.2\"\(dash) points=\"\(points.joined(separator: " "))\"/>",
            "<line x1=\"\(number(legendX))\" y1=\"\(number(legendY))\" x2=\"\(number(legendX + 26))\" y2=\"\(number(legendY))\" "
                + "stroke=\"\(curve.color)\" stroke-width=\"2.2\"\(dash)/>",
            text(curve.label, x: legendX + 32, y: legendY + 4, size: 12),
        ]
    }

    private func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ color: String, width: Double) -> String {
        "<line x1=\"\(number(x1))\" y1=\"\(number(y1))\" x2=\"\(number(x2))\" y2=\"\(number(y2))\" "
            + "stroke=\"\(color)\" stroke-width=\"\(number(width))\"/>"
    }

    private func text(_ words: String, x: Double, y: Double, size: Int = 13, anchor: String = "start") -> String {
        "<text x=\"\(number(x))\" y=\"\(number(y))\" font-size=\"\(size)\" text-anchor=\"\(anchor)\" fill=\"\(Self.ink)\">"
            + "\(Self.escaped(words))</text>"
    }

    private func number(_ value: Double) -> String { Figures.decimal(value, 1) }

    private static func escaped(_ words: String) -> String {
        words.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
    }
}

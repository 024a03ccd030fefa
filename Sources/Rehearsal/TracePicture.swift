import MediaTypes

/// Draws a trace as SVG: a lane for each participant with its level over time, in colour where it was heard. It follows the reader's choice
/// of light or dark.
public struct TracePicture {
    private static var width: Double { 1_000 }
    private static var left: Double { 184 }
    private static var right: Double { 24 }
    private static var top: Double { 84 }
    private static var laneHeight: Double { 64 }
    /// From the baseline of one lane to the top of the next; the bar of the talkers lies in it.
    private static var laneGap: Double { 26 }
    private static var barHeight: Double { 5 }
    private static var bottom: Double { 52 }
    private static var quietest: Float { -60 }
    private static var plotWidth: Double { width - left - right }

    private let trace: RehearsalTrace
    private let title: String
    private var svg = ""

    /// - Parameter title: stands above the picture
    public init(_ trace: RehearsalTrace, title: String) {
        self.trace = trace
        self.title = title
    }

    private var height: Double { Self.top + Double(trace.names.count) * (Self.laneHeight + Self.laneGap) + Self.bottom - Self.laneGap + 8 }
    private var duration: Double { max(trace.duration.seconds, 0.001) }

    /// The whole file.
    public consuming func draw() -> String {
        open()
        legend()
        timeAxis()
        for number in trace.names.indices { lane(number) }
        svg += "</svg>\n"
        return svg
    }

    private mutating func open() {
        svg += """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(fine(Self.width)) \(fine(height))" width="\(fine(Self.width))" height="\(fine(height))" role="img">
            <title>\(escaped(title))</title>
            <desc>Level of each participant over time; in colour where it was heard in the mix.</desc>
            <style>
              text { font: 13px system-ui, "DejaVu Sans", sans-serif; fill: #334155 }
              .title { font-size: 17px; font-weight: 600; fill: #0f172a }
              .name { font-size: 14px; font-weight: 600; fill: #0f172a }
              .small { font-size: 11px; fill: #64748b }
              .paper { fill: #ffffff }
              .grid { stroke: #e2e8f0 }
              .base { stroke: #94a3b8 }
              .level { fill: #cbd5e1 }
              .talker { fill: #0d9488 }
              .unheard { fill: #f59e0b }
              @media (prefers-color-scheme: dark) {
                text { fill: #cbd5e1 }
                .title, .name { fill: #f1f5f9 }
                .small { fill: #94a3b8 }
                .paper { fill: #0f172a }
                .grid { stroke: #1e293b }
                .base { stroke: #64748b }
                .level { fill: #475569 }
                .talker { fill: #2dd4bf }
                .unheard { fill: #fbbf24 }
              }
            </style>
            <rect class="paper" width="100%" height="100%" rx="8"/>
            <text class="title" x="24" y="34">\(escaped(title))</text>

            """
    }

    private mutating func legend() {
        var x = Self.left
        let hasUnheard = trace.names.indices.contains { trace.time(of: $0, in: .unheard) > .zero }
        let entries = [("talker", "heard in the mix"), ("level", "level, not heard")] + (hasUnheard ? [("unheard", "voice, but others were louder")] : [])
        for (kind, words) in entries {
            svg += "<rect class=\"\(kind)\" x=\"\(fine(x))\" y=\"51\" width=\"14\" height=\"10\" rx=\"2\"/><text x=\"\(fine(x + 20))\" y=\"60\">\(words)</text>\n"
            x += 20 + Double(words.count) * 7.2 + 24
        }
    }

    private mutating func timeAxis() {
        let bottom = height - Self.bottom
        let step = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600].first { $0 / duration * Self.plotWidth >= 60 } ?? 1_200
        var time = 0.0
        while time <= duration + 1e-9 {
            let x = Self.left + time / duration * Self.plotWidth
            svg += "<line class=\"grid\" x1=\"\(fine(x))\" x2=\"\(fine(x))\" y1=\"\(fine(Self.top - 8))\" y2=\"\(fine(bottom + 4))\"/>"
            svg += "<text class=\"small\" x=\"\(fine(x))\" y=\"\(fine(bottom + 20))\" text-anchor=\"middle\">\(clock(time, step))</text>\n"
            time += step
        }
        let unit = duration > 120 ? "time, min:s" : "time, s"
        svg += "<text class=\"small\" x=\"\(fine(Self.left + Self.plotWidth / 2))\" y=\"\(fine(bottom + 38))\" text-anchor=\"middle\">\(unit)</text>\n"
    }

    private mutating func lane(_ number: Int) {
        let top = Self.top + Double(number) * (Self.laneHeight + Self.laneGap)
        let base = top + Self.laneHeight
        svg += "<text class=\"name\" x=\"24\" y=\"\(fine(top + 28))\">\(escaped(shortened(trace.names[number])))</text>"
        let talked = trace.time(of: number, in: .talker).seconds
        svg += "<text class=\"small\" x=\"24\" y=\"\(fine(top + 46))\">heard for \(seconds(talked))</text>\n"
        for level in [0, -30, -60] as [Float] {
            let y = base - elevation(Decibels(level))
            let kind = level == Self.quietest ? "base" : "grid"
            svg += "<line class=\"\(kind)\" x1=\"\(fine(Self.left))\" x2=\"\(fine(Self.left + Self.plotWidth))\" y1=\"\(fine(y))\" y2=\"\(fine(y))\"/>"
            let unit = level == 0 && number == 0 ? " dBFS" : ""
            svg += "<text class=\"small\" x=\"\(fine(Self.left - 8))\" y=\"\(fine(y + 4))\" text-anchor=\"end\">\(level < 0 ? "−" : "")\(Int(abs(level)))\(unit)</text>\n"
        }
        let columns = trace.columns(of: number, count: Int(Self.plotWidth))
        area(columns, 0..<columns.count, "level", base)
        for (run, state) in runs(columns) where state != .silent {
            let kind = state == .talker ? "talker" : "unheard"
            area(columns, run, kind, base)
            let x = place(run.lowerBound, columns.count)
            svg += "<rect class=\"\(kind)\" x=\"\(fine(x))\" y=\"\(fine(base + 4))\" width=\"\(fine(max(place(run.upperBound, columns.count) - x, 1)))\" "
            svg += "height=\"\(fine(Self.barHeight))\" rx=\"2\"/>\n"
        }
    }

    /// The surface under the levels of some columns.
    private mutating func area(_ columns: [RehearsalTrace.Point], _ run: Range<Int>, _ kind: String, _ base: Double) {
        guard run.contains(where: { elevation(columns[$0].level) > 0 }) else { return }
        svg += "<path class=\"\(kind)\" d=\"M\(fine(place(run.lowerBound, columns.count))) \(fine(base))"
        for column in run { svg += "V\(fine(base - elevation(columns[column].level)))H\(fine(place(column + 1, columns.count)))" }
        svg += "V\(fine(base))Z\"/>\n"
    }

    private func runs(_ columns: [RehearsalTrace.Point]) -> [(Range<Int>, RehearsalTrace.State)] {
        var runs: [(Range<Int>, RehearsalTrace.State)] = []
        for (column, point) in columns.enumerated() {
            if let last = runs.last, last.1 == point.state {
                runs[runs.count - 1].0 = last.0.lowerBound..<column + 1
            } else {
                runs.append((column..<column + 1, point.state))
            }
        }
        return runs
    }

    private func place(_ column: Int, _ count: Int) -> Double { Self.left + Double(column) / Double(max(count, 1)) * Self.plotWidth }

    private func elevation(_ level: Decibels) -> Double {
        Double(min(max(1 - level.value / Self.quietest, 0), 1)) * Self.laneHeight
    }

    /// Coordinates with one digit behind the point.
    private func fine(_ value: Double) -> String { tenths(value) }
    private func tenths(_ value: Double) -> String {
        let scaled = Int((abs(value) * 10).rounded())
        return (value < 0 && scaled > 0 ? "-" : "") + "\(scaled / 10)" + (scaled % 10 == 0 ? "" : ".\(scaled % 10)")
    }

    private func clock(_ time: Double, _ step: Double) -> String {
        guard duration > 120 else { return step < 1 ? tenths(time) : "\(Int(time))" }
        let rest = Int(time) % 60
        return "\(Int(time) / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private func seconds(_ value: Double) -> String { tenths(value) + (tenths(value).contains(".") ? " s" : ".0 s") }

    /// Names of files often differ at their ends only.
    private func shortened(_ name: String) -> String { name.count <= 14 ? name : name.prefix(7) + "…" + name.suffix(6) }

    private func escaped(_ text: String) -> String {
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

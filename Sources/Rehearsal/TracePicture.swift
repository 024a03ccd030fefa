import MediaTypes

/// Draws a trace as SVG: a lane for each participant with its level over time, in colour where it was heard. It follows the reader's choice
/// of light or dark.
public struct TracePicture {
    private static var width: Double { 1_000 }
    private static var left: Double { 184 }
    private static var right: Double { 24 }
    private static var top: Double { 84 }
    private static var bottom: Double { 52 }
    private static var laneHeight: Double { 64 }
    /// From the baseline of one lane to the top of the next; the bar of the talkers lies in it.
    private static var laneGap: Double { 26 }
    private static var plotWidth: Double { width - left - right }
    /// Where lanes have their baseline, in dBFS.
    private static var quietest: Float { -60 }

    private let trace: RehearsalTrace
    private let title: String
    private var canvas = SVGCanvas()

    /// - Parameter title: stands above the picture
    public init(_ trace: RehearsalTrace, title: String) {
        self.trace = trace
        self.title = title
    }

    private var height: Double { Self.top + Double(trace.names.count) * (Self.laneHeight + Self.laneGap) + Self.bottom - 18 }
    private var seconds: Double { max(trace.duration.seconds, 0.001) }

    /// The whole file.
    public consuming func draw() -> String {
        legend()
        timeAxis()
        for number in trace.names.indices { lane(number) }
        let title = SVGCanvas.escaped(title)
        let size = "width=\"\(SVGCanvas.tenths(Self.width))\" height=\"\(SVGCanvas.tenths(height))\""
        return """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(SVGCanvas.tenths(Self.width)) \(SVGCanvas.tenths(height))" \(size) role="img">
            <title>\(title)</title>
            <desc>The level of each participant over time, in colour where it was heard in the mix.</desc>
            <style>\(Self.style)</style>
            <rect class="paper" width="100%" height="100%" rx="8"/>
            <text class="title" x="24" y="34">\(title)</text>
            \(canvas.elements)</svg>

            """
    }

    private static var style: String {
        """

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

        """
    }

    private mutating func legend() {
        var entries = [("talker", "heard in the mix"), ("level", "level, not heard")]
        if trace.names.indices.contains(where: { trace.time(of: $0, in: .unheard) > .zero }) {
            entries.append(("unheard", "voice, but others were louder"))
        }
        var x = Self.left
        for (kind, words) in entries {
            canvas.bar(kind, x: x, y: 51, width: 14, height: 10)
            canvas.text(words, "", x: x + 20, y: 60)
            x += 44 + Double(words.count) * 7.2
        }
    }

    private mutating func timeAxis() {
        let bottom = height - Self.bottom
        let steps = [0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600]
        let step = steps.first { $0 / seconds * Self.plotWidth >= 60 } ?? 1_200
        for tick in 0...Int(seconds / step + 1e-9) {
            let time = Double(tick) * step
            let x = Self.left + time / seconds * Self.plotWidth
            canvas.line("grid", x1: x, y1: Self.top - 8, x2: x, y2: bottom + 4)
            canvas.text(clock(time), "small", x: x, y: bottom + 20, anchor: .middle)
        }
        canvas.text(usesMinutes ? "time, min:s" : "time, s", "small", x: Self.left + Self.plotWidth / 2, y: bottom + 38, anchor: .middle)
    }

    private var usesMinutes: Bool { seconds > 120 }

    private func clock(_ time: Double) -> String {
        guard usesMinutes else { return SVGCanvas.tenths(time) }
        let rest = Int(time) % 60
        return "\(Int(time) / 60):\(rest < 10 ? "0" : "")\(rest)"
    }

    private mutating func lane(_ number: Int) {
        let top = Self.top + Double(number) * (Self.laneHeight + Self.laneGap)
        let base = top + Self.laneHeight
        canvas.text(shortened(trace.names[number]), "name", x: 24, y: top + 28)
        let heard = SVGCanvas.tenths(trace.time(of: number, in: .talker).seconds)
        canvas.text("heard for \(heard)\(heard.contains(".") ? "" : ".0") s", "small", x: 24, y: top + 46)
        for (level, words) in [(0, number == 0 ? "0 dBFS" : "0"), (-30, "−30"), (-60, "−60")] as [(Float, String)] {
            let y = base - elevation(Decibels(level))
            canvas.line(level == Self.quietest ? "base" : "grid", x1: Self.left, y1: y, x2: Self.left + Self.plotWidth, y2: y)
            canvas.text(words, "small", x: Self.left - 8, y: y + 4, anchor: .end)
        }
        let columns = trace.columns(of: number, count: Int(Self.plotWidth))
        area("level", columns, 0..<columns.count, base)
        for (run, state) in runs(of: columns) where state != .silent {
            let kind = state == .talker ? "talker" : "unheard"
            area(kind, columns, run, base)
            let x = place(run.lowerBound, columns.count)
            canvas.bar(kind, x: x, y: base + 4, width: max(place(run.upperBound, columns.count) - x, 1), height: 5)
        }
    }

    /// The surface under the levels of some columns.
    private mutating func area(_ kind: String, _ columns: [RehearsalTrace.Point], _ run: Range<Int>, _ base: Double) {
        guard run.contains(where: { elevation(columns[$0].level) > 0 }) else { return }
        let steps = run.map { (y: base - elevation(columns[$0].level), end: place($0 + 1, columns.count)) }
        canvas.steps(kind, x: place(run.lowerBound, columns.count), base: base, steps)
    }

    /// Columns of the same state behind each other.
    private func runs(of columns: [RehearsalTrace.Point]) -> [(Range<Int>, RehearsalTrace.State)] {
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

    /// Names of files often differ at their ends only.
    private func shortened(_ name: String) -> String { name.count <= 13 ? name : name.prefix(6) + "…" + name.suffix(6) }
}

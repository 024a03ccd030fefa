/// Columns of text that stand under each other. A column without a title is left out.
struct TextTable {
    enum Alignment { case left, right }

    private let titles: [String]
    private let alignments: [Alignment]
    private var rows: [[String]] = []

    init(_ columns: (title: String, alignment: Alignment)...) {
        titles = columns.map(\.title)
        alignments = columns.map(\.alignment)
    }

    /// - Parameter cells: as many as there are columns
    mutating func add(_ cells: String...) { rows.append(cells) }

    func lines() -> [String] {
        let all = [titles] + rows
        let shown = titles.indices.filter { !titles[$0].isEmpty }
        let widths = titles.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
        return all.map { cells in
            var line = shown.map { pad(cells[$0], to: widths[$0], alignments[$0]) }.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }

    private func pad(_ text: String, to width: Int, _ alignment: Alignment) -> String {
        let space = String(repeating: " ", count: width - text.count)
        return alignment == .left ? text + space : space + text
    }
}

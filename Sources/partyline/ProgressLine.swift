import Glibc

/// A bar that fills while something takes long, on the error output, and only if somebody looks at it.
struct ProgressLine {
    private static var width: Int { 40 }
    /// Of a bar that has words behind it.
    private static var narrowWidth: Int { 20 }
    private let title: String
    private let isWatched = isatty(STDERR_FILENO) == 1
    private let started = ContinuousClock.now
    private var shownPercent = -1
    private var shownDetail = ""

    init(_ title: String) { self.title = title }

    /// - Parameters:
    ///   - share: done, 0 to 1
    ///   - detail: what is being done now, if that is to be seen
    mutating func show(_ share: Double, detail: String = "") {
        let percent = Int(min(max(share, 0), 1) * 100)
        // What is over in an instant needs no bar.
        guard isWatched, percent != shownPercent || detail != shownDetail, ContinuousClock.now - started > .milliseconds(300) else { return }
        (shownPercent, shownDetail) = (percent, detail)
        let bar = Figures.bar(share, width: detail.isEmpty ? Self.width : Self.narrowWidth)
        write("\r\(title) [\(bar)] \(percent)%\(detail.isEmpty ? "" : "  \(detail)")\u{1B}[K")
    }

    /// Takes the bar away.
    func end() { if shownPercent >= 0 { write("\r\u{1B}[K") } }

    /// Runs something that tells how far it is.
    static func during<Result>(_ title: String, _ work: ((Double) -> Void) throws -> Result) rethrows -> Result {
        var line = ProgressLine(title)
        defer { line.end() }
        return try work { line.show($0) }
    }

    private func write(_ text: String) { _ = Glibc.write(STDERR_FILENO, text, text.utf8.count) }
}

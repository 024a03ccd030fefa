import MediaTypes

/// How well a participant's line carries sound, in one word.
public enum LineQuality: String, Sendable, Codable, CaseIterable {
    case good
    /// Sound may suffer now and then.
    case fair
    /// Words get lost.
    case poor
}

/// What was lost in the last ten reports: a line that has become good again shows as good.
struct LossWindow {
    private var totals: [(received: Int, lost: Int)] = []

    mutating func insert(received: Int, lost: Int) {
        if totals.count > 10 { totals.removeFirst() }
        totals.append((received, lost))
    }

    /// Nil when nothing was to come.
    var percent: Double? {
        guard let first = totals.first, let last = totals.last else { return nil }
        // One report alone counts from the beginning of the leg.
        let start = totals.count > 1 ? first : (received: 0, lost: 0)
        let lost = max(0, last.lost - start.lost)
        let expected = max(0, last.received - start.received) + lost
        return expected > 0 ? 100 * Double(lost) / Double(expected) : nil
    }
}

/// Finds the word for a line from the reports of each second: worse at once, better when it has lasted.
struct LineJudge {
    /// Ours: reports in a row that must be better before a better word is said.
    static let patience = 5

    /// Nil before the first report.
    private(set) var quality: LineQuality?
    /// What the participant loses of what it is sent, smoothed: one report of theirs counts few packets.
    private(set) var downlinkLoss: Double?
    private var betterReports = 0

    mutating func note(uplinkLoss: Double?, downlinkLoss newest: Double?, jitter: MediaTime) {
        if let newest { downlinkLoss = downlinkLoss.map { $0 + (newest - $0) / 4 } ?? newest }
        let found = LineJudge.word(loss: max(uplinkLoss ?? 0, downlinkLoss ?? 0), jitter: jitter)
        guard let quality, found.rank < quality.rank else {
            self.quality = found
            betterReports = 0
            return
        }
        betterReports += 1
        if betterReports >= LineJudge.patience {
            self.quality = found
            betterReports = 0
        }
    }

    /// Ours: with Opus and RED or FEC, 3% is hardly heard and 10% is; a jitter of 40 ms still fits the usual buffer.
    static func word(loss: Double, jitter: MediaTime) -> LineQuality {
        if loss < 3, jitter < .milliseconds(40) { return .good }
        return loss < 10 && jitter < .milliseconds(100) ? .fair : .poor
    }
}

extension LineQuality {
    fileprivate var rank: Int {
        switch self {
        case .good: 0
        case .fair: 1
        case .poor: 2
        }
    }
}

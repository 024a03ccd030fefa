import Calibration
import Doctor

/// Something that makes a measurement untrue, or rough.
struct CalibrationWarning: Codable {
    var found: String
    var remedy: String?

    init(_ found: String, remedy: String?) {
        self.found = found
        self.remedy = remedy
    }

    init(_ finding: Finding) { self.init(finding.found, remedy: finding.remedy) }

    /// Ours: from fewer turns on no median is made.
    private static let leastTurns = 3
    /// A quarter of a tick, in ms.
    private static let muchTooLate = 5.0

    /// What the survey itself shows.
    static func of(_ findings: Survey.Findings) -> [CalibrationWarning] {
        let late = findings.board.latenessInUse.p999
        var warnings = disturbances(findings.disturbance)
        if findings.board.realtimeLateness == nil {
            warnings.append(
                .init(
                    "no real-time priority was given, so timers were later than they are for a server that has it",
                    remedy: "see what partyline doctor says of scheduling; as root it is given"))
        }
        if late > muchTooLate {
            warnings.append(
                .init(
                    "one waking in a thousand is late by \(Figures.ms(late)) or more: sound will stutter now and then",
                    remedy: "see what else runs on the machine; a virtual one may be short of time"))
        }
        if findings.turns < leastTurns {
            let turns = Figures.count(findings.turns, "turn")
            warnings.append(.init("each part had \(turns) only, so all is rough", remedy: "give it more time: --seconds 160"))
        }
        return warnings
    }

    private static func disturbances(_ disturbance: Disturbance) -> [CalibrationWarning] {
        var warnings: [CalibrationWarning] = []
        if disturbance.others > Disturbance.tolerable {
            let share = Figures.percent(disturbance.others * 100, digits: 0)
            let busiest = disturbance.busiest.map { ", \($0) most of all" } ?? ""
            warnings.append(
                .init(
                    "other programs took \(share) of the machine meanwhile\(busiest): without them it carries more",
                    remedy: "stop them, and measure once more; or leave it so, if they always run"))
        }
        if disturbance.stolen > Disturbance.tolerable {
            let share = Figures.percent(disturbance.stolen * 100, digits: 0)
            warnings.append(
                .init(
                    "the host of this virtual machine kept \(share) of its time for others, and figures wander with that",
                    remedy: "measure at the hour of your conferences, or rent a machine with cores of its own"))
        }
        return warnings
    }
}

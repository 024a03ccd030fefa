import Calibration

/// What `partyline calibrate` found out, and what it makes of it.
struct CalibrationResult: Codable {
    /// What the machine is: the board's name, and its cores.
    var machine: String
    /// The day, as 2026-11-29.
    var day: String
    var board: Board
    var turns: Int
    var seconds: Double
    /// By complexity.
    var capacities: [Capacity]
    /// The one that the profile has.
    var choice: Capacity
    var talkers: Int
    /// Participants for whom a room is planned.
    var roomSize: Int
    /// What makes the measurement untrue, or rough.
    var warnings: [CalibrationWarning]
    /// The file that was written; nil if none was.
    var file: String?
    /// With --check: the prediction against the engine bench.
    var trials: [EngineTrial]?

    /// Rounded down, for nobody knows it better: to tens, and above a thousand to fifties.
    static func rounded(_ participants: Int) -> Int {
        switch participants {
        case ..<30: participants
        case ..<100: participants / 5 * 5
        case ..<1_000: participants / 10 * 10
        default: participants / 50 * 50
        }
    }

    /// As the profile admits it.
    var limits: (participants: Int, rooms: Int) { (Self.rounded(choice.participants), choice.rooms) }
}

/// How many participants a board carries at one complexity, and what keeps it from more.
public struct Capacity: Sendable, Codable, Equatable {
    public enum Bound: String, Sendable, Codable {
        /// The share of a tick that is planned with.
        case computing
        /// A timer so late that less than the planned share is left.
        case lateness
        case memory
        /// More is never admitted.
        case program
    }

    public var complexity: Int
    /// While all send noise who do not talk: the dearest case, and the one that limits are planned for.
    public var participants: Int
    public var rooms: Int
    /// While all are quiet who do not talk: the usual case.
    public var quietParticipants: Int
    public var bound: Bound
    /// How long the media thread is busy in a tick with all of them, in the dearest case.
    /// - Units: microseconds
    public var busyTime: Double

    /// Ours, as in the profiles that came with Partyline: half of a tick, for the machine does other things too, people come and go, and listeners
    /// at different bitrates need an encode for each.
    public static let plannedShare = 0.5
    /// From three quarters of a tick on the engine gives things up, see OverloadGuard: a late start must not lead there.
    static let crowdedShare = 0.75
    /// However late timers are, something is worked with.
    private static let leastShare = 0.1
    /// - Source: Profiles, `limits.participants` and `limits.rooms`
    static let mostParticipants = 2_000
    static let mostRooms = 1_000
    /// Ours: half of the memory that is free stays free.
    private static let plannedMemory = 0.5
    /// - Units: microseconds
    public static let period = 20_000.0

    /// The time of a tick that is planned with: half, or what late timers leave of three quarters.
    /// - Units: microseconds
    public static func plannedTime(_ lateness: Board.Lateness) -> Double {
        let left = period * crowdedShare - lateness.p999 * 1_000
        return max(min(period * plannedShare, left), period * leastShare)
    }

    /// - Parameters:
    ///   - roomSize: how many participants a room has as a rule
    ///   - talkers: of each room
    public init(_ board: Board, complexity: Int, talkers: Int, roomSize: Int) {
        let planned = Self.plannedTime(board.latenessInUse)
        let inMemory =
            board.bytesPerParticipant > 0
            ? Int(
                min(
                    Double(max(board.availableBytes, 0)) * Self.plannedMemory / Double(board.bytesPerParticipant),
                    Double(Self.mostParticipants)))
            : Self.mostParticipants
        func attendance(_ participants: Int, _ listeners: Attendance.Listeners) -> Attendance {
            Attendance(
                participants: participants, rooms: Self.rooms(for: participants, size: roomSize), talkers: talkers, listeners: listeners,
                complexity: complexity)
        }
        // The largest, and not the first that does not fit: where a phase grows long enough to be shared, more take less time.
        func most(_ listeners: Attendance.Listeners) -> Int {
            (1...Self.mostParticipants).last { board.busyTime(attendance($0, listeners)) <= planned } ?? 0
        }
        let computable = most(.noise)
        self.complexity = complexity
        participants = min(computable, inMemory)
        rooms = Self.rooms(for: participants, size: roomSize)
        quietParticipants = min(most(.quiet), inMemory)
        busyTime = participants > 0 ? board.busyTime(attendance(participants, .noise)) : 0
        bound =
            inMemory < computable
            ? .memory
            : computable == Self.mostParticipants ? .program : planned < Self.period * Self.plannedShare ? .lateness : .computing
    }

    private static func rooms(for participants: Int, size: Int) -> Int { min(max((participants + size - 1) / max(size, 1), 1), mostRooms) }

    /// One for each complexity, 0 to 10.
    public static func all(_ board: Board, talkers: Int = 3, roomSize: Int = 25) -> [Capacity] {
        board.costs.encode.indices.map { Capacity(board, complexity: $0, talkers: talkers, roomSize: roomSize) }
    }
}

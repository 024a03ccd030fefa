import Conference
import MediaTypes

/// Tells one caller from another without keeping a number: a hash under a key that changes with each run of the box.
struct CallerKey: Sendable, Hashable {
    let hash: UInt64

    /// - Parameter caller: the number; nil when withheld, and then all who withhold theirs on one trunk are one
    init(_ caller: String?, trunk: String?) {
        // Swift seeds its hash at random in each process.
        var hasher = Hasher()
        hasher.combine(caller)
        hasher.combine(trunk)
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }
}

/// Who was in a room a few minutes ago: whose call is lost and who dials again is back without a PIN. Neither number nor room can be read
/// from it: of both there is a hash.
struct ReturningCallers {
    struct Place: Sendable {
        let room: String
        let role: ParticipantRole
    }

    private struct Memory {
        let room: Int
        let role: ParticipantRole
        let until: MediaTime
    }

    /// Long enough to leave a tunnel and to find the paper with the number.
    static let patience = MediaTime.seconds(300)
    /// More have not been lost within minutes but by a trunk that failed, and then the newest come back first.
    private static let limit = 1_000

    private var places: [CallerKey: Memory] = [:]

    mutating func note(_ key: CallerKey, room: String, role: ParticipantRole, at now: MediaTime) {
        forget(before: now)
        guard places.count < Self.limit else { return }
        places[key] = Memory(room: room.hashValue, role: role, until: now + Self.patience)
    }

    /// - Parameter rooms: all that are open
    /// - Returns: nil for who was not here, or too long ago, or came by another number's way to another room, or whose room is gone
    mutating func take(_ key: CallerKey, dialling room: String?, among rooms: [String], at now: MediaTime) -> Place? {
        forget(before: now)
        guard let memory = places[key], let found = rooms.first(where: { $0.hashValue == memory.room }), room == nil || room == found else { return nil }
        places[key] = nil
        return Place(room: found, role: memory.role)
    }

    /// How many may come back now.
    mutating func count(at now: MediaTime) -> Int {
        forget(before: now)
        return places.count
    }

    private mutating func forget(before now: MediaTime) { places = places.filter { $0.value.until > now } }
}

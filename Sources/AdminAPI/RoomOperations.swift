import Conference

/// Opens a room.
public struct RoomAdd: AdminOperation {
    public static let op = "room.add"
    public typealias Answer = RoomSnapshot
    public var room: String
    /// Nil for a room without PINs, as the profile says.
    public var settings: RoomSettings?
    /// Kept nowhere, and gone a minute after the last one has left; nil: it stays.
    public var temporary: Bool?
    public init(room: String, settings: RoomSettings? = nil, temporary: Bool? = nil) {
        self.room = room
        self.settings = settings
        self.temporary = temporary
    }
}

/// Changes what was said about a room; what is nil in the settings stays.
public struct RoomSet: AdminOperation {
    public static let op = "room.set"
    public typealias Answer = RoomSnapshot
    public var room: String
    public var settings: RoomSettings
    public init(room: String, settings: RoomSettings) {
        self.room = room
        self.settings = settings
    }
}

/// All rooms.
public struct RoomList: AdminOperation {
    public static let op = "room.list"
    public typealias Answer = [RoomSnapshot]
    public init() {}
}

/// One room and who is in it.
public struct RoomShow: AdminOperation {
    public static let op = "room.show"
    public struct Answer: Codable, Sendable, Equatable {
        public var room: RoomSnapshot
        public var participants: [ParticipantSnapshot]
    }
    public var room: String
    public init(room: String) { self.room = room }
}

/// Locks a room, so that who comes waits in the lobby, or unlocks it.
public struct RoomLock: AdminOperation {
    public static let op = "room.lock"
    public typealias Answer = RoomSnapshot
    public var room: String
    public var locked: Bool
    public init(room: String, locked: Bool) {
        self.room = room
        self.locked = locked
    }
}

/// Removes everybody from a room, which stays open.
public struct RoomEnd: AdminOperation {
    public static let op = "room.end"
    public struct Answer: Codable, Sendable, Equatable {
        public var room: String
        /// How many were removed.
        public var removed: Int
    }
    public var room: String
    public init(room: String) { self.room = room }
}

/// Closes a room for good.
public struct RoomRemove: AdminOperation {
    public static let op = "room.remove"
    public typealias Answer = Done
    public var room: String
    /// Also removes who is in it; without it, an occupied room stays.
    public var evict: Bool?
    public init(room: String, evict: Bool = false) {
        self.room = room
        self.evict = evict
    }
}

/// The whole box at one moment.
public struct Status: AdminOperation {
    public static let op = "status"
    public typealias Answer = BoxSnapshot
    public init() {}
}

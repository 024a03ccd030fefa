import Conference

/// Who is there.
public struct PeopleList: AdminOperation {
    public static let op = "people.list"
    public typealias Answer = [ParticipantSnapshot]
    /// Nil for all rooms.
    public var room: String?
    public init(room: String? = nil) { self.room = room }
}

/// Silences a participant, or lets it be heard again.
public struct PeopleMute: AdminOperation {
    public static let op = "people.mute"
    public typealias Answer = ParticipantSnapshot
    public var handle: String
    public var muted: Bool
    public init(handle: String, muted: Bool) {
        self.handle = handle
        self.muted = muted
    }
}

/// Makes a participant louder or softer for everybody.
public struct PeopleGain: AdminOperation {
    public static let op = "people.gain"
    public typealias Answer = ParticipantSnapshot
    public var handle: String
    /// -60 to 20.
    public var gainDB: Double
    public init(handle: String, gainDB: Double) {
        self.handle = handle
        self.gainDB = gainDB
    }
}

/// Gives a participant another name.
public struct PeopleRename: AdminOperation {
    public static let op = "people.rename"
    public typealias Answer = ParticipantSnapshot
    public var handle: String
    /// Nil takes the name away.
    public var name: String?
    public init(handle: String, name: String?) {
        self.handle = handle
        self.name = name
    }
}

/// Makes a participant a host, or a guest again.
public struct PeopleRole: AdminOperation {
    public static let op = "people.role"
    public typealias Answer = ParticipantSnapshot
    public var handle: String
    public var role: ParticipantRole
    public init(handle: String, role: ParticipantRole) {
        self.handle = handle
        self.role = role
    }
}

/// Lets a participant in from the lobby.
public struct PeopleAdmit: AdminOperation {
    public static let op = "people.admit"
    public typealias Answer = ParticipantSnapshot
    public var handle: String
    public init(handle: String) { self.handle = handle }
}

/// Shows a participant the door.
public struct PeopleRemove: AdminOperation {
    public static let op = "people.remove"
    public typealias Answer = Done
    public var handle: String
    public init(handle: String) { self.handle = handle }
}

/// Why the conference refuses. Each description is one line that also says what would be right.
public enum ConferenceError: Error, Sendable, Equatable {
    /// Not 1 to 32 of a-z, 0-9 and "-".
    case badName(String)
    /// `near` holds names that look alike, or all names when there are few.
    case noSuchRoom(String, near: [String])
    case roomExists(String)
    case roomInUse(String, participants: Int)
    case tooManyRooms(limit: Int)
    case noSuchParticipant(String, near: [String])
    /// The profile's limit of participants is reached.
    case full(limit: Int)
    case overloaded
    /// Somebody else sends from this address already.
    case addressInUse
    /// A value of a participant's media that cannot work.
    case badLeg(String)
    case badGain(Float)
    case busy
    /// The state directory does not take or give a room file.
    case storage(String)
    /// What an admin says of a room cannot be.
    case badRoomSetting(String)
    /// The room has a PIN, and none was given.
    case pinNeeded
    case wrongPIN
    /// Too many wrong PINs: for an hour, no PIN or a wrong one leads nowhere.
    case pinPause
    /// Not a name to show: too long, or not one line of visible characters.
    case badPersonName
    /// Waits in the lobby and cannot do that yet.
    case inLobby
    /// Only a host may do that.
    case notHost
    /// An admin has muted the participant, and only an admin can undo it.
    case mutedByAdmin

    /// A short word for scripts; it stays the same when the sentence gets better.
    public var code: String {
        switch self {
        case .badName: "bad-name"
        case .noSuchRoom: "no-such-room"
        case .roomExists: "room-exists"
        case .roomInUse: "room-in-use"
        case .tooManyRooms: "too-many-rooms"
        case .noSuchParticipant: "no-such-participant"
        case .full: "full"
        case .overloaded: "overloaded"
        case .addressInUse: "address-in-use"
        case .badLeg: "bad-leg"
        case .badGain: "bad-gain"
        case .busy: "busy"
        case .storage: "storage"
        case .badRoomSetting: "bad-room-setting"
        case .pinNeeded: "pin-needed"
        case .wrongPIN: "bad-pin"
        case .pinPause: "pin-pause"
        case .badPersonName: "bad-name"
        case .inLobby: "in-lobby"
        case .notHost: "not-host"
        case .mutedByAdmin: "muted-by-admin"
        }
    }
}

extension ConferenceError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badName(let name):
            "\"\(name)\" cannot name a room; a name is 1 to 32 of the characters a-z, 0-9 and \"-\""
        case .noSuchRoom(let name, let near):
            "there is no room \"\(name)\"; "
                + (near.isEmpty ? "add it with: partyline room add \(name)" : "there is: " + near.joined(separator: ", "))
        case .roomExists(let name):
            "there is a room \"\(name)\" already"
        case .roomInUse(let name, let participants):
            "\(participants) \(participants == 1 ? "participant is" : "participants are") in room \"\(name)\"; "
                + "remove them first, or use --evict"
        case .tooManyRooms(let limit):
            "the profile allows \(limit) rooms, and there are as many; remove one, or choose a profile with more"
        case .noSuchParticipant(let handle, let near):
            "there is no participant \"\(handle)\"; "
                + (near.isEmpty ? "partyline people list shows who is here" : "there is: " + near.joined(separator: ", "))
        case .full(let limit):
            "the box is full: the profile admits \(limit) participants; remove one, or choose a profile with more"
        case .overloaded:
            "the box is overloaded and takes nobody new for now; partyline status shows its load"
        case .addressInUse:
            "somebody sends from this address already; give each participant its own port"
        case .badLeg(let why):
            why
        case .badGain(let gain):
            "a gain of \(gain) dB is out of range; -60 to 20 dB is right"
        case .busy:
            "too many commands at once; try again in a moment"
        case .storage(let why), .badRoomSetting(let why):
            why
        case .pinNeeded:
            "this room has a PIN; it stands in the invitation"
        case .wrongPIN:
            "this is not the room's PIN; look at the invitation once more"
        case .pinPause:
            "too many wrong PINs were tried; for an hour, only the right PIN leads on, by way of the lobby"
        case .badPersonName:
            "a name is one line of at most \(PersonName.limit) visible characters"
        case .inLobby:
            "a host has to admit you first"
        case .notHost:
            "only a host may do that; the host PIN makes one"
        case .mutedByAdmin:
            "the box's admin has muted you, and has to unmute you"
        }
    }
}

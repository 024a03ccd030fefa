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
        case .storage(let why):
            why
        }
    }
}

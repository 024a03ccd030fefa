/// What happens in a room, as it is told to those in it.
public enum RoomEvent: Sendable, Equatable {
    /// Who is here: always the whole, so that whoever missed one misses nothing.
    case people(PeopleState)
    /// Who talks now, in the order in which they came.
    case talking([ParticipantHandle])
    case moderation(Moderation)
    case advice(Advice)

    /// As the event stream names it.
    public var name: String {
        switch self {
        case .people: "people"
        case .talking: "talking"
        case .moderation: "moderation"
        case .advice: "advice"
        }
    }
}

/// What a host, or an admin, has done to the one who is told.
public enum Moderation: String, Sendable, Codable, CaseIterable {
    case mutedByHost
    /// A host asks to be allowed to hear: only the person can do it.
    case unmuteAsked
    case removed
    case admitted
    case locked
    case unlocked
    case ended
}

/// Whether there is media of somebody who has a seat.
public enum MediaConnection: String, Sendable, Codable, CaseIterable {
    /// Not yet: whoever comes needs a moment for it.
    case connecting
    case connected
    /// There was, or it was tried in vain.
    case lost
}

/// Everybody in a room, as one of them may see it.
public struct PeopleState: Sendable, Codable, Equatable {
    public var room: String
    /// The handle of the one who is told.
    public var you: ParticipantHandle
    public var locked: Bool
    /// In the order in which they came; empty for who waits in the lobby.
    public var people: [Person]
    /// Who waits; empty for guests.
    public var lobby: [Waiting]
    /// For so long admins of the box are still shown addresses of participants; nil, and left out, while they are not.
    public var diagnosticsSeconds: Int?

    public struct Person: Sendable, Codable, Equatable {
        public var handle: ParticipantHandle
        public var name: String?
        public var kind: ParticipantKind
        public var role: ParticipantRole
        public var muted: Bool
        public var hand: Bool
        public var talking: Bool
        /// Nil before anything is known of the line.
        public var quality: LineQuality?
        public var connection: MediaConnection
        /// "Phone 3"; nil for who has not come by telephone.
        public var phone: Int?
        /// Of a caller's number: told to hosts, where the room shows them.
        public var lastDigits: String?

        // What is not there is written as null, not left out: the page's side of the contract. But what only callers have is left out:
        // a list goes over each line, and the narrow ones count.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(handle, forKey: .handle)
            try container.encode(name, forKey: .name)
            try container.encode(kind, forKey: .kind)
            try container.encode(role, forKey: .role)
            try container.encode(muted, forKey: .muted)
            try container.encode(hand, forKey: .hand)
            try container.encode(talking, forKey: .talking)
            try container.encode(quality, forKey: .quality)
            try container.encode(connection, forKey: .connection)
            try container.encodeIfPresent(phone, forKey: .phone)
            try container.encodeIfPresent(lastDigits, forKey: .lastDigits)
        }
    }

    public struct Waiting: Sendable, Codable, Equatable {
        public var handle: ParticipantHandle
        public var name: String?
        public var phone: Int?
        public var lastDigits: String?

        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(handle, forKey: .handle)
            try container.encode(name, forKey: .name)
            try container.encodeIfPresent(phone, forKey: .phone)
            try container.encodeIfPresent(lastDigits, forKey: .lastDigits)
        }
    }
}

/// Writes the event's data, without its name: `{"handles":["p-4f7a"]}`.
extension RoomEvent: Encodable {
    private struct Talking: Encodable { let handles: [ParticipantHandle] }
    private struct Action: Encodable { let action: Moderation }

    public func encode(to encoder: any Encoder) throws {
        switch self {
        case .people(let state): try state.encode(to: encoder)
        case .talking(let handles): try Talking(handles: handles).encode(to: encoder)
        case .moderation(let action): try Action(action: action).encode(to: encoder)
        case .advice(let advice): try advice.encode(to: encoder)
        }
    }
}

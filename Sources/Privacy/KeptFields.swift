/// In which stored properties of a type something of people stands. The list names every property of each type that has to do with people;
/// a test reads the sources and fails where one is missing, so whoever adds a property has to say here what it holds.
public struct KeptFields: Sendable {
    /// Below Sources.
    public let file: String
    public let type: String
    /// By what they hold, as `handle role`; one can hold several things.
    public let kept: [KeptData: String]
    /// The properties that hold nothing of anybody.
    public let others: String

    init(_ file: String, _ type: String, _ kept: [KeptData: String], others: String = "") {
        (self.file, self.type, self.kept, self.others) = (file, type, kept, others)
    }

    /// All properties that are named.
    public var names: Set<Substring> { Set((Array(kept.values) + [others]).flatMap { $0.split(separator: " ") }) }

    /// `Participant.name`, and all others that hold this.
    public static func holding(_ data: KeptData) -> [String] {
        all.flatMap { fields in (fields.kept[data] ?? "").split(separator: " ").map { "\(fields.type).\($0)" } }
    }

    public static let all: [KeptFields] = [
        KeptFields(
            "Conference/Participant.swift", "Participant",
            [
                .name: "name", .lastDigits: "lastDigits",
                .presence: "handle kind room role number phone isInLobby leg call hasTriedMedia isMuted isMutedByAdmin hasHandUp gain hearingGain "
                    + "mailbox absentSince",
            ]),
        KeptFields(
            "Conference/Participant.swift", "ParticipantLeg",
            [.presence: "place terms report loss line isTalking", .networkAddress: "remote"], others: "adviser"),
        KeptFields("Conference/Participant.swift", "MediaTerms", [.presence: "format direction payloadType packetTime bitrate isEncrypted"]),
        KeptFields("Conference/Seat.swift", "Seat", [.presence: "handle room kind role isInLobby"]),
        KeptFields("Conference/Seat.swift", "JoinRequest", [.name: "name", .room: "room pin", .presence: "kind", .guessHash: "caller"]),
        KeptFields("Conference/Seat.swift", "JoinOrigin", [.guessHash: "hash"]),
        KeptFields(
            "Conference/OpenRoom.swift", "OpenRoom", [.room: "file", .guessHash: "guesses"],
            others: "id isLocked isTemporary inside waiting emptySince wasUsed toldAt isTellingDue"),
        KeptFields("Conference/PINGuard.swift", "PINGuard", [.guessHash: "tries"], others: "patience wrong pausedUntil"),
        KeptFields("Conference/RoomEvent.swift", "PeopleState", [.presence: "room you locked people lobby"], others: "diagnosticsSeconds"),
        KeptFields(
            "Conference/RoomEvent.swift", "Person",
            [.name: "name", .lastDigits: "lastDigits", .presence: "handle kind role muted hand talking quality connection phone"]),
        KeptFields("Conference/RoomEvent.swift", "Waiting", [.name: "name", .lastDigits: "lastDigits", .presence: "handle phone"]),
        KeptFields("Conference/EventMailbox.swift", "State", [.presence: "people moderation talking advice"], others: "isClosed reader"),
        KeptFields(
            "Conference/Conference+Calls.swift", "Call", [.networkAddress: "spec", .keys: "spec", .presence: "place seat isOver"], others: "news"),
        KeptFields(
            "Conference/Conference.swift", "Conference",
            [
                .room: "rooms store broken", .presence: "participants handles calls unremovedCalls packets", .guessHash: "guesses",
                .networkAddress: "routes",
            ],
            others: "media profile profileName pools linked log start clock load mediaHeardAt board lastRoom lastNumber handleSource random "
                + "diagnosticsEnd"),
        KeptFields(
            "SIP/CallEvent.swift", "IncomingCall", [.callerNumber: "caller", .networkAddress: "path offer", .keys: "offer"],
            others: "dialled trunk"),
        KeptFields(
            "PhoneGateway/Calls/PhoneCall.swift", "PhoneCall",
            [
                .returningHash: "key returningKey", .lastDigits: "lastDigits", .spokenName: "recording spokenName",
                .presence: "handle beginning entrance menu leg isConfirmed seat manner isInside picture", .networkAddress: "mediaState",
                .keys: "mediaState",
            ],
            others: "language surroundings saying music reason trouble end inputs pumps timer wakesAt handshaking"),
        KeptFields("PhoneGateway/Calls/ReturningCallers.swift", "CallerKey", [.returningHash: "hash"]),
        KeptFields("PhoneGateway/Calls/ReturningCallers.swift", "Memory", [.returningHash: "room role until"]),
        KeptFields("PhoneGateway/Calls/ReturningCallers.swift", "ReturningCallers", [.returningHash: "places"]),
        KeptFields(
            "PhoneGateway/PhoneGateway.swift", "PhoneGateway", [.presence: "calls early", .returningHash: "returning"],
            others: "configuration linkTerms surroundings trunks trunkIDs troubles registrations dialling isForgetting isStopping"),
        KeptFields(
            "WebGateway/Peers/Peer.swift", "Peer",
            [
                .networkAddress: "agent selected allowed handshakeAddress", .keys: "session", .presence: "id handle answer etag state",
            ],
            others: "promise isHandshakeSplit giveUp"),
        KeptFields("WebGateway/Peers/PeerHub.swift", "Books", [.networkAddress: "routes", .presence: "peers ufrags"], others: "random mustStop"),
        KeptFields("WebGateway/HTTP/SeatTokens.swift", "SeatTokens", [.token: "seats"]),
        KeptFields("WebGateway/HTTP/JoinThrottle.swift", "Bucket", [.guessHash: "tokens filledAt"]),
        KeptFields("WebGateway/HTTP/JoinThrottle.swift", "Table", [.guessHash: "buckets"], others: "clearedAt"),
        KeptFields("WebGateway/HTTP/GuardedChannel.swift", "Counts", [.connectionCount: "byNetwork"], others: "all"),
        KeptFields("WebGateway/HTTP/GatewayContext.swift", "GatewayContext", [.networkAddress: "caller"], others: "coreContext"),
        KeptFields("Profiles/RoomFile.swift", "RoomFile", [.room: "name pin hostPIN lobby talkers number entry showDigits link"]),
    ]
}

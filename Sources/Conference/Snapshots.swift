import MediaLink
import MediaTypes
import Profiles

/// A room, as it is told to people and scripts.
public struct RoomSnapshot: Sendable, Codable, Equatable {
    public var room: String
    /// Inside, those without media included.
    public var participants: Int
    public var talkers: Int
    /// In the lobby.
    public var waiting: Int
    public var needsPIN: Bool
    /// Whether guests wait in the lobby as a rule.
    public var lobby: Bool
    /// Whether a host has locked it.
    public var isLocked: Bool
    /// Only in answers about one room.
    public var pin: String?
    public var hostPIN: String?
    /// Nil where the profile says it.
    public var talkerLimit: Int?
    /// What callers enter to find it.
    public var number: String?
    /// How it tells that a caller has come or gone.
    public var entry: RoomManner
    /// Whether hosts see the last two digits of a caller's number.
    public var showDigits: Bool
    /// The link profile of those who come here; nil for that of the house.
    public var link: String?
    /// Whether it is on no disk, and vanishes a minute after the last one has left.
    public var isTemporary = false
}

/// A participant, as it is told to people and scripts.
public struct ParticipantSnapshot: Sendable, Codable, Equatable {
    public var handle: String
    public var room: String
    public var kind: ParticipantKind
    public var role: ParticipantRole
    /// Only where a person gave one.
    public var name: String?
    /// "Phone 3"; nil for who has not come by telephone.
    public var phone: Int?
    /// Of a caller's number, where the room shows them.
    public var lastDigits: String?
    public var isInLobby: Bool
    /// By itself, by a host or by an admin.
    public var isMuted: Bool
    public var hasHandUp: Bool
    public var gainDB: Double
    /// Nil before anything is known of the line.
    public var quality: LineQuality?
    // From here to payloadType: nil while there is no media.
    public var codec: String?
    /// Of the audio, in Hz.
    public var sampleRate: Int?
    /// "sendReceive", "listenOnly", "sendOnly" or, on hold, "inactive", seen from the participant.
    public var direction: String?
    public var isEncrypted: Bool?
    public var packetTimeMs: Double?
    /// Of what the box sends; nil where the codec leaves no choice.
    public var bitsPerSecond: Int?
    public var localPort: Int?
    public var ssrc: UInt32?
    public var payloadType: Int?
    /// Where the media goes; nil unless diagnostics are on.
    public var route: MediaRoute?
    /// Nil without media, and in its first second.
    public var media: MediaSnapshot?
}

/// How one participant's media fares; told once a second.
public struct MediaSnapshot: Sendable, Codable, Equatable {
    public var isTalking: Bool
    public var levelDB: Double
    public var jitterMs: Double
    public var bufferDelayMs: Double
    public var bufferTargetMs: Double
    /// Of the packets sent to the box, in the last ten seconds.
    public var lossPercent: Double?
    /// Of the packets sent by the box, as the participant reports.
    public var remoteLossPercent: Double?
    public var roundTripMs: Double?
    /// Of the audio played into the mix, since the start.
    public var concealedPercent: Double?
    /// The same in samples at the mix rate.
    public var concealedFrames: Int
    public var playedFrames: Int
    /// The number of the shared encoder; nil when the participant has one alone, or hears nothing.
    public var encodeClass: Int?
    public var packets: PacketSnapshot
}

/// Packets of one participant since it was added, or of all.
public struct PacketSnapshot: Sendable, Codable, Equatable {
    public var received: Int
    public var receivedBytes: Int
    public var sent: Int
    public var sentBytes: Int
    public var lost: Int
    public var late: Int
    public var duplicates: Int
    public var recoveredByRED: Int
    public var recoveredByFEC: Int
    public var malformed: Int
    public var unknownPayload: Int
    public var forged: Int
    public var overRate: Int
    /// To the call's own port, from addresses that are not the other side's.
    public var strangers: Int
    public var unsent: Int
}

/// How hard the box works.
public struct LoadSnapshot: Sendable, Codable, Equatable {
    /// Mean tick time over the period: 1 is all there is.
    public var load: Double
    public var meanTickMs: Double
    public var longestTickMs: Double
    public var periodMs: Double
    public var ticks: Int
    public var missedTicks: Int
    public var talkers: Int
    public var encodeClasses: Int
    public var privateEncoders: Int
    /// "none", "refusesParticipants", "lowersComplexity" or "capsTalkers".
    public var degradation: String
    /// Datagrams from addresses that belong to nobody.
    public var strangers: Int
    /// Datagrams that the system did not take.
    public var unsent: Int
}

/// What came from the telephone network since the start and led to nothing. Nobody is told so but whoever runs the box: who is not known
/// gets silence.
public struct TelephoneSnapshot: Sendable, Codable, Equatable {
    /// Messages and connections from addresses that may not call.
    public var strangers: Int
    /// Messages from those who may, beyond what a trunk can want.
    public var floods: Int
    /// What could not be read.
    public var malformed: Int

    public init(strangers: Int, floods: Int, malformed: Int) {
        self.strangers = strangers
        self.floods = floods
        self.malformed = malformed
    }
}

/// The whole box at one moment.
public struct BoxSnapshot: Sendable, Codable, Equatable {
    public var profile: String
    public var upSeconds: Int
    public var participantLimit: Int
    public var load: LoadSnapshot
    /// Of everybody since the start, also of those who have left.
    public var packets: PacketSnapshot
    /// Whether the media thread has a real-time priority.
    public var isRealtime: Bool?
    /// Those who have not come into a room yet included.
    public var calls: Int
    /// Nil where the box takes no calls.
    public var telephones: TelephoneSnapshot?
    /// Nil where there are none.
    public var webhooks: [WebhookSnapshot]?
    public var rooms: [RoomSnapshot]
    public var participants: [ParticipantSnapshot]
}

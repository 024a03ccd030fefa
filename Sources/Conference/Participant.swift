import Codecs
import MediaLink
import MediaTypes

/// How a participant takes part.
public enum ParticipantKind: String, Sendable, Codable, CaseIterable {
    /// Plain RTP or SRTP, agreed at the admin socket: a gateway, a loudspeaker, a test.
    case rtp
    /// The page in a browser.
    case web
    /// A source that only sends, by WHIP (RFC 9725): OBS, GStreamer.
    case whip
    /// Hears the room and has no page: a WHEP player, the stream over HTTPS.
    case listener
    /// A call.
    case phone

    /// Whether there is somebody with buttons or keys, who can be asked, and undo what a host has done.
    var hasButtons: Bool { self == .web || self == .phone }

    /// Whether media of this direction can belong to it.
    func allows(_ direction: LegDirection) -> Bool {
        switch self {
        case .rtp, .web, .phone: true
        case .whip: direction == .sendOnly
        case .listener: direction == .listenOnly
        }
    }
}

/// What a participant may do.
public enum ParticipantRole: String, Sendable, Codable, CaseIterable {
    case guest
    /// Came with the room's host PIN: may mute, remove, lock, admit and end.
    case host
}

/// One participant, as the conference keeps it: a seat in a room, with or without media. The name is there only if somebody
/// gave one; it is told to the room and at the admin socket, never logged, and gone with the seat, as are the digits of a number.
struct Participant {
    let handle: ParticipantHandle
    let kind: ParticipantKind
    let room: RoomName
    /// As it was given; a host may give another.
    var name: PersonName?
    var role: ParticipantRole
    /// Counts up with each who comes: participants are listed in this order.
    let number: Int
    /// What a caller is called who has no name: the lowest number free in the room when it came.
    var phone: Int?
    /// Of a caller's number; only where the room shows them to hosts.
    var lastDigits: String?
    var isInLobby = false
    /// Nil before media is agreed, and while it is lost.
    var leg: ParticipantLeg?
    /// The call that is its media, also while it waits in the lobby again.
    var call: LegID?
    /// There was media, or an attempt at it that failed: whoever has none now has lost it.
    var hasTriedMedia = false
    /// By itself or by a host; who has buttons can undo it.
    var isMuted = false
    /// Only an admin can undo it.
    var isMutedByAdmin = false
    var hasHandUp = false
    var gain = Decibels(0)
    /// How loud it hears the others.
    var hearingGain = Decibels(0)
    /// Where its events wait to be fetched.
    var mailbox: EventMailbox?
    /// Since when there is neither media nor anybody who fetches events; nil while there is.
    var absentSince: MediaTime?

    init(
        handle: ParticipantHandle, kind: ParticipantKind, room: RoomName, name: PersonName? = nil, role: ParticipantRole = .guest, number: Int
    ) {
        self.handle = handle
        self.kind = kind
        self.room = room
        self.name = name
        self.role = role
        self.number = number
    }

    var isSilenced: Bool { isMuted || isMutedByAdmin }
    var isTalking: Bool { leg?.isTalking ?? false }
    var connection: MediaConnection { leg != nil ? .connected : hasTriedMedia ? .lost : .connecting }
    var seat: Seat { Seat(handle: handle, room: room.text, kind: kind, role: role, isInLobby: isInLobby) }
}

/// The media of one participant, as it was agreed and as it fares.
struct ParticipantLeg {
    let place: LegPlace
    /// Where it goes; of who moves, where it went first. Shown to admins while diagnostics are on, and to nobody else.
    let remote: TransportAddress
    var terms: MediaTerms
    /// The newest; nil in the first second.
    private(set) var report: LegReport?
    private(set) var loss = LossWindow()
    private(set) var line = LineJudge()
    private var adviser: Adviser
    var isTalking = false

    init(place: LegPlace, spec: LegSpec, adviser: Adviser) {
        self.place = place
        remote = spec.remote
        terms = MediaTerms(spec)
        self.adviser = adviser
    }

    /// What is advised now; nil while all is well.
    var advice: Advice? { adviser.current }

    /// - Returns: what is new to the participant, and whether the quality in plain words has changed
    mutating func note(_ newest: LegReport) -> (advice: Advice?, isQualityNew: Bool) {
        report = newest
        loss.insert(received: newest.counters.received, lost: newest.counters.lost)
        let before = line.quality
        line.note(uplinkLoss: loss.percent, downlinkLoss: newest.remoteLossPercent.map(Double.init), jitter: newest.jitter)
        let advice = adviser.note(uplinkLoss: loss.percent, downlinkLoss: line.downlinkLoss)
        return (advice, line.quality != before)
    }
}

/// What of somebody's media was agreed, as far as it is shown: no keys, no addresses.
struct MediaTerms {
    let format: CodecFormat
    /// Also changed by hold and resume.
    var direction: LegDirection
    let payloadType: UInt8
    let packetTime: MediaTime
    let bitrate: Bitrate
    let isEncrypted: Bool

    init(_ spec: LegSpec) {
        format = spec.format
        direction = spec.direction
        payloadType = spec.payloadType
        packetTime = spec.packetTime
        bitrate = spec.bitrate
        isEncrypted = spec.srtp != nil
    }
}

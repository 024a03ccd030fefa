import MediaTypes

/// What came in from one participant, and what did not.
/// - Units: packets since the leg was added
@frozen public struct LegCounters: Sendable, BitwiseCopyable {
    public var received = 0
    public var receivedBytes = 0
    public var sent = 0
    public var sentBytes = 0
    public var lost = 0
    public var late = 0
    public var duplicates = 0
    public var recoveredByRED = 0
    public var recoveredByFEC = 0
    /// Not RTP, RTCP or the leg's codec; a bad length anywhere inside.
    public var malformed = 0
    /// A payload type that was not agreed.
    public var unknownPayload = 0
    /// SRTP authentication failed, or a replay.
    public var forged = 0
    /// At the leg's own port, from an address that is not the participant's.
    public var strangers = 0
    /// Above twice the agreed packet rate.
    public var overRate = 0
    /// No slot was free in the outbox.
    public var unsent = 0
    public init() {}
}

/// The state of one participant's media, told once a second.
@frozen public struct LegReport: Sendable, BitwiseCopyable {
    public var leg: LegID
    /// Nil: apart.
    public var room: RoomID?
    /// Heard in the mix.
    public var isTalking = false
    /// Voice, or the hangover after it: whoever has it and is not talking is muted, or there are louder ones.
    public var hasVoice = false
    public var isMuted = false
    public var level = Decibels(-127)
    /// Of what the participant sends, RFC 3550 section 6.4.1.
    public var jitter = MediaTime.zero
    /// Waiting in the jitter buffer now, and what it aims at.
    public var bufferDelay = MediaTime.zero
    public var bufferTarget = MediaTime.zero
    /// Samples made up for lost packets among the samples played, since the leg was added.
    public var concealedFrames = 0
    public var playedFrames = 0
    /// The encode class that serves the leg; nil while it has an encoder of its own, or hears nothing.
    public var encodeClass: UInt16?
    /// Of what the participant receives, as its receiver reports say; nil before the first one.
    public var remoteLossPercent: Float?
    public var roundTrip: MediaTime?
    /// Neither RTP nor RTCP has come for so long, to a quarter of a second; zero while nothing is expected, on hold.
    public var silentFor = MediaTime.zero
    public var counters = LegCounters()

    public init(leg: LegID, room: RoomID?) {
        self.leg = leg
        self.room = room
    }
}

/// The load of the box, told once a second.
@frozen public struct LoadReport: Sendable, BitwiseCopyable {
    public var legs = 0
    public var talkers = 0
    public var encodeClasses = 0
    public var privateEncoders = 0
    public var ticks = 0
    public var missedTicks = 0
    /// Of the ticks of the last second.
    public var meanTick = MediaTime.zero
    public var longestTick = MediaTime.zero
    public var period = MediaTime.zero
    public var degradation = Degradation.none
    /// Datagrams from addresses that belong to nobody, since the start.
    public var strangers = 0
    /// Datagrams that the system did not take, since the start.
    public var unsent = 0
    public init() {}

    /// Mean tick time over period.
    public var load: Double { period.nanoseconds > 0 ? meanTick.seconds / period.seconds : 0 }
}

/// What the box has given up under overload; each step includes those before it.
@frozen public enum Degradation: UInt8, Sendable, BitwiseCopyable, Comparable {
    case none
    /// No new participants.
    case refusesParticipants
    /// Encoders run at a lower complexity.
    case lowersComplexity
    /// Fewer talkers are mixed.
    case capsTalkers

    @inlinable public static func < (a: Degradation, b: Degradation) -> Bool { a.rawValue < b.rawValue }
}

/// What the media column tells the control column.
@frozen public enum Report: Sendable, BitwiseCopyable {
    case leg(LegReport)
    case load(LoadReport)
    /// The leg has left the engine. The port that built it takes it out of the box and frees it before it passes the report on.
    case removed(LegID, LegBox?)
    /// A telephone key, 0 to 15 as the events of RFC 4733; from a leg that listens for key tones also one that was heard.
    case digit(LegID, UInt8)
    /// The leg is heard in the mix from now on, or is not any more; told in the tick in which it happens.
    case talking(LegID, Bool)
    /// An announcement to a leg has ended. Told before `removed` of that leg.
    case said(LegID, AnnouncementID, AnnouncementEnd)
    /// An announcement in a room has ended.
    case announced(RoomID, AnnouncementID, AnnouncementEnd)
    /// A recording has ended; whether something was said.
    case recorded(LegID, isHeard: Bool)
    /// A leg that guards music is muted in the mix because of it, or is not any more.
    case musicHeard(LegID, Bool)
    /// Somebody who is muted speaks; told again after five seconds at the earliest.
    case spokeMuted(LegID)
    /// A leg was to enter a room and found no place for it, as all rooms that the engine can have are in use: it is apart.
    case turnedAway(LegID, RoomID)
    /// A leg has been replaced, and the old one comes back as `removed` says; or the new one, which found no place.
    case refitted(LegID, LegBox?)
}

/// A leg on its way through the door: memory that one side at a time owns.
@frozen public struct LegBox: @unchecked Sendable, BitwiseCopyable {
    public let address: UnsafeMutableRawPointer
    @inlinable public init(_ address: UnsafeMutableRawPointer) { self.address = address }
}

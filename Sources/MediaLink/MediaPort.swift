import MediaTypes

/// Why the media column refuses.
public enum MediaError: Error, Sendable, Equatable {
    /// The profile's limit of participants is reached.
    case full(limit: Int)
    /// The box is overloaded and takes nobody new for now.
    case overloaded
    /// Another leg has this source address already.
    case addressInUse
    /// A value of the specification that cannot work; says which and what would be right.
    case badSpec(String)
    /// The door is full: too many commands at once. Trying again in a moment helps.
    case busy
    /// All ports for calls are taken, or cannot be opened; nil: none are configured.
    case noPort(ClosedRange<UInt16>?)
    /// No such leg; it may have gone a moment ago.
    case noSuchLeg
}

/// Where and as whom a new participant finds the box.
public struct LegPlace: Sendable, Equatable {
    public let leg: LegID
    /// The box's UDP port for this leg.
    public let localPort: UInt16
    /// What the box sends with.
    public let ssrc: UInt32

    public init(leg: LegID, localPort: UInt16, ssrc: UInt32) {
        self.leg = leg
        self.localPort = localPort
        self.ssrc = ssrc
    }
}

/// The only door between the columns: commands go down, reports come up.
public protocol MediaPort: AnyObject, Sendable {
    /// Builds a leg and hands it over.
    func add(_ spec: LegSpec) throws(MediaError) -> LegPlace
    func remove(_ leg: LegID) throws(MediaError)
    func setMuted(_ leg: LegID, _ isMuted: Bool) throws(MediaError)
    func setGain(_ leg: LegID, _ gain: Decibels) throws(MediaError)
    /// Where a mobile participant is; see the commands of the same names.
    func allow(_ leg: LegID, _ address: TransportAddress) throws(MediaError)
    func forget(_ leg: LegID, _ address: TransportAddress) throws(MediaError)
    func direct(_ leg: LegID, to address: TransportAddress) throws(MediaError)
    func hold(_ leg: LegID, _ isHeld: Bool) throws(MediaError)
    /// Opens a pair of ports for a call, to be told in an offer or answer before there is a leg.
    func reservePort() throws(MediaError) -> CallPort
    /// Gives back a pair whose leg was never added. That of a leg is free again once the leg is removed.
    func releasePort(_ port: CallPort)
    /// Into a room, from apart or from another room.
    func enter(_ leg: LegID, room: RoomID) throws(MediaError)
    /// Apart again: hears only what is said to it, and is heard by nobody.
    func stepOut(_ leg: LegID) throws(MediaError)
    /// Says something to one participant alone; a new announcement stops the one before. Its end comes as `Report.said`, whatever happens.
    func say(_ announcement: Announcement, to leg: LegID) throws(MediaError) -> AnnouncementID
    func stopSaying(_ leg: LegID) throws(MediaError)
    /// Says something to everybody in a room, mixed with who speaks. Two may be heard at once; a third takes the place of the older one.
    /// Its end comes as `Report.announced`.
    @discardableResult func announce(_ announcement: Announcement, in room: RoomID) throws(MediaError) -> AnnouncementID
    /// Records what a participant says until the recording is full, silence ends it, or `stopRecording`; a new one stops the one before.
    /// Its end comes as `Report.recorded`, whatever happens.
    func record(_ leg: LegID, into recording: Recording) throws(MediaError)
    func stopRecording(_ leg: LegID) throws(MediaError)
    /// Another codec, address, packet time, direction or keys for a leg that is there: as after a re-INVITE. ID, SSRC, room, mute, gains,
    /// port, and what is being said and recorded stay; `spec.room` and `spec.port` are not looked at.
    func refit(_ leg: LegID, _ spec: LegSpec) throws(MediaError) -> LegPlace
    /// Hold and resume.
    func turn(_ leg: LegID, _ direction: LegDirection) throws(MediaError)
    /// How loud the participant hears everything. While that is not 0 dB, it has an encoder of its own.
    func setHearingGain(_ leg: LegID, _ gain: Decibels) throws(MediaError)
    /// Another profile, at the next tick: see `Command.tune`. Legs that are added from now on are built by it.
    func tune(_ settings: MediaSettings) throws(MediaError)
    /// Whether the media thread has a real-time priority.
    var isRealtime: Bool { get }
    /// Everything reported since the last call. The descriptor below becomes readable when there is something.
    func takeReports() -> [Report]
    /// An eventfd.
    var reportDescriptor: Int32 { get }
}

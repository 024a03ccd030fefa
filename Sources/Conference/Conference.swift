import MediaLink
import MediaTypes
import Profiles

/// The rooms of one box and who is in them. It sees commands and reports, never a packet.
///
/// `Conference+Rooms.swift` holds what an admin does to rooms, `Conference+Participants.swift` what an admin does to participants;
/// `Conference+Seats.swift` how people come, get their media, and leave, `Conference+Actions.swift` what they and hosts do meanwhile,
/// `Conference+Events.swift` what they are told, and `Conference+Reports.swift` what the media column tells.
/// `Conference+Watching.swift` holds what admins are told meanwhile.
/// `Conference+Diagnostics.swift` shows admins addresses for a while, and `Conference+Kept.swift` counts what is held of people.
/// `Conference+Profile.swift` changes the profile while everybody is there.
/// `Conference+Telephone.swift` holds how callers come in, and `Conference+Calls.swift` their media.
public actor Conference {
    let media: any MediaPort
    /// What holds now.
    var profile: Profile
    var profileName: String
    /// What memory was set aside for at the start.
    let pools: Profile.Limits
    /// The profile with each line that a room may name, by the line's name.
    var linked: [String: Profile]
    /// Where rooms outlive the run; nil keeps them in memory only.
    let store: RoomStore?
    let log: BoxLog
    /// When the box started.
    let start = ContinuousClock.now

    /// The time for everything that waits or expires; tests pass it as they like.
    let clock: @Sendable () -> MediaTime

    var rooms: [RoomName: OpenRoom] = [:]
    var participants: [ParticipantHandle: Participant] = [:]
    /// Whose media it is.
    var handles: [LegID: ParticipantHandle] = [:]
    /// All calls, with a seat or without, until the media column has given their legs back.
    var calls: [LegID: Call] = [:]
    /// Calls that are over and could not be removed yet.
    var unremovedCalls: [LegID] = []
    /// Digits of callers that have led to no room.
    var guesses = PINGuard(patience: PINGuard.limitOfBox)
    /// Room files that could not be read, by path, with what is wrong: they are their owner's to mend, and never written over.
    var broken: [String: String] = [:]
    /// The newest; nil until the media column has told of its load.
    var load: LoadReport?
    /// When it last told so, or was given the first media.
    var mediaHeardAt = MediaTime.zero
    var packets = PacketTotals()
    let board = EventBoard()
    /// Until when admins are shown where participants are; nil while they are not.
    var diagnosticsEnd: MediaTime?
    /// Who knows where those are who move.
    weak var routes: (any MediaRoutes)?

    private var lastRoom: UInt32 = 0
    private var lastNumber = 0
    private var handleSource = HandleSource()
    var random = SystemRandomNumberGenerator()

    /// - Parameters:
    ///   - linked: the profile with each line that a room may name, by the line's name
    ///   - store: where rooms outlive the run; nil keeps them in memory only
    ///   - kept: what the store held at the start: the rooms of the last run
    ///   - clock: a monotonic time; nil for that of the machine
    public init(
        media: any MediaPort, profile: LoadedProfile, linked: [String: Profile] = [:], store: RoomStore? = nil, kept: RoomStore.Contents? = nil,
        log: BoxLog, clock: (@Sendable () -> MediaTime)? = nil
    ) {
        self.media = media
        self.profile = profile.profile
        profileName = profile.name
        pools = profile.profile.limits
        self.linked = linked
        self.store = store
        self.log = log
        let start = start
        self.clock = clock ?? { MediaTime(start.duration(to: .now)) }
        for file in kept?.rooms ?? [] {
            lastRoom += 1
            rooms[RoomName(of: file)] = OpenRoom(id: RoomID(lastRoom), file: file)
        }
        for problem in kept?.problems ?? [] {
            if let path = problem.path { broken[path] = problem.description }
        }
    }

    /// What holds in a room: with the line that it names, or with that of the house.
    func profile(in room: RoomName) -> Profile { rooms[room]?.file.link.flatMap { linked[$0] } ?? profile }

    func drawRoom() -> RoomID {
        lastRoom += 1
        return RoomID(lastRoom)
    }

    func drawNumber() -> Int {
        lastNumber += 1
        return lastNumber
    }

    func drawHandle() -> ParticipantHandle { handleSource.draw(using: &random) }
}

extension MediaTime {
    fileprivate init(_ duration: Duration) {
        let (seconds, attoseconds) = duration.components
        self.init(nanoseconds: seconds &* 1_000_000_000 &+ attoseconds / 1_000_000_000)
    }
}

extension ProfileError {
    fileprivate var path: String? {
        if case .inaccessible(let file, _) = self { return file }
        return place?.file
    }
}

extension ConferenceError {
    /// The media column's refusal in the words of the conference.
    init(_ error: MediaError) {
        switch error {
        case .full(let limit): self = .full(limit: limit)
        case .overloaded: self = .overloaded
        case .addressInUse: self = .addressInUse
        case .badSpec(let why): self = .badLeg(why)
        case .noSuchLeg: self = .badLeg("this media is over; the next has a place of its own")
        case .busy, .noPort: self = .busy
        }
    }
}

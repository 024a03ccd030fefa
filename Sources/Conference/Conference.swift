import Logging
import MediaLink
import MediaTypes
import Profiles

/// The rooms of one box and who is in them. It sees commands and reports, never a packet.
///
/// `Conference+Rooms.swift` holds what is done to rooms, `Conference+Participants.swift` what is done to participants,
/// `Conference+Reports.swift` what the media column tells, and what is told on.
public actor Conference {
    let media: any MediaPort
    let profile: Profile
    let profileName: String
    /// Where rooms outlive the run; nil keeps them in memory only.
    let store: RoomStore?
    let logger: Logger
    /// When the box started.
    let start = ContinuousClock.now

    var rooms: [RoomName: RoomID] = [:]
    var participants: [LegID: Participant] = [:]
    var legs: [ParticipantHandle: LegID] = [:]
    /// Room files that could not be read, by path, with what is wrong: they are their owner's to mend, and never written over.
    var broken: [String: String] = [:]
    /// The newest; nil until the media column has told of its load.
    var load: LoadReport?

    private var lastRoom: UInt32 = 0
    private var handles = HandleSource()
    private var random = SystemRandomNumberGenerator()

    /// - Parameters:
    ///   - store: where rooms outlive the run; nil keeps them in memory only
    ///   - kept: what the store held at the start: the rooms of the last run
    public init(media: any MediaPort, profile: LoadedProfile, store: RoomStore? = nil, kept: RoomStore.Contents? = nil, logger: Logger) {
        self.media = media
        self.profile = profile.profile
        profileName = profile.name
        self.store = store
        self.logger = logger
        for file in kept?.rooms ?? [] {
            lastRoom += 1
            rooms[RoomName(of: file)] = RoomID(lastRoom)
        }
        for problem in kept?.problems ?? [] {
            if let path = problem.path { broken[path] = problem.description }
        }
    }

    func drawRoom() -> RoomID {
        lastRoom += 1
        return RoomID(lastRoom)
    }

    func drawHandle() -> ParticipantHandle { handles.draw(using: &random) }
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
        case .busy: self = .busy
        }
    }
}

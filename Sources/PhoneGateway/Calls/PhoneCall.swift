import AsyncAlgorithms
import Conference
import MediaLink
import MediaTypes
import Profiles
import Prompts
import SIP

/// One telephone call, from the INVITE to its end. It joins the voice menu, which decides, to what carries it out: the user agent, the
/// media column and the conference.
///
/// Whatever happens comes in one row: what the other side says, what its media does, what happens in the room, and time.
/// 1. `answer` or `call`: descriptions are exchanged, and the leg is made, apart from every room; where a handshake makes the keys, it is
///    held before that (PhoneCall+Session.swift)
/// 2. the menu plays, asks, and is told keys (PhoneCall+Menu.swift)
/// 3. `finish`: the leg and the seat go, and nothing is known of the caller any more but, for minutes, that a call was lost
actor PhoneCall {
    enum Input: Sendable {
        case call(CallEvent)
        case leg(LegNews)
        case room(RoomEvent)
        /// The handshakes that make the keys are over.
        case handshakes(CallHandshakes.End)
        /// The menu's deadline has come.
        case time
        /// The box stops.
        case restart
    }

    let handle: CallHandle
    let key: CallerKey
    /// By which a lost caller is known when it is back; nil where the number is withheld.
    let returningKey: CallerKey?
    let lastDigits: String?
    let language: PromptLanguage
    let surroundings: CallSurroundings
    var beginning: CallBeginning
    /// Where the number leads; an invited caller is asked nothing.
    var entrance = Entrance.room
    var menu: VoiceMenu
    var mediaState: CallMedia
    var leg: LegID?
    /// The other side knows that the call is answered, and listens.
    var isConfirmed = false
    var seat: Seat?
    var manner = RoomManner.off
    /// The room hears the caller.
    var isInside = false
    /// What is being played, as the menu and as the media column count it.
    var saying: (utterance: UtteranceID, announcement: AnnouncementID)?
    var music: AnnouncementID?
    var recording: Recording?
    var spokenName: [Int16]?
    var picture: RoomPicture?
    /// Why the menu ended the call; nil while it has not.
    var reason: HangUpReason?
    /// What an admin can do about the end of the call.
    var trouble: TrunkTrouble?
    /// How the call ended.
    private(set) var end: CallEnd?

    private let inputs = AsyncChannel<Input>()
    private var pumps: [Task<Void, Never>] = []
    private var timer: Task<Void, Never>?
    /// When it ends; nil when it has.
    private var wakesAt: MediaTime?
    private var handshaking: Task<Void, Never>?

    init(
        _ handle: CallHandle, key: CallerKey, isWithheld: Bool, lastDigits: String?, language: PromptLanguage, beginning: CallBeginning, media: CallMedia,
        _ surroundings: CallSurroundings
    ) {
        self.handle = handle
        self.key = key
        returningKey = isWithheld ? nil : key
        self.lastDigits = lastDigits
        self.language = language
        self.beginning = beginning
        mediaState = media
        menu = VoiceMenu(language: language)
        self.surroundings = surroundings
    }

    /// Runs to the call's end.
    /// - Parameters:
    ///   - begin: answers or dials
    ///   - events: of the call; the gateway ends them when the box stops
    /// - Returns: where the caller was when the call was lost; nil for who was in no room, or was shown out
    func run(_ begin: (isolated PhoneCall) async -> Void, events: AsyncStream<CallEvent>) async -> (room: String, role: ParticipantRole)? {
        pump(events) { .call($0) }
        await begin(self)
        // Of a call that was refused nothing more comes.
        if !isOver {
            for await input in inputs {
                await take(input)
                if isOver { break }
            }
        }
        return await finish()
    }

    /// The box stops: a goodbye is said.
    nonisolated func restart() async { await inputs.send(.restart) }

    private var isOver: Bool { end != nil }

    private func take(_ input: Input) async {
        switch input {
        case .call(let event): await note(event)
        case .leg(let news): await note(news)
        case .room(let event): await note(event)
        case .handshakes(let end): await note(end)
        case .time:
            wakesAt = nil
            await follow(menu.advance(to: surroundings.now()))
        case .restart: await tell(.news(.restart))
        }
    }

    /// Nothing more is to happen.
    func over(_ end: CallEnd) { self.end = self.end ?? end }

    /// Ends the call from here.
    func hangUp() async {
        await surroundings.station.hangUp(handle)
        over(.here)
    }

    /// Everything that a stream says, in the one row; who is slow is waited for.
    func pump<Element: Sendable>(_ stream: AsyncStream<Element>, as input: @escaping @Sendable (Element) -> Input) {
        pumps.append(Task { [inputs] in
            for await element in stream { await inputs.send(input(element)) }
        })
    }

    /// Holds handshakes beside everything else; what comes of them comes in the one row.
    func shakeHands(_ plan: HandshakePlan) {
        handshaking = Task { [inputs, surroundings, port = mediaState.port] in
            guard let end = await surroundings.handshakes.hold(plan, at: port, clock: surroundings.now) else { return }
            await inputs.send(.handshakes(end))
        }
    }

    /// Wakes at the menu's deadline, or some time before it: a sleep that is broken off keeps its memory until it would have ended. So
    /// none is long, and one that ends early enough is left alone.
    func setTimer() {
        guard let deadline = menu.deadline else { return }
        let now = surroundings.now()
        let end = min(max(deadline, now), now + Chosen.longestSleep)
        if let wakesAt, wakesAt <= end { return }
        wakesAt = end
        timer?.cancel()
        timer = Task { [inputs] in
            do { try await Task.sleep(for: .nanoseconds((end - now).nanoseconds)) } catch { return }
            await inputs.send(.time)
        }
    }

    private func finish() async -> (room: String, role: ParticipantRole)? {
        timer?.cancel()
        pumps.forEach { $0.cancel() }
        handshaking?.cancel()
        inputs.finish()
        // The port may be another call's as soon as it is given back.
        await handshaking?.value
        _ = menu.handle(.hungUp, at: surroundings.now())
        let wasInside = isInside
        await leaveRoom(isLost: end == .lost)
        if let leg { await surroundings.conference.endCall(leg) } else { surroundings.media.releasePort(mediaState.port) }
        if let seat { try? await surroundings.conference.leave(seat.handle) }
        guard wasInside, let seat, reason == nil else { return nil }
        return (seat.room, seat.role)
    }
}

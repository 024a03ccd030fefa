import MediaTypes
import Profiles
import Prompts

/// One caller's way from the answer to the goodbye, by keys and prompts.
///
/// Sans-IO: it plays nothing and asks nobody, but says what is to be done. In order:
/// 1. `answered`: greet, ask for what is missing (VoiceMenu+Entry.swift)
/// 2. digits: `ask` the conference, which gives its `verdict`; three tries, each question three times
/// 3. lobby: wait with music until a host lets in
/// 4. the spoken name, where the room wants one
/// 5. `enter`: keys with a star, and whispers to this caller alone (VoiceMenu+Room.swift)
/// 6. goodbye and `hangUp`
///
/// After each call of `handle` or `advance`, `deadline` says when to call `advance` at the latest.
/// - Realtime: control side; allocates
public struct VoiceMenu: Sendable {
    enum State: Hashable {
        /// Rings.
        case idle
        /// Digits are awaited; what for stands in `question`.
        case collecting
        /// The conference has been asked.
        case asking
        /// Waits for a host.
        case lobby
        /// "Please say your name after the tone."
        case askingName
        /// The name is being recorded.
        case recordingName
        case inRoom
        /// The goodbye is being said.
        case leaving(HangUpReason)
        case over
    }

    /// What is to be done at a time, unless something comes before it.
    enum Alarm: Int, CaseIterable {
        case digit, patience, verdict, lobbyReminder, lobbyEnd, name, star, alone, speechEnd
    }

    public let language: PromptLanguage
    var state = State.idle
    var speech = MenuSpeech()
    var alarms: [Alarm: MediaTime] = [:]
    var entry = EntryProgress()
    var room = KnownRoom()
    /// Whether music fills the silences.
    var wantsMusic = false
    private var isMusicOn = false

    public init(language: PromptLanguage) { self.language = language }

    /// Whether the call is over, and nothing more is wanted.
    public var isOver: Bool { state == .over }
    /// Whether the caller is in the room, heard and hearing.
    public var isInRoom: Bool { state == .inRoom }
    /// When `advance` has to be called at the latest; nil while only the caller or the room can change something.
    public var deadline: MediaTime? { alarms.values.min() }

    /// - Parameter now: on any clock that does not go backwards
    public mutating func handle(_ input: MenuInput, at now: MediaTime) -> [MenuAction] {
        let overdue = advance(to: now)
        return overdue + settled(take(input, at: now), at: now)
    }

    /// Time has passed.
    public mutating func advance(to now: MediaTime) -> [MenuAction] {
        var actions: [MenuAction] = []
        while let (alarm, time) = alarms.min(by: { ($0.value, $0.key.rawValue) < ($1.value, $1.key.rawValue) }), time <= now {
            alarms[alarm] = nil
            actions += settled(ring(alarm, at: time), at: time)
        }
        return actions
    }

    private mutating func take(_ input: MenuInput, at now: MediaTime) -> [MenuAction] {
        if state == .over { return [] }
        switch input {
        case .hungUp: return finish([])
        case .ended(let id):
            guard let next = speech.ended(id) else { return [] }
            return next.isEmpty ? fellSilent(at: now) : next
        case .answered(let entrance): return state == .idle ? answered(entrance, at: now) : []
        case .key(let key): return pressed(key, at: now)
        case .verdict(let verdict): return handle(verdict, at: now)
        case .nameRecorded(let isHeard): return state == .recordingName ? enter(hasName: isHeard) : []
        case .outcome(let command, let isDone): return state == .inRoom ? handle(command, isDone: isDone) : []
        case .news(let news): return handle(news, at: now)
        }
    }

    private mutating func pressed(_ key: TelephoneKey, at now: MediaTime) -> [MenuAction] {
        switch state {
        case .collecting: return typed(key, at: now)
        case .asking:
            typedAhead(key)
            return []
        case .lobby: return broken(at: now)
        // Whoever does not care to say a name need not.
        case .askingName: return speech.stop() + enter(hasName: false)
        case .recordingName: return [.stopRecording] + enter(hasName: true)
        case .inRoom: return pressedInRoom(key, at: now)
        case .idle, .leaving, .over: return []
        }
    }

    private mutating func ring(_ alarm: Alarm, at now: MediaTime) -> [MenuAction] {
        switch alarm {
        case .digit: digitsEnded(at: now)
        case .patience: state == .collecting || state == .asking ? leave(.noDigits, .goodbyeSilence) : []
        case .verdict: state == .asking ? leave(.busy, .goodbyeBusy) : []
        case .lobbyReminder: state == .lobby ? speech.append(Phrase(.lobbyWait)) : []
        case .lobbyEnd: state == .lobby ? leave(.notAdmitted, .goodbyeLobby) : []
        case .name: state == .recordingName ? [.stopRecording] + enter(hasName: true) : []
        case .star: starEnded()
        case .alone: sayAlone()
        // Its end was not reported; the call goes on all the same.
        case .speechEnd: broken(at: now)
        }
    }

    /// What is being said is over, by a key or because nobody says so.
    private mutating func broken(at now: MediaTime) -> [MenuAction] {
        guard !speech.isSilent else { return [] }
        return speech.stop() + fellSilent(at: now)
    }

    /// Nothing more is to be said: what waits for silence begins.
    private mutating func fellSilent(at now: MediaTime) -> [MenuAction] {
        switch state {
        case .collecting: alarms[.digit] = now + Chosen.firstDigit
        case .lobby: alarms[.lobbyReminder] = now + Chosen.lobbyReminder
        case .askingName:
            state = .recordingName
            alarms[.name] = now + Chosen.spokenName
            return [.recordName]
        case .leaving(let reason): return finish([.hangUp(reason)])
        case .idle, .asking, .recordingName, .inRoom, .over: break
        }
        return []
    }

    // MARK: on the way

    /// In, past every question.
    mutating func welcome(_ manner: RoomManner, isHost: Bool) -> [MenuAction] {
        for alarm in [Alarm.digit, .patience, .verdict, .lobbyReminder, .lobbyEnd] { alarms[alarm] = nil }
        wantsMusic = false
        room.isHost = isHost
        room.manner = manner
        // Who is back after a lost call has said a name already, or need not.
        guard manner == .name, !entry.isReturning, !entry.hasSaidName else { return enter(hasName: false) }
        state = .askingName
        return speech.replace(by: Phrase(.askName) + Phrase(.beep))
    }

    private mutating func enter(hasName: Bool) -> [MenuAction] {
        state = .inRoom
        alarms[.name] = nil
        entry.hasSaidName = entry.hasSaidName || hasName
        // The question is out of date; a greeting that is still being said may end.
        let stopped = entry.isGreeting ? [] : speech.stop()
        return stopped + [.enter] + (entry.isReturning ? speech.append(Phrase(.enterBack)) : [])
    }

    mutating func enterLobby(at now: MediaTime) -> [MenuAction] {
        state = .lobby
        entry.isGreeting = false
        alarms = [.lobbyEnd: now + Chosen.lobby]
        wantsMusic = true
        return speech.replace(by: Phrase(.lobbyWait))
    }

    /// A kind goodbye, then the end.
    mutating func leave(_ reason: HangUpReason, _ goodbye: Saying) -> [MenuAction] {
        let stopped: [MenuAction] = state == .recordingName ? [.stopRecording] : []
        state = .leaving(reason)
        alarms = [:]
        wantsMusic = false
        return stopped + speech.replace(by: Phrase(goodbye), isBargeIn: false)
    }

    private mutating func finish(_ actions: [MenuAction]) -> [MenuAction] {
        state = .over
        wantsMusic = false
        return speech.stop() + actions
    }

    /// Brings music and the alarm behind what is said to where they belong after each step.
    private mutating func settled(_ actions: [MenuAction], at now: MediaTime) -> [MenuAction] {
        var actions = actions
        if actions.contains(where: { if case .say = $0 { true } else { false } }) {
            var limit = Chosen.longestUtterance
            if case .leaving = state { limit = Chosen.longestGoodbye }
            alarms[.speechEnd] = now + limit
        }
        if speech.isSilent { alarms[.speechEnd] = nil }
        if state == .over { alarms = [:] }
        let isMusicDue = wantsMusic && speech.isSilent
        if isMusicDue != isMusicOn {
            isMusicOn = isMusicDue
            // Off before the next word, on after the last.
            actions.insert(.music(isMusicDue), at: isMusicDue ? actions.count : 0)
        }
        return actions
    }
}

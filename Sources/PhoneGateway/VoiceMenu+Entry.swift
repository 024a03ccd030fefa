import MediaTypes
import Prompts

/// How far a caller has come with digits.
struct EntryProgress: Sendable {
    /// What is asked for.
    enum Question: Hashable {
        case pin(lengths: Set<Int>)
        case roomOrPIN(lengths: Set<Int>)

        var lengths: Set<Int> {
            switch self {
            case .pin(let lengths), .roomOrPIN(let lengths): lengths
            }
        }
        var saying: Saying {
            switch self {
            case .pin: .askPIN
            case .roomOrPIN: .askRoomOrPIN
            }
        }
    }

    var question: Question?
    var code = CodeEntry(lengths: [])
    /// Keys that came while the conference was asked.
    var ahead: [TelephoneKey] = []
    /// Verdicts `wrong`.
    var wrongTries = 0
    /// Questions that ended without a whole code.
    var questionsInVain = 0
    /// Whether any digit ever came.
    var hasTyped = false
    var isReturning = false
    /// Once in a call.
    var hasSaidName = false
    /// Let in without a question: the greeting is said to its end.
    var isGreeting = false
}

/// From the answer to the verdict.
extension VoiceMenu {
    mutating func answered(_ entrance: Entrance, at now: MediaTime) -> [MenuAction] {
        alarms[.patience] = now + Chosen.patience
        switch entrance {
        case .room:
            entry.isGreeting = true
            return speech.replace(by: Phrase(.greeting)) + ask(.withoutPIN, at: now)
        case .returning:
            entry.isReturning = true
            return ask(.withoutPIN, at: now)
        case .roomWithPIN(let lengths): return pose(.pin(lengths: lengths), after: Phrase(.greeting))
        case .anyRoom(let lengths): return pose(.roomOrPIN(lengths: lengths), after: Phrase(.greeting))
        }
    }

    /// Asks for digits, and waits for them.
    private mutating func pose(_ question: EntryProgress.Question, after before: Phrase = Phrase()) -> [MenuAction] {
        pose(question, saying: before + Phrase(question.saying))
    }

    private mutating func pose(_ question: EntryProgress.Question, saying phrase: Phrase) -> [MenuAction] {
        entry.question = question
        entry.code = CodeEntry(lengths: question.lengths)
        state = .collecting
        alarms[.digit] = nil
        alarms[.verdict] = nil
        return speech.replace(by: phrase)
    }

    mutating func typed(_ key: TelephoneKey, at now: MediaTime) -> [MenuAction] {
        let stopped = speech.stop()
        switch key {
        case .digit(let digit):
            entry.hasTyped = true
            return stopped + follow(entry.code.add(digit), at: now)
        case .pound:
            // Nothing typed, nothing to end: as if it had not been pressed.
            return stopped + (entry.code.digits.isEmpty ? wait(Chosen.firstDigit, at: now) : follow(entry.code.end(), at: now))
        case .star:
            // Once more from the first digit.
            entry.code = CodeEntry(lengths: entry.question?.lengths ?? [])
            return stopped + wait(Chosen.firstDigit, at: now)
        }
    }

    mutating func typedAhead(_ key: TelephoneKey) {
        if entry.ahead.count < Chosen.longestCode { entry.ahead.append(key) }
    }

    /// No more digits come.
    mutating func digitsEnded(at now: MediaTime) -> [MenuAction] {
        guard state == .collecting else { return [] }
        return entry.code.digits.isEmpty ? inVain(nil) : follow(entry.code.end(), at: now)
    }

    private mutating func follow(_ outcome: CodeEntry.Outcome, at now: MediaTime) -> [MenuAction] {
        switch outcome {
        case .wait(let time): return wait(time, at: now)
        case .tooShort: return inVain(.askAllDigits)
        case .complete(let digits):
            guard case .roomOrPIN = entry.question else { return ask(.pin(digits), at: now) }
            return ask(.roomOrPIN(digits), at: now)
        }
    }

    private mutating func wait(_ time: MediaTime, at now: MediaTime) -> [MenuAction] {
        alarms[.digit] = now + time
        return []
    }

    private mutating func ask(_ request: EntryRequest, at now: MediaTime) -> [MenuAction] {
        state = .asking
        entry.ahead = []
        alarms[.digit] = nil
        alarms[.verdict] = now + Chosen.verdict
        return [.ask(request)]
    }

    /// A question without a whole code in answer: asked again, but not for ever.
    private mutating func inVain(_ remark: Saying?) -> [MenuAction] {
        entry.questionsInVain += 1
        guard entry.questionsInVain < Chosen.questions, let question = entry.question else {
            return entry.hasTyped ? leave(.wrongPIN, .goodbyeTries) : leave(.noDigits, .goodbyeSilence)
        }
        // A remark asks itself.
        return remark.map { pose(question, saying: Phrase($0)) } ?? pose(question)
    }

    mutating func handle(_ verdict: Verdict, at now: MediaTime) -> [MenuAction] {
        if state == .lobby {
            switch verdict {
            case .welcome(let isHost, let manner): return welcome(manner, isHost: isHost)
            case .locked: return leave(.locked, .goodbyeLocked)
            case .full: return leave(.full, .goodbyeFull)
            case .busy: return leave(.busy, .goodbyeBusy)
            case .lobby, .roomFound, .wrong, .paused: return []
            }
        }
        // Late, after the time was up.
        guard state == .asking else { return [] }
        switch verdict {
        case .welcome(let isHost, let manner): return welcome(manner, isHost: isHost)
        case .lobby: return enterLobby(at: now)
        case .roomFound(let lengths): return foundRoom(lengths, at: now)
        case .wrong: return wrong()
        case .locked: return leave(.locked, .goodbyeLocked)
        case .full: return leave(.full, .goodbyeFull)
        case .busy: return leave(.busy, .goodbyeBusy)
        case .paused: return leave(.pinPause, .goodbyePaused)
        }
    }

    /// A telephone that dials room number and PIN in one go has sent the PIN already.
    private mutating func foundRoom(_ lengths: Set<Int>, at now: MediaTime) -> [MenuAction] {
        let ahead = entry.ahead.drop { $0 == .pound }
        entry.isReturning = false
        entry.isGreeting = false
        var actions = pose(.pin(lengths: lengths))
        for key in ahead {
            if state == .collecting { actions += typed(key, at: now) } else { typedAhead(key) }
        }
        return actions
    }

    private mutating func wrong() -> [MenuAction] {
        entry.wrongTries += 1
        guard entry.wrongTries < Chosen.tries, let question = entry.question else { return leave(.wrongPIN, .goodbyeTries) }
        return pose(question, after: Phrase(entry.wrongTries == 1 ? .wrongTwoLeft : .wrongOneLeft))
    }
}

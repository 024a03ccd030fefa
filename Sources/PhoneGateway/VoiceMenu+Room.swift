import MediaTypes
import Profiles
import Prompts

/// What a caller's menu knows of the room.
struct KnownRoom: Sendable {
    var isHost = false
    /// How it tells who comes and goes.
    var manner = RoomManner.off
    var isMuted = false
    var hasHandUp = false
    var isLocked = false
    /// In dB.
    var gain = 0
    /// With the caller; nil before the room has told.
    var people: Int?
    var speakers: [Speaker] = []
    var waiting = 0
    /// A star was pressed, and its key not yet.
    var isStarred = false
    var lastStrayKey: MediaTime?
    var lastMuteReminder: MediaTime?
    var lastLobbyNotice: MediaTime?
}

/// Keys in the room, and what is whispered there.
extension VoiceMenu {
    // MARK: keys

    mutating func pressedInRoom(_ key: TelephoneKey, at now: MediaTime) -> [MenuAction] {
        let stopped = speech.stop()
        if key == .star {
            room.isStarred = true
            alarms[.star] = now + Chosen.starKey
            return stopped
        }
        guard room.isStarred else { return stopped + strayKey(at: now) }
        _ = starEnded()
        guard case .digit(let digit) = key else { return stopped }
        return stopped + command(digit)
    }

    mutating func starEnded() -> [MenuAction] {
        room.isStarred = false
        alarms[.star] = nil
        return []
    }

    /// A key without a star does nothing; a second one soon after is a question.
    private mutating func strayKey(at now: MediaTime) -> [MenuAction] {
        if let last = room.lastStrayKey, now - last < Chosen.strayKeys {
            room.lastStrayKey = nil
            return speech.append(Phrase(.enterPressForHelp))
        }
        room.lastStrayKey = now
        return []
    }

    private mutating func command(_ digit: UInt8) -> [MenuAction] {
        switch digit {
        case 1: speech.append(room.isHost ? Phrase(.helpKeys, .helpHostKeys) : Phrase(.helpKeys))
        case 2: speech.append(peopleCount())
        case 3: speech.append(whoSpeaks())
        case 4: gain(by: -Chosen.gainStep)
        case 5: [.command(.hand(!room.hasHandUp))]
        case 6: [.command(.mute(!room.isMuted))]
        case 7: gain(by: Chosen.gainStep)
        case 8: forHost(room.waiting > 0 ? [.command(.admitNext)] : nil, else: .hostNobodyWaits)
        case 9: forHost([.command(.lock(!room.isLocked))])
        case 0: forHost([.command(.muteOthers)])
        default: []
        }
    }

    private mutating func forHost(_ actions: [MenuAction]?, else saying: Saying = .notPossible) -> [MenuAction] {
        guard room.isHost else { return speech.append(Phrase(.hostOnly)) }
        return actions ?? speech.append(Phrase(saying))
    }

    private mutating func gain(by step: Int) -> [MenuAction] {
        let gain = room.gain + step
        if gain > Chosen.mostGain { return speech.append(Phrase(.volumeLoudest)) }
        if gain < -Chosen.mostGain { return speech.append(Phrase(.volumeSoftest)) }
        return [.command(.gain(gain))]
    }

    private func peopleCount() -> Phrase {
        let people = room.people ?? 1
        return people < 2 ? Phrase(.countAlone) : Phrase(.countPeople) + Phrase.number(people)
    }

    private func whoSpeaks() -> Phrase {
        let others = room.speakers.filter { $0 != .you }
        if others.isEmpty { return room.speakers.isEmpty ? Phrase(.speakingNobody) : Phrase(.speakingNow, .speakingYou) }
        var phrase = Phrase(.speakingNow)
        var isWebSaid = false
        for speaker in others.prefix(Chosen.namedSpeakers) {
            switch speaker {
            case .phone(let number): phrase += Phrase(.speakingPhone) + Phrase.number(number)
            case .web where !isWebSaid:
                isWebSaid = true
                phrase += Phrase(.speakingWeb)
            case .web, .you: break
            }
        }
        return phrase
    }

    // MARK: outcomes

    /// Only what has happened is said to have happened.
    mutating func handle(_ command: RoomCommand, isDone: Bool) -> [MenuAction] {
        guard isDone else { return speech.append(Phrase(.notPossible)) }
        switch command {
        case .mute(let isMuted):
            room.isMuted = isMuted
            return speech.append(Phrase(isMuted ? .muteOn : .muteOff))
        case .hand(let isUp):
            room.hasHandUp = isUp
            return speech.append(Phrase(isUp ? .handUp : .handDown))
        case .gain(let gain):
            let isLouder = gain > room.gain
            room.gain = min(max(gain, -Chosen.mostGain), Chosen.mostGain)
            return speech.append(Phrase(isLouder ? .volumeLouder : .volumeSofter))
        case .admitNext: return speech.append(Phrase(.hostAdmitted))
        case .lock(let isLocked):
            room.isLocked = isLocked
            return speech.append(Phrase(isLocked ? .hostLocked : .hostUnlocked))
        case .muteOthers: return speech.append(Phrase(.hostAllMuted))
        }
    }

    // MARK: news

    mutating func handle(_ news: RoomNews, at now: MediaTime) -> [MenuAction] {
        if case .leaving = state { return [] }
        switch news {
        case .removed: return leave(.removed, .goodbyeRemoved)
        case .conferenceEnded: return leave(.ended, .goodbyeEnded)
        case .restart: return leave(.restart, .goodbyeRestart)
        default: break
        }
        guard state == .inRoom else { return [] }
        switch news {
        case .people(let count): return counted(count, at: now)
        case .speakers(let speakers): room.speakers = speakers
        case .browserCame: return notice(RoomNotice.entered(room.manner, hasName: false))
        case .browserLeft: return notice(RoomNotice.left(room.manner, hasName: false))
        case .waiting(let count): return waits(count, at: now)
        case .locked(let isLocked): room.isLocked = isLocked
        case .mutedByHost:
            room.isMuted = true
            return speech.append(Phrase(.muteByHost))
        case .unmuteAsked: return room.isMuted ? speech.append(Phrase(.muteAskedOff)) : []
        case .spokeWhileMuted: return remindOfMute(at: now)
        case .holdMusic: return speech.append(Phrase(.holdMusic))
        case .sentToLobby:
            room.people = nil
            room.isStarred = false
            return [.leaveRoom] + enterLobby(at: now)
        case .removed, .conferenceEnded, .restart: break
        }
        return []
    }

    private mutating func counted(_ count: Int, at now: MediaTime) -> [MenuAction] {
        let before = room.people
        room.people = count
        if count > 1 {
            alarms[.alone] = nil
            wantsMusic = false
            guard before == nil else { return [] }
            return speech.append(peopleCount() + Phrase(.enterPressForHelp))
        }
        guard let before else {
            wantsMusic = true
            return speech.append(Phrase(.enterFirst, .enterPressForHelp))
        }
        if before > 1 { alarms[.alone] = now + Chosen.alone }
        return []
    }

    mutating func sayAlone() -> [MenuAction] {
        guard state == .inRoom, room.people ?? 2 < 2 else { return [] }
        wantsMusic = true
        return speech.append(Phrase(.enterAlone))
    }

    /// Who comes by browser has said no name: a tone stands for each, and one for all who come while it has not been heard yet.
    private mutating func notice(_ notice: Phrase?) -> [MenuAction] {
        guard let notice, !speech.isWaiting(notice) else { return [] }
        return speech.append(notice)
    }

    private mutating func remindOfMute(at now: MediaTime) -> [MenuAction] {
        let isSoon = room.lastMuteReminder.map { now - $0 < Chosen.reminder } ?? false
        guard room.isMuted, speech.isSilent, !isSoon else { return [] }
        room.lastMuteReminder = now
        return speech.append(Phrase(.muteReminder))
    }

    private mutating func waits(_ count: Int, at now: MediaTime) -> [MenuAction] {
        let hasGrown = count > room.waiting
        room.waiting = count
        let isSoon = room.lastLobbyNotice.map { now - $0 < Chosen.reminder } ?? false
        guard room.isHost, hasGrown, !isSoon else { return [] }
        room.lastLobbyNotice = now
        return speech.append(Phrase(.hostSomebodyWaits))
    }
}

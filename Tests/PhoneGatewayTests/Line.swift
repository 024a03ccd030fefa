import MediaTypes
import Profiles
import Prompts

@testable import PhoneGateway

/// A caller's line in virtual time: what is said lasts its time and ends by itself, and all that the menu wants is written down.
struct Line {
    private(set) var menu: VoiceMenu
    private(set) var now = MediaTime.seconds(1_000)
    /// In words: `say greeting + ask.pin`, `ask pin 123456`, `enter`.
    private(set) var log: [String] = []
    private(set) var actions: [MenuAction] = []
    private var saying: (id: UtteranceID, until: MediaTime)?
    /// Whether ends of prompts are reported; else the menu has to help itself.
    var reportsEnds = true

    /// How long each utterance lasts.
    static let utterance = MediaTime.seconds(3)

    init(_ language: PromptLanguage = .english) { menu = VoiceMenu(language: language) }

    mutating func tell(_ input: MenuInput) { note(menu.handle(input, at: now)) }

    mutating func press(_ keys: String) {
        for key in keys { tell(.key(key == "*" ? .star : key == "#" ? .pound : .digit(UInt8(key.wholeNumberValue ?? 0)))) }
    }

    /// Lets time pass, with all that becomes due in it.
    mutating func wait(_ time: MediaTime) {
        let end = now + time
        while let next = [saying?.until, menu.deadline].compactMap({ $0 }).min(), next <= end, !menu.isOver {
            now = max(now, next)
            if let saying, saying.until <= now {
                self.saying = nil
                if reportsEnds { tell(.ended(saying.id)) }
            }
            note(menu.advance(to: now))
        }
        now = end
    }

    /// Until what is said now is over.
    mutating func listen() { wait(saying.map { $0.until - now } ?? .zero) }

    /// What was written down since the last time.
    mutating func take() -> [String] {
        defer { log = [] }
        return log
    }

    private mutating func note(_ new: [MenuAction]) {
        actions += new
        for action in new {
            switch action {
            case .say(let utterance): saying = (utterance.id, now + Self.utterance)
            case .stopSaying: saying = nil
            default: break
            }
            log.append(Self.words(action))
        }
    }

    static func words(_ phrase: Phrase) -> String {
        phrase.parts.map { part in
            switch part {
            case .prompt(let key): key
            case .spokenName: "NAME"
            }
        }.joined(separator: " + ")
    }

    private static func words(_ action: MenuAction) -> String {
        switch action {
        case .say(let utterance): (utterance.isBargeIn ? "say " : "say to the end ") + words(utterance.phrase)
        case .stopSaying: "stop"
        case .music(let isOn): "music \(isOn ? "on" : "off")"
        case .ask(.withoutPIN): "ask"
        case .ask(.pin(let digits)): "ask pin \(digits)"
        case .ask(.roomOrPIN(let digits)): "ask room or pin \(digits)"
        case .recordName: "record name"
        case .stopRecording: "stop recording"
        case .enter: "enter"
        case .leaveRoom: "leave room"
        case .command(let command): "\(command)"
        case .hangUp(let reason): "hang up \(reason)"
        }
    }
}

extension Line {
    /// A caller who is in the room, with as many people; what was said on the way is forgotten.
    static func inRoom(people: Int = 3, isHost: Bool = false, manner: RoomManner = .off) -> Line {
        var line = Line()
        line.tell(.answered(.room))
        line.tell(.verdict(.welcome(isHost: isHost, manner)))
        // Where the room wants one, the name is said.
        line.listen()
        line.tell(.nameRecorded(true))
        line.tell(.news(.people(people)))
        line.wait(.seconds(10))
        _ = line.take()
        return line
    }

    /// The key and the conference's consent.
    mutating func command(_ keys: String, _ command: RoomCommand, isDone: Bool = true) {
        press(keys)
        tell(.outcome(command, isDone: isDone))
    }
}

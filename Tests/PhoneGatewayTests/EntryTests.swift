import MediaTypes
import Prompts
import Testing

@testable import PhoneGateway

/// From the answer to the room, or to the goodbye.
@Suite struct EntryTests {
    enum Step {
        case answered(Entrance)
        case keys(String)
        case listen
        case wait(Int)
        case verdict(Verdict)
        case nameRecorded(Bool)
        case hungUp
    }

    struct Path: CustomTestStringConvertible {
        let name: String
        let steps: [(Step, [String])]
        var testDescription: String { name }
    }

    static let pin = Entrance.roomWithPIN(lengths: [6])
    static let welcome = Verdict.welcome(isHost: false, .tone)

    static let paths: [Path] = [
        Path(name: "a PIN of the one length is tried without #", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.listen, []), (.keys("12345"), []), (.keys("6"), ["ask pin 123456"]),
            (.verdict(welcome), ["enter"]),
        ]),
        Path(name: "a key breaks off the greeting", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("1"), ["stop"]), (.keys("2"), []),
        ]),
        Path(name: "a shorter PIN is tried after a pause where longer ones exist", steps: [
            (.answered(.roomWithPIN(lengths: [6, 8])), ["say greeting + ask.pin"]), (.keys("123456"), ["stop"]), (.wait(2), []),
            (.wait(1), ["ask pin 123456"]),
        ]),
        Path(name: "# spares the pause", steps: [
            (.answered(.roomWithPIN(lengths: [6, 8])), ["say greeting + ask.pin"]), (.keys("123456#"), ["stop", "ask pin 123456"]),
        ]),
        Path(name: "# behind a PIN that was tried already does nothing", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("123456#"), ["stop", "ask pin 123456"]), (.verdict(welcome), ["enter"]),
        ]),
        Path(name: "room number, then PIN", steps: [
            (.answered(.anyRoom(lengths: [3, 6])), ["say greeting + ask.room-or-pin"]), (.keys("123#"), ["stop", "ask room or pin 123"]),
            (.verdict(.roomFound(pinLengths: [6])), ["say ask.pin"]), (.keys("654321"), ["stop", "ask pin 654321"]),
            (.verdict(welcome), ["enter"]),
        ]),
        Path(name: "room number and PIN dialled in one go", steps: [
            (.answered(.anyRoom(lengths: [3])), ["say greeting + ask.room-or-pin"]), (.keys("123"), ["stop", "ask room or pin 123"]),
            (.keys("#654321#"), []), (.verdict(.roomFound(pinLengths: [6])), ["say ask.pin", "stop", "ask pin 654321"]),
        ]),
        Path(name: "* begins again", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("1299*"), ["stop"]), (.keys("123456"), ["ask pin 123456"]),
        ]),
        Path(name: "three wrong PINs, and a kind goodbye that no key cuts", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("111111"), ["stop", "ask pin 111111"]),
            (.verdict(.wrong), ["say wrong.two-left + ask.pin"]), (.keys("222222"), ["stop", "ask pin 222222"]),
            (.verdict(.wrong), ["say wrong.one-left + ask.pin"]), (.keys("333333"), ["stop", "ask pin 333333"]),
            (.verdict(.wrong), ["say to the end goodbye.tries"]), (.keys("4*#"), []), (.listen, ["hang up wrongPIN"]),
        ]),
        Path(name: "silence is asked three times", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.listen, []), (.wait(5), []), (.wait(1), ["say ask.pin"]), (.listen, []),
            (.wait(6), ["say ask.pin"]), (.listen, []), (.wait(6), ["say to the end goodbye.silence"]), (.listen, ["hang up noDigits"]),
        ]),
        Path(name: "too few digits are asked for once more", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("123"), ["stop"]), (.wait(3), []), (.wait(1), ["say ask.all-digits"]),
            (.keys("123456"), ["stop", "ask pin 123456"]),
        ]),
        Path(name: "too few digits three times end in a goodbye", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("1#"), ["stop", "say ask.all-digits"]),
            (.keys("1#"), ["stop", "say ask.all-digits"]),
            (.keys("1#"), ["stop", "say to the end goodbye.tries"]), (.listen, ["hang up wrongPIN"]),
        ]),
        Path(name: "# alone is no code", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.keys("##"), ["stop"]), (.wait(6), ["say ask.pin"]),
        ]),
        Path(name: "a room without a PIN is entered at once, beneath the greeting", steps: [
            (.answered(.room), ["say greeting", "ask"]), (.verdict(welcome), ["enter"]), (.listen, []),
        ]),
        Path(name: "who is back after a lost call needs no PIN, and no name", steps: [
            (.answered(.returning), ["ask"]), (.verdict(.welcome(isHost: false, .name)), ["enter", "say enter.back"]),
        ]),
        Path(name: "who is back and no longer remembered is asked", steps: [
            (.answered(.returning), ["ask"]), (.verdict(.roomFound(pinLengths: [6])), ["say ask.pin"]),
            (.keys("123456"), ["stop", "ask pin 123456"]), (.verdict(welcome), ["enter"]),
        ]),
        Path(name: "the lobby: music, a word each minute, and in", steps: [
            (.answered(.room), ["say greeting", "ask"]), (.verdict(.lobby), ["stop", "say lobby.wait"]), (.listen, ["music on"]),
            (.wait(59), []),
            (.wait(1), ["music off", "say lobby.wait"]), (.keys("5"), ["stop", "music on"]), (.verdict(welcome), ["music off", "enter"]),
        ]),
        Path(name: "a name is asked for after the tone", steps: [
            (.answered(.room), ["say greeting", "ask"]), (.verdict(.welcome(isHost: false, .name)), ["stop", "say ask.name + sound.beep"]),
            (.listen, ["record name"]), (.nameRecorded(true), ["enter"]),
        ]),
        Path(name: "a key ends the name", steps: [
            (.answered(.returning), ["ask"]), (.verdict(.roomFound(pinLengths: [6])), ["say ask.pin"]),
            (.keys("123456"), ["stop", "ask pin 123456"]),
            (.verdict(.welcome(isHost: false, .name)), ["say ask.name + sound.beep"]), (.listen, ["record name"]),
            (.keys("#"), ["stop recording", "enter"]), (.nameRecorded(true), []),
        ]),
        Path(name: "a key before the tone spares the name", steps: [
            (.answered(.room), ["say greeting", "ask"]), (.verdict(.welcome(isHost: false, .name)), ["stop", "say ask.name + sound.beep"]),
            (.keys("1"), ["stop", "enter"]),
        ]),
        Path(name: "a name that is never reported holds nobody up", steps: [
            (.answered(.room), ["say greeting", "ask"]), (.verdict(.welcome(isHost: false, .name)), ["stop", "say ask.name + sound.beep"]),
            (.listen, ["record name"]), (.wait(4), ["stop recording", "enter"]),
        ]),
        Path(name: "a conference that does not answer is busy", steps: [
            (.answered(.room), ["say greeting", "ask"]), (.wait(10), ["say to the end goodbye.busy"]), (.verdict(welcome), []),
            (.listen, ["hang up busy"]),
        ]),
        Path(name: "who hangs up is gone", steps: [
            (.answered(pin), ["say greeting + ask.pin"]), (.hungUp, ["stop"]), (.keys("123456"), []), (.wait(1_000), []),
        ]),
    ]

    @Test(arguments: paths) func aCallGoesThisWay(path: Path) {
        var line = Line()
        for (step, expected) in path.steps {
            switch step {
            case .answered(let entrance): line.tell(.answered(entrance))
            case .keys(let keys): line.press(keys)
            case .listen: line.listen()
            case .wait(let seconds): line.wait(.seconds(Int64(seconds)))
            case .verdict(let verdict): line.tell(.verdict(verdict))
            case .nameRecorded(let isHeard): line.tell(.nameRecorded(isHeard))
            case .hungUp: line.tell(.hungUp)
            }
            #expect(line.take() == expected, "\(step)")
        }
    }

    @Test(arguments: [
        (Verdict.locked, Saying.goodbyeLocked, HangUpReason.locked), (.full, .goodbyeFull, .full), (.busy, .goodbyeBusy, .busy),
        (.paused, .goodbyePaused, .pinPause),
    ])
    func aRefusalIsSaidAndEndsTheCall(verdict: Verdict, goodbye: Saying, reason: HangUpReason) {
        var line = Line()
        line.tell(.answered(.roomWithPIN(lengths: [6])))
        line.press("123456")
        _ = line.take()
        line.tell(.verdict(verdict))
        line.listen()
        #expect(line.take() == ["say to the end \(goodbye.rawValue)", "hang up \(reason)"])
        #expect(line.menu.isOver && line.menu.deadline == nil)
    }

    @Test func whomNobodyLetsInGetsAGoodbyeAfter20Minutes() {
        var line = Line()
        line.tell(.answered(.room))
        line.tell(.verdict(.lobby))
        line.wait(.seconds(1_199))
        #expect(!line.menu.isOver && !line.log.contains { $0.hasSuffix("goodbye.lobby") })
        line.wait(.seconds(1))
        line.listen()
        #expect(line.take().suffix(2) == ["say to the end goodbye.lobby", "hang up notAdmitted"])
    }

    @Test func aBeginningOfAPINIsNeverTried() {
        var line = Line()
        line.tell(.answered(.roomWithPIN(lengths: [6, 8, 12])))
        for digit in "123456789012" {
            line.press(String(digit))
            line.wait(.milliseconds(2_900))
        }
        #expect(line.actions.filter { if case .ask = $0 { true } else { false } } == [.ask(.pin("123456789012"))])
    }

    @Test func endsOfPromptsThatAreNeverReportedHoldNothingUp() {
        var line = Line()
        line.reportsEnds = false
        line.tell(.answered(.roomWithPIN(lengths: [6])))
        line.wait(.seconds(600))
        #expect(line.menu.isOver && line.log.last == "hang up noDigits")
    }

    @Test func aLineThatOnlyMakesNoiseEndsAfterFiveMinutes() {
        var line = Line()
        line.tell(.answered(.roomWithPIN(lengths: [6])))
        for _ in 0..<100 {
            #expect(!line.menu.isOver)
            line.press("1*")
            line.wait(.seconds(3))
        }
        line.listen()
        #expect(line.take().suffix(2) == ["say to the end goodbye.silence", "hang up noDigits"])
    }

    @Test func theLanguageStaysThatOfTheNumber() {
        #expect(PromptLanguage.allCases.map { Line($0).menu.language } == PromptLanguage.allCases)
    }
}

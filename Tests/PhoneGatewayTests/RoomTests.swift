import MediaTypes
import Profiles
import Prompts
import Testing

@testable import PhoneGateway

/// Keys in the room, and what is whispered.
@Suite struct RoomTests {
    @Test(arguments: [
        ("*6", RoomCommand.mute(true), "mute.on"), ("*5", .hand(true), "hand.up"), ("*4", .gain(-3), "volume.softer"),
        ("*7", .gain(3), "volume.louder"),
    ])
    func aKeyIsACommandAndItsOutcomeIsSaid(keys: String, command: RoomCommand, saying: String) {
        var line = Line.inRoom()
        line.press(keys)
        #expect(line.take() == ["\(command)"])
        line.tell(.outcome(command, isDone: true))
        #expect(line.take() == ["say \(saying)"])
    }

    @Test(arguments: [
        ("*9", RoomCommand.lock(true), "host.locked"), ("*0", .muteOthers, "host.all-muted"), ("*8", .admitNext, "host.admitted"),
    ])
    func aHostHasMoreKeys(keys: String, command: RoomCommand, saying: String) {
        var line = Line.inRoom(isHost: true)
        line.tell(.news(.waiting(1)))
        line.listen()
        _ = line.take()
        line.press(keys)
        #expect(line.take() == ["\(command)"])
        line.tell(.outcome(command, isDone: true))
        #expect(line.take() == ["say \(saying)"])
    }

    @Test(arguments: ["*8", "*9", "*0"]) func aGuestIsToldWhoseKeyItIs(keys: String) {
        var line = Line.inRoom()
        line.press(keys)
        #expect(line.take() == ["say host.only"])
    }

    @Test func aKeyPressedTwiceUndoesItself() {
        var line = Line.inRoom(isHost: true)
        line.command("*6", .mute(true))
        line.command("*5", .hand(true))
        line.command("*9", .lock(true))
        _ = line.take()
        line.press("*6*5*9")
        #expect(line.take() == ["stop", "mute(false)", "hand(false)", "lock(false)"])
    }

    @Test func whatWasRefusedIsNotSaidToHaveHappened() {
        var line = Line.inRoom()
        line.command("*6", .mute(true), isDone: false)
        line.press("*6")
        #expect(line.take() == ["mute(true)", "say not-possible", "stop", "mute(true)"])
    }

    @Test func loudnessHasItsBounds() {
        var line = Line.inRoom()
        for step in 1...4 { line.command("*7", .gain(3 * step)) }
        _ = line.take()
        line.press("*7")
        #expect(line.take() == ["stop", "say volume.loudest"])
        for step in 1...8 { line.command("*4", .gain(12 - 3 * step)) }
        _ = line.take()
        line.press("*4")
        #expect(line.take() == ["stop", "say volume.softest"])
    }

    @Test(arguments: [
        (1, "count.alone"), (2, "count.people + number.2"), (21, "count.people + number.21"),
        (245, "count.people + number.200.and + number.45"),
    ])
    func howManyAreHere(people: Int, saying: String) {
        var line = Line.inRoom(people: people)
        line.press("*2")
        #expect(line.take().last == "say \(saying)")
    }

    @Test(arguments: [
        ([], "speaking.nobody"), ([Speaker.you], "speaking.now + speaking.you"),
        ([.phone(3)], "speaking.now + speaking.phone + number.3"), ([.web, .you, .web], "speaking.now + speaking.web"),
        ([.phone(1), .web, .phone(2), .phone(4)], "speaking.now + speaking.phone + number.1 + speaking.web + speaking.phone + number.2"),
    ])
    func whoIsSpeaking(speakers: [Speaker], saying: String) {
        var line = Line.inRoom()
        line.tell(.news(.speakers(speakers)))
        line.press("*3")
        #expect(line.take() == ["say \(saying)"])
    }

    @Test func helpNamesTheKeysOfAHostToHostsOnly() {
        var guest = Line.inRoom()
        guest.press("*1")
        var host = Line.inRoom(isHost: true)
        host.press("*1")
        #expect(guest.take() == ["say help.keys"] && host.take() == ["say help.keys + help.host-keys"])
    }

    @Test func aStarWithoutItsKeyIsForgotten() {
        var line = Line.inRoom()
        line.press("*")
        line.wait(.seconds(4))
        line.press("6")
        #expect(line.take() == [])
    }

    @Test func starsBeforeTheKeyAreOne() {
        var line = Line.inRoom()
        line.press("***6")
        #expect(line.take() == ["mute(true)"])
    }

    @Test func theSecondKeyWithoutAStarGetsHelp() {
        var line = Line.inRoom()
        line.press("6")
        #expect(line.take() == [])
        line.wait(.seconds(5))
        line.press("6")
        #expect(line.take() == ["say enter.press-for-help"])
    }

    @Test func aKeyBreaksOffAWhisper() {
        var line = Line.inRoom()
        line.press("*1")
        line.press("*")
        #expect(line.take() == ["say help.keys", "stop"])
    }

    @Test func theLateEndOfWhatWasBrokenOffEndsNothingElse() {
        var line = Line.inRoom(people: 1)
        line.press("*1")
        guard case .say(let first) = line.actions.last else { Issue.record("\(line.actions)"); return }
        line.press("*2")
        _ = line.take()
        line.tell(.ended(first.id))
        #expect(line.take() == [])
        line.listen()
        #expect(line.take() == ["music on"])
    }

    @Test func whispersWaitForEachOther() {
        var line = Line.inRoom()
        line.tell(.news(.mutedByHost))
        line.tell(.news(.unmuteAsked))
        #expect(line.take() == ["say mute.by-host"])
        line.listen()
        #expect(line.take() == ["say mute.asked-off"])
    }

    @Test func whoeverIsMutedAndSpeaksIsToldEvery20SecondsAtMost() {
        var line = Line.inRoom()
        line.tell(.news(.spokeWhileMuted))
        #expect(line.take() == [])
        line.command("*6", .mute(true))
        line.listen()
        _ = line.take()
        for _ in 0..<40 {
            line.tell(.news(.spokeWhileMuted))
            line.wait(.seconds(1))
        }
        #expect(line.take() == ["say mute.reminder", "say mute.reminder"])
    }

    @Test func theFirstHearsSoAndThenMusicUntilSomebodyComes() {
        var line = Line()
        line.tell(.answered(.room))
        line.tell(.verdict(.welcome(isHost: false, .off)))
        line.listen()
        _ = line.take()
        line.tell(.news(.people(1)))
        line.listen()
        #expect(line.take() == ["say enter.first + enter.press-for-help", "music on"])
        line.press("*2")
        #expect(line.take() == ["music off", "say count.alone"])
        line.listen()
        line.tell(.news(.people(2)))
        #expect(line.take() == ["music on", "music off"])
    }

    @Test func aCallerWhoEntersHearsHowManyAreHere() {
        var line = Line()
        line.tell(.answered(.room))
        line.tell(.verdict(.welcome(isHost: false, .off)))
        line.listen()
        line.tell(.news(.people(12)))
        #expect(line.take().last == "say count.people + number.12 + enter.press-for-help")
    }

    /// Names of browsers are text, so that a tone stands for them also where callers say theirs.
    @Test(arguments: RoomManner.allCases) func aCallerHearsAToneForWhoComesAndGoesByBrowser(manner: RoomManner) {
        var line = Line.inRoom(manner: manner)
        line.tell(.news(.browserCame))
        line.listen()
        line.tell(.news(.browserLeft))
        #expect(line.take() == (manner == .off ? [] : ["say sound.entered", "say sound.left"]))
    }

    @Test func aCrowdThatComesByBrowserIsTwoTonesAndLeavesRoomForWords() {
        var line = Line.inRoom(manner: .tone)
        for _ in 0..<20 { line.tell(.news(.browserCame)) }
        line.tell(.news(.mutedByHost))
        line.wait(.seconds(20))
        #expect(line.take() == ["say sound.entered", "say sound.entered", "say mute.by-host"])
    }

    @Test func inTheLobbyNoToneIsHeard() {
        var line = Line.inRoom(manner: .tone)
        line.tell(.news(.sentToLobby))
        _ = line.take()
        line.tell(.news(.browserCame))
        #expect(line.take() == [])
    }

    @Test func whoeverIsLeftAloneHearsItButNotOfACallThatIsBackAtOnce() {
        var line = Line.inRoom(people: 2)
        line.tell(.news(.people(1)))
        line.wait(.seconds(2))
        line.tell(.news(.people(2)))
        line.wait(.seconds(10))
        #expect(line.take() == [])
        line.tell(.news(.people(1)))
        line.wait(.seconds(3))
        line.listen()
        #expect(line.take() == ["say enter.alone", "music on"])
    }

    @Test func aHostHearsOfTheLobbyOnceForAGroup() {
        var line = Line.inRoom(isHost: true)
        for count in 1...5 { line.tell(.news(.waiting(count))) }
        line.listen()
        #expect(line.take() == ["say host.somebody-waits"])
        line.tell(.news(.waiting(0)))
        line.press("*8")
        #expect(line.take() == ["say host.nobody-waits"])
    }

    @Test(arguments: [
        (RoomNews.removed, "goodbye.removed", HangUpReason.removed), (.conferenceEnded, "goodbye.ended", .ended),
        (.restart, "goodbye.restart", .restart),
    ])
    func theEndIsSaidToItsEnd(news: RoomNews, goodbye: String, reason: HangUpReason) {
        var line = Line.inRoom()
        line.press("*1")
        _ = line.take()
        line.tell(.news(news))
        line.press("*6")
        line.listen()
        #expect(line.take() == ["stop", "say to the end \(goodbye)", "hang up \(reason)"])
    }

    @Test func aHostCanSendBackToTheLobbyAndLetInAgain() {
        var line = Line.inRoom()
        line.tell(.news(.sentToLobby))
        line.listen()
        line.tell(.verdict(.welcome(isHost: false, .off)))
        #expect(line.take() == ["leave room", "say lobby.wait", "music on", "music off", "enter"])
    }

    @Test func musicOnTheLineIsTold() {
        var line = Line.inRoom()
        line.tell(.news(.holdMusic))
        #expect(line.take() == ["say hold.music"])
    }

    @Test(arguments: RoomManner.allCases, [true, false]) func theRoomIsToldInItsManner(manner: RoomManner, hasName: Bool) {
        let entered = RoomNotice.entered(manner, hasName: hasName).map(Line.words)
        let left = RoomNotice.left(manner, hasName: hasName).map(Line.words)
        switch (manner, hasName) {
        case (.off, _): #expect(entered == nil && left == nil)
        case (.name, true): #expect(entered == "NAME + room.has-entered" && left == "NAME + room.has-left")
        case (.tone, _), (.name, false): #expect(entered == "sound.entered" && left == "sound.left")
        }
    }
}

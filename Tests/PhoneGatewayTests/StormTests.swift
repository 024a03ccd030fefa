import MediaTypes
import Prompts
import Testing

@testable import PhoneGateway

/// Whatever is pressed and told, in whatever order: the menu is never stuck, and its actions make sense.
@Suite struct StormTests {
    private static let entrances: [Entrance] = [
        .room, .returning, .roomWithPIN(lengths: [6]), .anyRoom(lengths: [2, 3, 6, 9]), .roomWithPIN(lengths: []),
        .anyRoom(lengths: [0, -3, 99]),
    ]
    private static let verdicts: [Verdict] = [
        .wrong, .wrong, .roomFound(pinLengths: [6, 7]), .lobby, .welcome(isHost: true, .name), .welcome(isHost: false, .off), .busy,
        .paused, .full, .locked,
    ]
    private static let news: [RoomNews] = [
        .people(0), .people(1), .people(5), .people(-7), .speakers([.phone(-1), .you]), .waiting(3), .waiting(0), .mutedByHost,
        .unmuteAsked, .browserCame, .browserLeft,
        .spokeWhileMuted, .holdMusic, .sentToLobby,
    ]

    @Test(arguments: 0..<300 as Range<UInt64>) func aStormNeverSticksAndAlwaysEnds(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var line = Line(seed % 2 == 0 ? .english : .german)
        line.reportsEnds = seed % 5 != 0
        line.tell(.answered(try #require(Self.entrances.randomElement(using: &random))))
        for _ in 0..<200 {
            switch Int.random(in: 0..<12, using: &random) {
            case 0..<6: line.press(String("0123456789*#".randomElement(using: &random) ?? "0"))
            case 6: line.tell(.verdict(try #require(Self.verdicts.randomElement(using: &random))))
            case 7: line.tell(.news(try #require(Self.news.randomElement(using: &random))))
            case 8: line.tell(.outcome(.mute(Bool.random(using: &random)), isDone: Bool.random(using: &random)))
            case 9: line.tell(.ended(UtteranceID(UInt32.random(in: 0..<9, using: &random))))
            case 10: line.tell(.nameRecorded(Bool.random(using: &random)))
            default: line.wait(.milliseconds(Int64.random(in: 0..<9_000, using: &random)))
            }
            #expect(line.menu.isOver || line.menu.isInRoom || line.menu.deadline != nil, "seed \(seed): waits for nothing")
        }
        check(line.actions, seed)
        // Left alone, whoever is not in the room is gone in time; whoever is, when the room says so.
        if line.menu.isInRoom { line.tell(.news(.conferenceEnded)) }
        line.wait(.seconds(3_600))
        if line.menu.isInRoom { line.tell(.hungUp) }
        #expect(line.menu.isOver && line.menu.deadline == nil, "seed \(seed)")
        let ends = line.actions.filter { if case .hangUp = $0 { true } else { false } }
        #expect(ends.count <= 1, "seed \(seed)")
    }

    @Test(arguments: 0..<100 as Range<UInt64>) func digitsAloneNeverGetMoreThanThreeTries(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var line = Line()
        line.tell(.answered(.anyRoom(lengths: [3, 6, 8])))
        var asked = 0
        while !line.menu.isOver {
            let before = line.actions.count
            line.press(String("0123456789*#".randomElement(using: &random) ?? "0"))
            line.wait(.milliseconds(Int64.random(in: 0..<6_000, using: &random)))
            for action in line.actions[before...] {
                guard case .ask = action else { continue }
                asked += 1
                line.tell(.verdict(.wrong))
            }
        }
        #expect(asked <= 3, "seed \(seed)")
    }

    /// One utterance at a time; music only in silence.
    private func check(_ actions: [MenuAction], _ seed: UInt64) {
        var isMusicOn = false
        var ids: Set<UtteranceID> = []
        for action in actions {
            switch action {
            case .say(let utterance):
                #expect(!isMusicOn, "seed \(seed): music under \(utterance.phrase)")
                #expect(ids.insert(utterance.id).inserted, "seed \(seed): said twice")
                #expect(!utterance.phrase.isEmpty, "seed \(seed)")
            case .music(let isOn):
                #expect(isOn != isMusicOn, "seed \(seed)")
                isMusicOn = isOn
            case .command(.gain(let gain)): #expect((-12...12).contains(gain), "seed \(seed)")
            default: break
            }
        }
    }
}

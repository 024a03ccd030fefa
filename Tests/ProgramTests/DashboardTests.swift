import AdminAPI
import Conference
import Foundation
import Testing

@testable import partyline

/// The picture of `partyline status --watch`: what it says, and that it fits.
@Suite struct DashboardTests {
    private static let plain = TerminalStyle(environment: ["LANG": "C", "NO_COLOR": "1"])
    private static let rich = TerminalStyle(environment: ["LANG": "de_DE.UTF-8"])

    private static let packets = [
        "received", "receivedBytes", "sent", "sentBytes", "lost", "late", "duplicates", "recoveredByRED", "recoveredByFEC", "malformed",
        "unknownPayload", "forged", "overRate", "strangers", "unsent",
    ]
    .map { "\"\($0)\":\($0 == "received" ? 1_000 : 0)" }.joined(separator: ",")

    private static func person(_ number: Int, in room: String, name: String, isTalking: Bool = false) -> String {
        """
        {"handle":"p-\(String(4_096 + number, radix: 16))","room":"\(room)","kind":"web","role":"guest","name":"\(name)","isInLobby":false,"isMuted":false,
        "hasHandUp":false,"gainDB":0,"codec":"opus","isEncrypted":true,"direction":"sendReceive","media":{"isTalking":\(isTalking),"levelDB":-30,
        "jitterMs":4.4,"bufferDelayMs":40,"bufferTargetMs":40,"lossPercent":1.5,"remoteLossPercent":2.5,"concealedPercent":0.4,"concealedFrames":0,
        "playedFrames":1,"packets":{\(packets)}}}
        """
    }

    private static func box(
        rooms: [String], people: [String], load: Double = 0.5, degradation: String = "none", webhooks: String = "null"
    ) throws -> BoxSnapshot {
        let rooms = rooms.map { room in
            "{\"room\":\"\(room)\",\"participants\":\(people.count { $0.contains("\"room\":\"\(room)\"") }),\"talkers\":1,\"waiting\":0,\"needsPIN\":false,\"lobby\":false,\"isLocked\":false,\"isTemporary\":false,\"entry\":\"tone\",\"showDigits\":false}"
        }
        let text = """
            {"profile":"pi-4","upSeconds":7980,"participantLimit":60,"calls":0,"packets":{\(packets)},"webhooks":\(webhooks),
            "load":{"load":\(load),"meanTickMs":1.25,"longestTickMs":3.5,"periodMs":20,"ticks":1000,"missedTicks":2,"talkers":1,"encodeClasses":1,
            "privateEncoders":1,"degradation":"\(degradation)","strangers":0,"unsent":0},
            "rooms":[\(rooms.joined(separator: ","))],"participants":[\(people.joined(separator: ","))]}
            """
        return try JSONDecoder().decode(BoxSnapshot.self, from: Data(text.utf8))
    }

    private static func picture(_ box: BoxSnapshot, _ style: TerminalStyle = plain, columns: Int = 80, rows: Int = 24, keys: [Dashboard.Key] = [])
        -> [String]
    {
        var dashboard = Dashboard(style: style)
        dashboard.note(box, trunks: [])
        _ = dashboard.lines(columns: columns, rows: rows)
        for key in keys { _ = dashboard.press(key) }
        return dashboard.lines(columns: columns, rows: rows)
    }

    private static func crowd(_ count: Int, in room: String = "hall") -> [String] {
        (0..<count).map { person($0, in: room, name: "Person \($0)", isTalking: $0 == 1) }
    }

    /// What a terminal shows of a line.
    private static func visible(_ line: String) -> String { line.replacing(/\u{1B}\[[0-9;]*m/, with: "") }

    @Test(arguments: [(80, 24), (120, 40), (40, 10), (20, 5), (10, 2), (200, 60)], [0, 1, 30]) func itFitsTheTerminal(size: (Int, Int), people: Int)
        throws
    {
        let names = (0..<30).map { "room-\($0)" }
        for (rooms, style) in [([], Self.plain), (["hall"], Self.rich), (["hall"] + names, Self.plain)] {
            let box = try Self.box(
                rooms: rooms, people: rooms.isEmpty ? [] : Self.crowd(people), degradation: "capsTalkers",
                webhooks: "[{\"name\":\"door\",\"told\":1,\"lost\":2,\"problem\":\"no answer within 5 s\"}]")
            let lines = Self.picture(box, style, columns: size.0, rows: size.1)
            #expect(lines.count <= size.1)
            for line in lines { #expect(TerminalStyle.columns(of: Self.visible(line)) <= size.0, "\(line)") }
        }
    }

    @Test func whoIsHeardIsMarkedWithLevelLossBothWaysAndJitter() throws {
        let lines = Self.picture(try Self.box(rooms: ["hall"], people: Self.crowd(2)))
        let talker = try #require(lines.first { $0.contains("Person 1") })
        #expect(
            talker.hasPrefix("  * p-1001") && talker.contains("heard") && talker.contains("####....") && talker.contains("1.5%   2.5%    4 ms"),
            "\(talker)")
        #expect(lines.first { $0.contains("Person 0") }?.hasPrefix("    p-1000") == true)
    }

    @Test func withoutUTF8EveryByteIsASCIIAndWithoutColoursThereIsNoEscape() throws {
        let lines = Self.picture(try Self.box(rooms: ["hall"], people: [Self.person(0, in: "hall", name: "Jörg 字")]))
        #expect(lines.allSatisfy { $0.utf8.allSatisfy { (0x20..<0x7F).contains($0) } }, "\(lines)")
        #expect(lines.contains { $0.contains("J?rg ?") })
    }

    @Test func withUTF8AndColoursItHasBoth() throws {
        let text = Self.picture(try Self.box(rooms: ["hall"], people: Self.crowd(2)), Self.rich).joined()
        #expect(text.contains("\u{1B}[1;32m") && text.contains("████░░░░") && text.contains("▅"))
    }

    @Test func theLoadOfTheLastMinuteIsDrawn() throws {
        var dashboard = Dashboard(style: Self.plain)
        for second in 0..<100 { dashboard.note(try Self.box(rooms: [], people: [], load: second < 99 ? 0 : 1), trunks: []) }
        #expect(dashboard.loads.count == 60)
        let line = dashboard.lines(columns: 80, rows: 24)[1]
        #expect(line == "load " + String(repeating: "_", count: 59) + "# 100%", "\(line)")
    }

    @Test func whatWasGivenUpAndWhichWebhookFailsIsSaid() throws {
        let hook = "[{\"name\":\"door\",\"told\":1,\"lost\":2,\"problem\":\"no answer within 5 s\"}]"
        let text = Self.picture(try Self.box(rooms: [], people: [], degradation: "lowersComplexity", webhooks: hook)).joined(separator: "\n")
        #expect(text.contains("OVERLOADED: takes nobody new, encodes more simply") && text.contains("webhook door: no answer within 5 s"))
    }

    @Test func aTrunkHasALineWithItsAdvice() throws {
        var dashboard = Dashboard(style: Self.plain)
        let trunk = TrunkSnapshot(name: "home", server: "fritz.box", transport: "udp", state: .failing, calls: 0, advice: ["the password is wrong"])
        dashboard.note(try Self.box(rooms: [], people: []), trunks: [trunk])
        #expect(dashboard.lines(columns: 80, rows: 24).contains("telephone home: failing; the password is wrong"))
    }

    @Test func whatDoesNotFitIsCountedAndScrolledTo() throws {
        let box = try Self.box(rooms: ["hall"], people: Self.crowd(40))
        let first = Self.picture(box)
        #expect(first.contains { $0.contains("Person 0 ") } && first.contains { $0.hasSuffix("and 23 more") }, "\(first)")
        let last = Self.picture(box, keys: [.right, .right, .right, .right])
        #expect(last.contains { $0.contains("Person 39") } && last.contains { $0.hasSuffix("23 before") }, "\(last)")
        #expect(Self.picture(box, keys: [.right, .left]) == first)
    }

    @Test func anotherRoomIsChosenByKeysAndItsPeopleAreShown() throws {
        let box = try Self.box(
            rooms: ["attic", "hall", "kitchen"], people: Self.crowd(30) + Self.crowd(30, in: "kitchen").map { $0.replacing("Person", with: "Cook") })
        #expect(Self.picture(box).contains { $0.hasPrefix("> hall  30 here") })
        let lines = Self.picture(box, keys: [.down])
        #expect(lines.contains { $0.hasPrefix("> kitchen") } && lines.contains { $0.contains("Cook 0 ") })
        #expect(Self.picture(box, keys: [.down, .next]).contains { $0.hasPrefix("> attic") })
        #expect(Self.picture(box, keys: [.up, .up, .up]).contains { $0.hasPrefix("> attic") })
    }

    @Test func theFullestRoomIsChosenAtFirst() throws {
        let box = try Self.box(
            rooms: ["attic", "hall", "kitchen"], people: Self.crowd(1, in: "attic") + Self.crowd(3) + Self.crowd(2, in: "kitchen"))
        #expect(Self.picture(box).contains { $0.hasPrefix("> hall") })
    }

    @Test func aRoomThatHasGoneIsNotChosenAnyMore() throws {
        var dashboard = Dashboard(style: Self.plain)
        dashboard.note(try Self.box(rooms: ["attic", "hall"], people: Self.crowd(2)), trunks: [])
        #expect(dashboard.chosen == "hall")
        dashboard.note(try Self.box(rooms: ["attic"], people: []), trunks: [])
        #expect(dashboard.chosen == "attic")
    }

    @Test func keysAreArrowsLettersAndSpaceAndNothingElse() {
        #expect(
            Keyboard.keys(Array("\u{1B}[A\u{1B}[B\u{1B}OC\u{1B}[D jkhlq".utf8)) == [
                .up, .down, .right, .left, .next, .down, .up, .left, .right, .quit,
            ])
        #expect(Keyboard.keys(Array("xyz\u{1B}\u{1B}[Z\u{1B}[".utf8)).isEmpty)
    }

    @Test(arguments: [("", false), ("dumb", false), ("xterm-256color", true)]) func aTerminalThatCannotDrawIsNotDrawnOn(term: String, can: Bool) {
        #expect(TerminalStyle.canDraw(environment: ["TERM": term]) == can)
    }

    @Test func theFirstLocaleThatIsSetDecides() {
        #expect(!TerminalStyle(environment: ["LC_ALL": "C", "LANG": "de_DE.UTF-8"]).hasUnicode)
        #expect(TerminalStyle(environment: ["LC_ALL": "", "LC_CTYPE": "C.utf8", "LANG": "C"]).hasUnicode)
        #expect(!TerminalStyle(environment: [:]).hasUnicode)
    }
}

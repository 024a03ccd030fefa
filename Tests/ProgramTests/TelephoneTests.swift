import AdminAPI
import CLinux
import Conference
import Glibc
import MediaIO
import MediaTypes
import SIP
import Testing
import Visitors

/// The whole server, called by telephones over real sockets.
@Suite(.serialized, .timeLimit(.minutes(2))) struct TelephoneTests {
    private static let allows = "allow: [127.0.0.0/29], room: hall"

    private func box(_ lines: String = allows) throws -> RunningProgram { try RunningProgram(participants: 40, telephones: lines) }

    private func people(_ box: RunningProgram) throws -> [ParticipantSnapshot] { try box.ask(PeopleList(room: "hall")) }

    /// Lets telephones live until something is so; else the test fails.
    private func wait(
        _ telephones: [Telephone], seconds: Int64 = 20, _ comment: Comment, location: SourceLocation = #_sourceLocation,
        until isSo: () throws -> Bool
    ) throws {
        var isDone = false
        var looks = 0
        Telephone.run(telephones, for: .seconds(seconds)) {
            looks += 1
            if looks % 20 == 0 { isDone = (try? isSo()) ?? false }
            return !isDone
        }
        try #require(isDone, comment, sourceLocation: location)
    }

    @Test func aCallerWithThePINIsSeatedHearsTheOthersAndNotItself() throws {
        let box = try box()
        _ = try box.ask(RoomSet(room: "hall", settings: RoomSettings(pin: "246810")))
        let one = try Telephone(box: box.sip, dialling: "hall", from: "+493011111")
        let two = try Telephone(box: box.sip, dialling: "hall", from: "+493022222", sendsEvents: false)
        try wait([one, two], "both are answered") { one.isAnswered && two.isAnswered }
        one.press("246810")
        two.press("246810")
        try wait([one, two], "a PIN by events and one by tones lead in") { try people(box).count { $0.media != nil } == 2 }
        let seats = try people(box)
        #expect(seats.map(\.kind) == [.phone, .phone])
        #expect(Set(seats.compactMap(\.phone)) == [1, 2])
        #expect(seats.allSatisfy { $0.lastDigits == nil })
        // What is said to newcomers is over by then.
        Telephone.run([one, two], for: .seconds(12))
        // Not longer: a tone that goes on and on is hold music, and whoever has it on the line is told so.
        one.say(Pitch(300).samples(seconds: 2))
        two.say(Pitch(510).samples(seconds: 2))
        Telephone.run([one, two], for: .milliseconds(1_500))
        for (caller, own, other) in [(one, Pitch(300), Pitch(510)), (two, Pitch(510), Pitch(300))] {
            let heard = caller.heard.suffix(8_000)
            #expect(other.level(in: heard) > Decibels(-40))
            #expect(own.level(in: heard) < Decibels(-60))
        }
        one.hangUp()
        two.hangUp()
        try wait([one, two], "seats go with their calls") { try people(box).isEmpty }
    }

    @Test func threeWrongPINsEndTheCall() throws {
        let box = try box()
        _ = try box.ask(RoomSet(room: "hall", settings: RoomSettings(pin: "246810")))
        let caller = try Telephone(box: box.sip, dialling: "hall")
        try wait([caller], "answered") { caller.isAnswered }
        for _ in 0..<3 {
            caller.press("111111")
            Telephone.run([caller], for: .seconds(3))
        }
        try wait([caller], "the box says goodbye and hangs up") { caller.stage == .ended(.there) }
        #expect(try people(box).isEmpty)
    }

    @Test func keysMuteAndRaiseAHand() throws {
        let box = try box()
        let caller = try Telephone(box: box.sip, dialling: "hall")
        try wait([caller], "in the room") { try people(box).first?.media != nil }
        caller.press("*6*5")
        try wait([caller], "muted, hand up") { try people(box).first.map { $0.isMuted && $0.hasHandUp } ?? false }
        caller.press("*6*5")
        try wait([caller], "heard again, hand down") { try people(box).first.map { !$0.isMuted && !$0.hasHandUp } ?? false }
    }

    @Test func onHoldNothingIsHeardFromACallerAndAfterwardsItIs() throws {
        let box = try box()
        let one = try Telephone(box: box.sip, dialling: "hall", from: "+493011111")
        let two = try Telephone(box: box.sip, dialling: "hall", from: "+493022222")
        try wait([one, two], "in the room") { try people(box).count { $0.media != nil } == 2 }
        Telephone.run([one, two], for: .seconds(10))
        one.hold(true)
        try wait([one, two], "the hold is answered") { one.dialler.change(of: one.call) != nil }
        // Too short for hold music.
        one.say(Pitch(300).samples(seconds: 2))
        Telephone.run([one, two], for: .seconds(2))
        #expect(Pitch(300).level(in: two.heard.suffix(8_000)) < Decibels(-60))
        one.hold(false)
        try wait([one, two], "the resumption is answered") { one.dialler.change(of: one.call) != nil }
        one.say(Pitch(300).samples(seconds: 2))
        Telephone.run([one, two], for: .milliseconds(1_500))
        #expect(Pitch(300).level(in: two.heard.suffix(8_000)) > Decibels(-40))
    }

    @Test func whoIsBackWithinMinutesNeedsNoPINAndNobodyElseIsTakenForIt() throws {
        let box = try box()
        _ = try box.ask(RoomSet(room: "hall", settings: RoomSettings(pin: "246810")))
        let caller = try Telephone(box: box.sip, dialling: "hall", from: "+493011111")
        try wait([caller], "answered") { caller.isAnswered }
        caller.press("246810")
        try wait([caller], "in the room") { try people(box).first?.media != nil }
        caller.hangUp()
        try wait([caller], "gone") { try people(box).isEmpty }
        let stranger = try Telephone(box: box.sip, dialling: "hall", from: "+493033333")
        let back = try Telephone(box: box.sip, dialling: "hall", from: "+493011111")
        try wait([stranger, back], "back without a PIN") { try people(box).count == 1 }
        Telephone.run([stranger, back], for: .seconds(2))
        #expect(try people(box).count == 1)
    }

    @Test func whoIsNotAllowedHearsNothingAtAll() throws {
        let box = try box()
        let request = """
            OPTIONS sip:hall@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.8:5060;branch=z9hG4bK1;rport\r\nFrom: <sip:a@b>;tag=1\r\nTo: <sip:hall@127.0.0.1>\r\n\
            Call-ID: 1\r\nCSeq: 1 OPTIONS\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n
            """
        let scanner = try FarEnd(at: 0x7F00_0008, to: box.sip)
        let friend = try FarEnd(at: 0x7F00_0001, to: box.sip)
        for _ in 0..<20 { scanner.send(Array(request.utf8)) }
        friend.send(Array(request.utf8))
        // What the friend is answered is answered after all that the scanner has sent.
        let isAnswered = friend.waits(seconds: 5)
        #expect(isAnswered)
        #expect(scanner.bytesHeard == 0)
        // But whoever runs the box can see it.
        #expect(try box.ask(Status()).telephones == TelephoneSnapshot(strangers: 20, floods: 0, malformed: 0))
        #expect(try box.answer(to: "status").contains("left without an answer: 20 telephone messages from addresses that may not call"))
        #expect(try box.answer(to: "status", "--json").contains("\"strangers\" : 20"))
        #expect(try box.answer(to: "trunk", "status").contains("20 messages from addresses that may not call got no answer"))
    }

    @Test func soundFromAStrangerIsNotHeardAndGetsNoAnswer() throws {
        let box = try box()
        let one = try Telephone(box: box.sip, dialling: "hall", from: "+493011111")
        let two = try Telephone(box: box.sip, dialling: "hall", from: "+493022222")
        try wait([one, two], "in the room") { try people(box).count { $0.media != nil } == 2 }
        Telephone.run([one, two], for: .seconds(10))
        guard case .answered(let audio) = one.stage else { return }
        let injector = try FarEnd(at: 0x7F00_0001, to: audio.address)
        let packets = try Telephone.packets(of: Pitch(520).samples(seconds: 3))
        var next = ContinuousClock.now
        var sent = 0
        Telephone.run([one, two], for: .seconds(3)) {
            if ContinuousClock.now >= next, sent < packets.count {
                next += .milliseconds(20)
                injector.send(packets[sent])
                sent += 1
            }
            return true
        }
        #expect(sent > 100)
        #expect(injector.bytesHeard == 0)
        #expect(Pitch(520).level(in: two.heard.suffix(16_000)) < Decibels(-60))
        #expect(one.isAnswered && two.isAnswered)
    }

    @Test func tenWrongPINsFromAnyTelephonesLeadTheRightOneToTheLobby() throws {
        let box = try box()
        _ = try box.ask(RoomSet(room: "hall", settings: RoomSettings(pin: "246810")))
        for number in 0..<5 {
            let guesser = try Telephone(box: box.sip, dialling: "hall", from: "+49301111\(number)")
            try wait([guesser], "answered") { guesser.isAnswered }
            for guess in 0..<2 {
                guesser.press("10000\(guess)")
                Telephone.run([guesser], for: .seconds(2))
            }
            guesser.hangUp()
            Telephone.run([guesser], for: .milliseconds(200))
        }
        let late = try Telephone(box: box.sip, dialling: "hall", from: "+493099999")
        try wait([late], "answered") { late.isAnswered }
        late.press("246810")
        try wait([late], "in the lobby") { try people(box).first?.isInLobby ?? false }
    }

    @Test func aFloodOfINVITEsFromOneTrunkDoesNotDisturbACallOfAnother() throws {
        let box = try box("allow: [127.0.0.1/32, 127.0.0.9/32], room: hall")
        let one = try Telephone(box: box.sip, dialling: "hall", from: "+493011111")
        let two = try Telephone(box: box.sip, dialling: "hall", from: "+493022222")
        try wait([one, two], "in the room") { try people(box).count { $0.media != nil } == 2 }
        Telephone.run([one, two], for: .seconds(10))
        let flooder = try FarEnd(at: 0x7F00_0009, to: box.sip)
        let before = (one.received, two.received)
        var sent = 0
        let start = ContinuousClock.now
        Telephone.run([one, two], for: .seconds(4)) {
            for _ in 0..<40 {
                sent += 1
                flooder.send(Array("""
                    INVITE sip:hall@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.9:5060;branch=z9hG4bK\(sent);rport\r\nFrom: <sip:a@b>;tag=\(sent)\r\n\
                    To: <sip:hall@127.0.0.1>\r\nCall-ID: \(sent)\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.9>\r\nMax-Forwards: 70\r\nContent-Length: 0\r\n\r\n
                    """.utf8))
            }
            return true
        }
        let packets = Int((ContinuousClock.now - start) / .milliseconds(20))
        #expect(sent > 5_000)
        #expect(one.received - before.0 >= packets - 5, "\(one.received - before.0) of \(packets)")
        #expect(two.received - before.1 >= packets - 5, "\(two.received - before.1) of \(packets)")
        #expect(one.isAnswered && two.isAnswered && box.isRunning)
        let late = try Telephone(box: box.sip, dialling: "hall", from: "+493033333")
        try wait([late], "who calls afterwards is answered") { late.isAnswered }
    }

    @Test func aCallThatIsRefusedIsOverAndKeepsNoPlace() throws {
        let box = try box()
        let caller = try FarEnd(at: 0x7F00_0002, to: box.sip)
        for number in 1...3 {
            caller.send(Array("""
                INVITE sip:hall@127.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 127.0.0.2:5060;branch=z9hG4bK\(number);rport\r\nFrom: <sip:a@b>;tag=\(number)\r\n\
                To: <sip:hall@127.0.0.1>\r\nCall-ID: \(number)\r\nCSeq: 1 INVITE\r\nContact: <sip:a@127.0.0.2>\r\nMax-Forwards: 70\r\n\
                Content-Type: application/sdp\r\nContent-Length: 4\r\n\r\nnone
                """.utf8))
        }
        #expect(caller.waits(seconds: 10))
        // Somebody who can be answered is the proof that those before have been dealt with.
        let other = try Telephone(box: box.sip, dialling: "hall")
        try wait([other], "a call afterwards is answered, and the only one") {
            try other.isAnswered && box.ask(MetricsPage()).contains("partyline_calls 1\n")
        }
    }

    @Test func aHostRemovesACallerWhoHearsSoAndIsHungUp() throws {
        let box = try box()
        let caller = try Telephone(box: box.sip, dialling: "hall")
        try wait([caller], "in the room") { try people(box).first?.media != nil }
        let handle = try #require(try people(box).first?.handle)
        _ = try box.ask(PeopleRemove(handle: handle))
        try wait([caller], "the call ends") { caller.stage == .ended(.there) }
    }

    @Test func inTheLobbyACallerWaitsUntilAdmitted() throws {
        let box = try box()
        _ = try box.ask(RoomSet(room: "hall", settings: RoomSettings(lobby: true)))
        let caller = try Telephone(box: box.sip, dialling: "hall")
        try wait([caller], "in the lobby") { try people(box).first?.isInLobby ?? false }
        let handle = try #require(try people(box).first?.handle)
        _ = try box.ask(PeopleAdmit(handle: handle))
        try wait([caller], "in the room") { try people(box).first.map { !$0.isInLobby && $0.media != nil } ?? false }
    }
}

/// An address of this machine that sends datagrams to the box, and counts what the box says to it.
private final class FarEnd {
    private let descriptor: Int32

    init(at host: UInt32, to box: TransportAddress) throws {
        descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue), 0)
        try #require(SocketAddress(TransportAddress(ipv4: host, port: 0), isIPv6: false).bind(descriptor) == 0)
        try #require(SocketAddress(box, isIPv6: false).connect(descriptor) == 0)
    }

    deinit { close(descriptor) }

    func send(_ bytes: [UInt8]) { _ = bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) } }

    /// Whether something comes.
    func waits(seconds: Int32) -> Bool {
        var event = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return poll(&event, 1, seconds * 1_000) > 0
    }

    var bytesHeard: Int {
        var space = [UInt8](repeating: 0, count: 2_000)
        var heard = 0
        while case let count = recv(descriptor, &space, space.count, 0), count > 0 { heard += count }
        return heard
    }
}

import AdminAPI
import Conference
import MediaTypes
import Testing
import Visitors

/// The whole server, called by telephones whose sound is protected with the keys of a handshake (DTLS-SRTP).
@Suite(.serialized, .timeLimit(.minutes(2))) struct SecuredTelephoneTests {
    private let box: RunningProgram

    init() throws { box = try RunningProgram(participants: 10, telephones: "allow: [127.0.0.1/32], room: hall") }

    private func people() throws -> [ParticipantSnapshot] { try box.ask(PeopleList(room: "hall")) }

    private func wait(_ telephones: [Telephone], _ comment: Comment, location: SourceLocation = #_sourceLocation, until isSo: () throws -> Bool) throws {
        var isDone = false
        var looks = 0
        Telephone.run(telephones, for: .seconds(20)) {
            looks += 1
            if looks % 20 == 0 { isDone = (try? isSo()) ?? false }
            return !isDone
        }
        try #require(isDone, comment, sourceLocation: location)
    }

    /// A secured telephone and a plain one, both in the room, when what is said to newcomers is over.
    private func pair() throws -> (secured: Telephone, plain: Telephone) {
        let secured = try Telephone(box: box.sip, dialling: "hall", from: "+493011111", isSecured: true)
        let plain = try Telephone(box: box.sip, dialling: "hall", from: "+493022222")
        try wait([secured, plain], "both are in the room") { try people().count { $0.media != nil } == 2 }
        Telephone.run([secured, plain], for: .seconds(10))
        return (secured, plain)
    }

    @Test func aSecuredCallerWithThePINIsSeatedHearsAndIsHeard() throws {
        _ = try box.ask(RoomSet(room: "hall", settings: RoomSettings(pin: "246810")))
        let secured = try Telephone(box: box.sip, dialling: "hall", from: "+493011111", isSecured: true)
        let plain = try Telephone(box: box.sip, dialling: "hall", from: "+493022222")
        try wait([secured, plain], "both are answered") { secured.isAnswered && plain.isAnswered }
        secured.press("246810")
        plain.press("246810")
        try wait([secured, plain], "the PIN leads both in") { try people().count { $0.media != nil } == 2 }
        Telephone.run([secured, plain], for: .seconds(12))
        // Not longer: a tone that goes on and on is hold music.
        secured.say(Pitch(300).samples(seconds: 2))
        plain.say(Pitch(510).samples(seconds: 2))
        Telephone.run([secured, plain], for: .milliseconds(1_500))
        let heard = secured.heard.suffix(8_000)
        #expect(Pitch(510).level(in: heard) > Decibels(-40))
        #expect(Pitch(300).level(in: heard) < Decibels(-60))
        #expect(Pitch(300).level(in: plain.heard.suffix(8_000)) > Decibels(-40))
        secured.hangUp()
        plain.hangUp()
        try wait([secured, plain], "seats go with their calls") { try people().isEmpty }
    }

    @Test func heldAndResumedACallKeepsItsKeys() throws {
        let (secured, plain) = try pair()
        for isHeld in [true, false] {
            secured.hold(isHeld)
            try wait([secured, plain], "the change is answered") { secured.dialler.change(of: secured.call) != nil }
            secured.say(Pitch(300).samples(seconds: 2))
            Telephone.run([secured, plain], for: .milliseconds(1_500))
            #expect((Pitch(300).level(in: plain.heard.suffix(8_000)) > Decibels(-40)) == !isHeld)
            Telephone.run([secured, plain], for: .milliseconds(500))
        }
        let silence = Pitch(300).level(in: secured.heard.suffix(8_000))
        plain.say(Pitch(300).samples(seconds: 2))
        Telephone.run([secured, plain], for: .milliseconds(1_500))
        #expect(Pitch(300).level(in: secured.heard.suffix(8_000)).value > silence.value + 15)
    }

    @Test func anotherCertificateIsRefusedAndTheCallGoesOn() throws {
        let (secured, plain) = try pair()
        secured.announce("sha-256 " + Array(repeating: "AB", count: 32).joined(separator: ":"))
        try wait([secured, plain], "refused") { secured.dialler.hasRefusedChange(of: secured.call) }
        secured.say(Pitch(300).samples(seconds: 2))
        Telephone.run([secured, plain], for: .milliseconds(1_500))
        #expect(Pitch(300).level(in: plain.heard.suffix(8_000)) > Decibels(-40))
        #expect(secured.isAnswered)
    }

    @Test func withoutAHandshakeTheCallEnds() throws {
        let silent = try Telephone(box: box.sip, dialling: "hall", from: "+493011111", isSecured: true)
        silent.isDead = true
        try wait([silent], "the box hangs up") { silent.stage == .ended(.there) }
        #expect(silent.received == 0)
        #expect(try people().isEmpty)
    }
}

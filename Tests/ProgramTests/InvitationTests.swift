import Foundation
import Profiles
import Testing

@testable import Conference
@testable import partyline

@Suite struct InvitationTests {
    private func room(pin: String? = nil, number: String? = nil) -> RoomSnapshot {
        RoomSnapshot(
            room: "choir", participants: 0, talkers: 0, waiting: 0, needsPIN: pin != nil, lobby: false, isLocked: false, pin: pin, hostPIN: "314159",
            talkerLimit: nil, number: number, entry: .tone, showDigits: false)
    }

    /// The lines about telephones.
    private func telephones(_ room: RoomSnapshot, _ dialled: (String, String?)...) -> [String] {
        let numbers = dialled.map { Invitation.Dialled(number: $0.0, room: $0.1) }
        return Invitation(room, link: "https://box.example/r/choir", dialled: numbers).lines(isColoured: false)
            .filter { $0.contains("telephone") }.map { $0.trimmingCharacters(in: .whitespaces) }
    }

    @Test func theWayByTelephoneIsAllThatIsToBeEntered() {
        #expect(telephones(room(pin: "271828", number: "204"), ("+4930123456", nil)) == ["By telephone: dial +4930123456, room 204, PIN 271828"])
        #expect(telephones(room(pin: "271828"), ("+4930123456", nil)) == ["By telephone: dial +4930123456, PIN 271828"])
        #expect(telephones(room(number: "204"), ("+4930123456", nil)) == ["By telephone: dial +4930123456, room 204"])
    }

    @Test func aNumberOfTheRoomsOwnNeedsNoRoomNumber() {
        #expect(telephones(room(pin: "271828", number: "204"), ("200", "choir")) == ["By telephone: dial 200, PIN 271828"])
        #expect(telephones(room(), ("200", "choir")) == ["By telephone: dial 200"])
    }

    @Test func numbersThatDoNotLeadThereAreLeftOut() {
        #expect(telephones(room(pin: "271828", number: "204"), ("200", "hall"), ("201", nil)) == ["By telephone: dial 201, room 204, PIN 271828"])
        #expect(telephones(room(), ("201", nil)) == [])
    }

    @Test func theHostPINIsInNoInvitation() throws {
        let invitation = Invitation(room(pin: "271828", number: "204"), link: "https://box.example/r/choir", dialled: [.init(number: "200", room: nil)])
        #expect(!invitation.lines(isColoured: false).joined().contains("314159"))
        #expect(try !String(decoding: JSONEncoder().encode(invitation), as: UTF8.self).contains("314159"))
    }
}

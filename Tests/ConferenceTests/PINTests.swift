import Foundation
import MediaTypes
import Profiles
import Testing

@testable import Conference

@Suite struct PINTests {
    private let here = JoinOrigin(TransportAddress(ipv4: 0xC000_0201, port: 1))
    private let there = JoinOrigin(TransportAddress(ipv4: 0xC000_0202, port: 1))

    private func room(pin: String? = "271828", hostPIN: String? = "314159", lobby: Bool = false) throws -> OpenRoom {
        OpenRoom(id: RoomID(1), file: try RoomFile(name: "hall", pin: pin, hostPIN: hostPIN, lobby: lobby))
    }

    /// Wrong PINs, a second apart.
    private func guess(_ room: inout OpenRoom, _ times: Int, from origin: JoinOrigin? = nil, at start: MediaTime = .zero) -> [ConferenceError] {
        (0..<times).compactMap { number in
            do throws(ConferenceError) {
                _ = try room.admission(pin: "000000", from: origin ?? here, at: start + .seconds(Int64(number)))
                return nil
            } catch {
                return error
            }
        }
    }

    /// What comes of a PIN, in one word.
    private func outcome(_ room: inout OpenRoom, _ pin: String?, from origin: JoinOrigin? = nil, at now: MediaTime = .zero) -> String {
        do throws(ConferenceError) {
            let (role, isThroughLobby) = try room.admission(pin: pin, from: origin ?? here, at: now)
            return "\(role)" + (isThroughLobby ? " in lobby" : "")
        } catch {
            return error.code
        }
    }

    struct Case: Sendable {
        var pin: String?
        var hostPIN: String?
        var lobby = false
        var locked = false
        var given: String?
        var comes: String
    }

    static let cases: [Case] = [
        Case(given: nil, comes: "guest"),
        Case(given: "", comes: "guest"),
        Case(given: "999999", comes: "guest"),
        Case(lobby: true, given: nil, comes: "guest in lobby"),
        Case(locked: true, given: nil, comes: "guest in lobby"),
        Case(pin: "271828", given: nil, comes: "pin-needed"),
        Case(pin: "271828", given: "", comes: "pin-needed"),
        Case(pin: "271828", given: "271829", comes: "bad-pin"),
        Case(pin: "271828", given: "2718281", comes: "bad-pin"),
        Case(pin: "271828", given: "271828", comes: "guest"),
        Case(pin: "271828", lobby: true, given: "271828", comes: "guest in lobby"),
        Case(pin: "271828", locked: true, given: "271828", comes: "guest in lobby"),
        Case(pin: "271828", hostPIN: "314159", given: "314159", comes: "host"),
        Case(pin: "271828", hostPIN: "314159", lobby: true, locked: true, given: "314159", comes: "host"),
        Case(hostPIN: "314159", given: nil, comes: "guest"),
        Case(hostPIN: "314159", given: "314159", comes: "host"),
        Case(hostPIN: "314159", given: "314158", comes: "bad-pin"),
    ]

    @Test(arguments: cases.indices) func eachPINLeadsWhereItShould(index: Int) throws {
        let one = Self.cases[index]
        var room = try room(pin: one.pin, hostPIN: one.hostPIN, lobby: one.lobby)
        room.isLocked = one.locked
        #expect(outcome(&room, one.given) == one.comes)
    }

    @Test func tenWrongPINsWithinAnHourPauseTheRoom() throws {
        var room = try room()
        #expect(guess(&room, 11) == Array(repeating: .wrongPIN, count: 10) + [.pinPause])
        #expect(outcome(&room, nil, at: .seconds(20)) == "pin-pause")
    }

    @Test func inThePauseARightPINLeadsToTheLobby() throws {
        var room = try room()
        _ = guess(&room, 10)
        #expect(outcome(&room, "271828", at: .seconds(20)) == "guest in lobby")
        #expect(outcome(&room, "314159", at: .seconds(20)) == "host in lobby")
    }

    @Test func thePauseEndsAnHourAfterItBegan() throws {
        var room = try room()
        // The tenth comes at 9 s; whoever goes on trying in the pause does not make it longer.
        _ = guess(&room, 10)
        _ = guess(&room, 5, at: .seconds(3_000))
        #expect(outcome(&room, "271828", at: .seconds(3_608)) == "guest in lobby")
        #expect(outcome(&room, "271828", at: .seconds(3_609)) == "guest")
        #expect(outcome(&room, "000000", at: .seconds(3_609)) == "bad-pin")
    }

    @Test func wrongPINsOfMoreThanAnHourAgoAreForgotten() throws {
        var room = try room()
        _ = guess(&room, 9)
        // The first two of them are an hour old now.
        #expect(guess(&room, 2, at: .seconds(3_601)) == [.wrongPIN, .wrongPIN])
        #expect(outcome(&room, "271828", at: .seconds(3_603)) == "guest")
    }

    @Test func allWaysInCountTogether() throws {
        var room = try room()
        _ = guess(&room, 5, from: here)
        _ = guess(&room, 5, from: there)
        #expect(outcome(&room, "000000", from: here, at: .seconds(10)) == "pin-pause")
    }

    @Test func inThePauseNobodyTriesForEver() throws {
        var room = try room()
        _ = guess(&room, 10 + PINGuard.limit)
        // Whoever has guessed on and on is not told any more when a PIN is right; others are.
        #expect(outcome(&room, "271828", from: here, at: .seconds(60)) == "pin-pause")
        #expect(outcome(&room, "271828", from: there, at: .seconds(60)) == "guest in lobby")
    }

    @Test func aPauseHoldsNoMoreThanItsLimitOfOrigins() throws {
        var room = try room()
        _ = guess(&room, 10)
        for number in 0..<UInt32(PINGuard.limitOriginsInPause) {
            _ = outcome(&room, "000000", from: JoinOrigin(TransportAddress(ipv4: number, port: 1)), at: .seconds(20))
        }
        let new = JoinOrigin(TransportAddress(ipv4: 0xFFFF_FFFF, port: 1))
        #expect(outcome(&room, "271828", from: new, at: .seconds(21)) == "pin-pause")
    }

    @Test func anOpenRoomIsOpenInThePauseOfItsHostPIN() throws {
        var room = try room(pin: nil)
        _ = guess(&room, 11)
        #expect(outcome(&room, nil, at: .seconds(20)) == "guest")
    }

    @Test func aHouseholdIsOneOrigin() {
        let first = TransportAddress(high: 0x2001_0DB8_0000_AA01, low: 1, port: 1)
        let second = TransportAddress(high: 0x2001_0DB8_0000_AAFF, low: 2, port: 2)
        let neighbour = TransportAddress(high: 0x2001_0DB8_0000_AB01, low: 1, port: 1)
        #expect(JoinOrigin(first) == JoinOrigin(second))
        #expect(JoinOrigin(first) != JoinOrigin(neighbour))
    }

    // MARK: names

    @Test(arguments: [("Anna", "Anna"), ("  Bea \n", "Bea"), ("Zoë 👩‍👧", "Zoë 👩‍👧"), ("יעל", "יעל")]) func aNameIsTrimmed(written: String, kept: String) throws {
        #expect(try PersonName.read(written)?.text == kept)
    }

    @Test(arguments: ["", "   ", "\n\t"]) func spaceIsNoName(text: String) throws {
        #expect(try PersonName.read(text) == nil)
    }

    @Test(arguments: [
        "a\nb", "a\u{0}b", "a\u{1B}[2Jb", "a\u{202E}b", "a\u{2028}b", "a\u{200B}b", "a\u{E000}", "\u{FEFF}a",
        String(repeating: "x", count: 41), "a" + String(repeating: "\u{301}", count: 150), String(repeating: " ", count: 100_000) + "a",
    ]) func whatIsNotOneVisibleLineIsRefused(text: String) {
        #expect(throws: ConferenceError.badPersonName) { try PersonName.read(text) }
    }
}

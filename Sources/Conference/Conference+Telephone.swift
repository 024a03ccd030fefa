import MediaTypes
import Profiles

/// What a number that somebody has dialled leads to.
public struct TelephoneEntrance: Sendable, Equatable {
    /// Nil where digits choose the room.
    public let room: String?
    /// Of all that can be entered; empty for a room without a PIN.
    public let pinLengths: Set<Int>

    public init(room: String?, pinLengths: Set<Int>) {
        self.room = room
        self.pinLengths = pinLengths
    }
}

/// What a caller has entered to come in.
public enum CallerDigits: Sendable, Equatable {
    case nothing
    /// Of the room that was dialled or found.
    case pin(String)
    /// A room's number; or a PIN, where no room is known.
    case roomOrPIN(String)
}

/// How far a caller has come.
public enum CallerVerdict: Sendable, Equatable {
    case seated(Seat, RoomManner)
    /// The number was right; the room's PIN is missing.
    case roomFound(room: String, pinLengths: Set<Int>)
}

// How callers come in. A seat is all that they get here: their media is there before it (`Conference+Calls.swift`).
extension Conference {
    /// What a dialled number asks of its callers.
    /// - Parameter name: the room that the number leads to; nil for any. The only room there is, if it has no number, is found without.
    /// - Throws: `noSuchRoom`
    public func entrance(toRoom name: String?) throws(ConferenceError) -> TelephoneEntrance {
        var name = name
        if name == nil, rooms.count == 1, let (only, room) = rooms.first, room.file.number == nil { name = only.text }
        if let name { return TelephoneEntrance(room: name, pinLengths: try knownRoom(name).room.pinLengths) }
        let codes = rooms.values.flatMap { [$0.file.number, $0.file.pin, $0.file.hostPIN] }
        return TelephoneEntrance(room: nil, pinLengths: Set(codes.compactMap { $0?.utf8.count }))
    }

    /// Looks at what a caller has entered, and gives it a seat if that is enough.
    /// - Parameters:
    ///   - name: the room that was dialled or found; nil while there is none
    ///   - lastDigits: the end of the caller's number; kept only where the room shows it to hosts
    /// - Throws: `pinNeeded`, `wrongPIN`, `pinPause`, `full`, `overloaded`, `noSuchRoom`
    public func enter(_ digits: CallerDigits, room name: String?, origin: JoinOrigin, lastDigits: String?) throws(ConferenceError) -> CallerVerdict {
        let digits = switch digits {
        case .nothing: ""
        case .pin(let digits), .roomOrPIN(let digits): digits
        }
        guard let name else { return try enterAnyRoom(digits, from: origin, lastDigits: lastDigits) }
        return try enter(knownRoom(name).name, pin: digits, from: origin, lastDigits: lastDigits)
    }

    /// Gives a seat to somebody whose call was lost, and who is back within minutes: no PIN is asked for. But if the room is locked, or has a
    /// lobby, a guest waits in it as everybody does.
    /// - Throws: `full`, `overloaded`, `noSuchRoom`
    public func comeBack(toRoom name: String, as role: ParticipantRole, lastDigits: String?) throws(ConferenceError) -> CallerVerdict {
        let (name, room) = try knownRoom(name)
        try checkLoad()
        return .seated(
            try takeSeat(.phone, in: name, as: role, isThroughLobby: room.needsLobby(role), lastDigits: lastDigits), room.file.entry)
    }

    // MARK: with others

    /// The lowest number that no caller of the room has.
    func freePhone(in room: RoomName) -> Int {
        let taken = Set(participants.values.lazy.filter { $0.room == room }.compactMap(\.phone))
        return (1...).first { !taken.contains($0) } ?? 1
    }

    /// The two last digits of a number, and no more of it, whatever was given.
    static func twoDigits(_ number: String) -> String? {
        let end = number.utf8.suffix(2)
        guard end.count == 2, end.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else { return nil }
        return String(decoding: end, as: UTF8.self)
    }

    /// The names of other rooms are not told to callers.
    private func knownRoom(_ text: String) throws(ConferenceError) -> (name: RoomName, room: OpenRoom) {
        guard let name = try? RoomName(text), let room = rooms[name] else { throw .noSuchRoom(text, near: []) }
        return (name, room)
    }

    private func enter(
        _ name: RoomName, pin: String, from origin: JoinOrigin, isThroughLobby mustWait: Bool = false, lastDigits: String?
    ) throws(ConferenceError) -> CallerVerdict {
        try checkLoad()
        guard let (role, isThroughLobby) = try rooms[name]?.admission(pin: pin, from: origin, at: clock()) else {
            throw .noSuchRoom(name.text, near: [])
        }
        let seat = try takeSeat(.phone, in: name, as: role, isThroughLobby: isThroughLobby || mustWait, lastDigits: lastDigits)
        return .seated(seat, rooms[name]?.file.entry ?? .tone)
    }

    /// A room's number is no secret and is simply looked up. A PIN has to belong to one room and no other; what leads nowhere counts for the
    /// whole box, since it could have led anywhere.
    private func enterAnyRoom(_ digits: String, from origin: JoinOrigin, lastDigits: String?) throws(ConferenceError) -> CallerVerdict {
        guard !digits.isEmpty else { throw .pinNeeded }
        if let (name, room) = rooms.first(where: { $0.value.file.number == digits }) {
            guard room.pinLengths.isEmpty else { return .roomFound(room: name.text, pinLengths: room.pinLengths) }
            return try enter(name, pin: "", from: origin, lastDigits: lastDigits)
        }
        let now = clock()
        let isPaused = guesses.isPaused(at: now)
        guard guesses.mayTry(from: origin, at: now) else { throw .pinPause }
        // All PINs are compared, whichever is right.
        let found = rooms.filter { PINGuard.matches(digits, anyOf: [$0.value.file.pin, $0.value.file.hostPIN]) }.map(\.key)
        if found.count == 1 { return try enter(found[0], pin: digits, from: origin, isThroughLobby: isPaused, lastDigits: lastDigits) }
        // Several rooms may have the same PIN. Whoever enters that has not guessed, but has to say which room.
        if found.isEmpty { guesses.noteWrong(from: origin, at: now) }
        throw isPaused ? .pinPause : .wrongPIN
    }
}

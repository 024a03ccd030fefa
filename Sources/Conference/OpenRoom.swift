import MediaTypes
import Profiles

/// A room that is open: what its file says, and what has happened since.
struct OpenRoom {
    let id: RoomID
    var file: RoomFile
    /// Set by a host: who comes without the host PIN waits in the lobby.
    var isLocked = false
    /// As they were last told to those who watch: how many are inside, and how many wait.
    var inside = 0
    var waiting = 0
    /// On no disk, and gone a minute after the last one has left.
    let isTemporary: Bool
    /// Of a temporary room: since when nobody has a seat in it, and whether anybody has had one.
    var emptySince: MediaTime?
    var wasUsed = false
    private var guesses = PINGuard()
    /// When everybody was last told who is here.
    var toldAt: MediaTime?
    /// Whether they are about to be told again.
    var isTellingDue = false

    init(id: RoomID, file: RoomFile, isTemporary: Bool = false) {
        self.id = id
        self.isTemporary = isTemporary
        self.file = file
    }

    /// Looks at the PIN of somebody who comes.
    /// - Returns: the role that it gives, and whether the lobby is the way in
    /// - Throws: `pinNeeded`, `wrongPIN`, `pinPause`
    mutating func admission(
        pin: String?, from origin: JoinOrigin, at now: MediaTime
    ) throws(ConferenceError) -> (role: ParticipantRole, isThroughLobby: Bool) {
        let isPaused = guesses.isPaused(at: now)
        guard let pin, !pin.isEmpty, file.pin != nil || file.hostPIN != nil else {
            guard file.pin == nil else { throw isPaused ? .pinPause : .pinNeeded }
            return (.guest, needsLobby(.guest))
        }
        guard guesses.mayTry(from: origin, at: now) else { throw .pinPause }
        if PINGuard.matches(pin, file.hostPIN) { return (.host, isPaused) }
        if PINGuard.matches(pin, file.pin) { return (.guest, needsLobby(.guest) || isPaused) }
        guesses.noteWrong(from: origin, at: now)
        throw isPaused ? .pinPause : .wrongPIN
    }

    /// What is left of a pause that is over is forgotten.
    mutating func expireGuesses(at now: MediaTime) { guesses.expire(at: now) }

    /// From how many places PINs were tried while it pauses.
    var guessingOrigins: Int { guesses.originCount }

    /// Whether the lobby is the way in. A host is let in also when the room is locked: else nobody could unlock it after the only host's
    /// page was reloaded.
    func needsLobby(_ role: ParticipantRole) -> Bool { role == .guest && (file.lobby || isLocked) }

    /// The lengths of its PINs; empty where guests need none.
    var pinLengths: Set<Int> { file.pin == nil ? [] : Set([file.pin, file.hostPIN].compactMap { $0?.utf8.count }) }
}

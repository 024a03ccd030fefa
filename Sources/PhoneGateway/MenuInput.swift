import Profiles

/// What the menu is told.
public enum MenuInput: Sendable, Hashable {
    /// The call is answered, and media flows.
    case answered(Entrance)
    case key(TelephoneKey)
    /// An utterance was played to its end. Of one that was stopped, nothing need be said.
    case ended(UtteranceID)
    /// What the conference says to a `MenuAction.ask`; in the lobby `welcome` says that a host has let in.
    case verdict(Verdict)
    /// After `recordName`: whether anything was said.
    case nameRecorded(Bool)
    /// A `MenuAction.command` was carried out, or refused.
    case outcome(RoomCommand, isDone: Bool)
    case news(RoomNews)
    /// The caller has hung up, or the call was lost.
    case hungUp
}

/// What the number that was dialled leads to.
public enum Entrance: Sendable, Hashable {
    /// One room, without a PIN.
    case room
    /// One room with a PIN. Lengths that its PINs have; they are no secret, and let a PIN be tried without "#".
    case roomWithPIN(lengths: Set<Int>)
    /// Several rooms: a room number or a PIN. Lengths that any of them has.
    case anyRoom(lengths: Set<Int>)
    /// A call that was lost minutes ago: the room is known, and no PIN is asked for.
    case returning
}

/// What the conference says to somebody who wants in.
public enum Verdict: Sendable, Hashable {
    case welcome(isHost: Bool, RoomManner)
    case lobby
    /// A room number was right; its PIN is missing.
    case roomFound(pinLengths: Set<Int>)
    case wrong
    case locked
    case full
    case busy
    /// Too many wrong PINs from anywhere, and this is one more.
    case paused
}

/// What happens in the room, as far as this caller is concerned.
public enum RoomNews: Sendable, Hashable {
    /// How many are here, with the caller; told first after `enter`, then at every change.
    case people(Int)
    /// Who speaks now, the caller too.
    case speakers([Speaker])
    /// Somebody has come by browser, or several at once. Callers are told of each other by the room.
    case browserCame
    case browserLeft
    /// How many wait in the lobby; for hosts.
    case waiting(Int)
    /// Whether newcomers wait in the lobby: somebody has locked the room, or unlocked it.
    case locked(Bool)
    case mutedByHost
    case unmuteAsked
    /// Speaks although muted.
    case spokeWhileMuted
    /// Music or a tone comes from the caller's line, which is not heard meanwhile.
    case holdMusic
    /// A host has sent the caller back to the lobby.
    case sentToLobby
    case removed
    case conferenceEnded
    /// The box stops.
    case restart
}

/// Somebody who speaks, as it can be said aloud: names are not known as sound, and numbers are never told.
public enum Speaker: Sendable, Hashable {
    case you
    /// "Phone 3"
    case phone(Int)
    case web
}

/// What the box says to a caller; the texts stand in Shipped/prompts.yaml, under these keys.
public enum Saying: String, Sendable, CaseIterable {
    // Coming in
    /// The first words of every call.
    case greeting
    /// The number dialled leads to several rooms.
    case askRoomOrPIN = "ask.room-or-pin"
    /// The room is known and has a PIN.
    case askPIN = "ask.pin"
    /// There came too few digits.
    case askAllDigits = "ask.all-digits"
    /// The first wrong PIN or room number.
    case wrongTwoLeft = "wrong.two-left"
    /// The second one.
    case wrongOneLeft = "wrong.one-left"
    /// The third one; the call ends.
    case goodbyeTries = "goodbye.tries"
    /// No digit came though asked three times; the call ends.
    case goodbyeSilence = "goodbye.silence"
    /// A host has locked the room; the call ends.
    case goodbyeLocked = "goodbye.locked"
    /// The room has as many as it can; the call ends.
    case goodbyeFull = "goodbye.full"
    /// The box has too much to do, or does not answer; the call ends.
    case goodbyeBusy = "goodbye.busy"
    /// Too many wrong PINs came from anywhere, and this one is wrong too; the call ends.
    case goodbyePaused = "goodbye.paused"
    /// The room has a lobby; said again every minute.
    case lobbyWait = "lobby.wait"
    /// Nobody has let the caller in for a long time; the call ends.
    case goodbyeLobby = "goodbye.lobby"
    /// The room announces who comes by a name that each speaks; a tone follows.
    case askName = "ask.name"

    // In the room
    /// Nobody else is in the room yet; music follows.
    case enterFirst = "enter.first"
    /// All others have left; music follows.
    case enterAlone = "enter.alone"
    /// A call was lost, and the caller is back.
    case enterBack = "enter.back"
    /// Said once, to each who enters.
    case enterPressForHelp = "enter.press-for-help"
    /// How many are in the room; a number follows, two or more.
    case countPeople = "count.people"
    /// Asked how many are here, and there is nobody else.
    case countAlone = "count.alone"
    /// Who is speaking; one or several of the next three follow.
    case speakingNow = "speaking.now"
    /// A number follows, as the list of people shows it.
    case speakingPhone = "speaking.phone"
    /// Somebody who came by the web.
    case speakingWeb = "speaking.web"
    /// The caller alone.
    case speakingYou = "speaking.you"
    /// Asked who is speaking, and it is silent.
    case speakingNobody = "speaking.nobody"
    /// Muted by the caller.
    case muteOn = "mute.on"
    /// Heard again.
    case muteOff = "mute.off"
    /// Muted, and speaks.
    case muteReminder = "mute.reminder"
    /// Muted by a host.
    case muteByHost = "mute.by-host"
    /// A host asks somebody to speak.
    case muteAskedOff = "mute.asked-off"
    /// Hand raised.
    case handUp = "hand.up"
    /// Hand lowered.
    case handDown = "hand.down"
    /// Own volume, a step up.
    case volumeLouder = "volume.louder"
    /// Own volume, a step down.
    case volumeSofter = "volume.softer"
    /// Louder is not possible.
    case volumeLoudest = "volume.loudest"
    /// Softer is not possible.
    case volumeSoftest = "volume.softest"
    /// The keys, for everybody.
    case helpKeys = "help.keys"
    /// The keys of a host, after those for everybody.
    case helpHostKeys = "help.host-keys"
    /// A key that is for hosts, pressed by somebody else.
    case hostOnly = "host.only"
    /// Somebody has come to the lobby.
    case hostSomebodyWaits = "host.somebody-waits"
    /// A host has let somebody in.
    case hostAdmitted = "host.admitted"
    /// A host lets in, but nobody is there.
    case hostNobodyWaits = "host.nobody-waits"
    /// The room takes nobody new.
    case hostLocked = "host.locked"
    /// The room takes newcomers again.
    case hostUnlocked = "host.unlocked"
    /// A host has muted all others.
    case hostAllMuted = "host.all-muted"
    /// The box refuses, for instance to unmute whom the admin has muted.
    case notPossible = "not-possible"
    /// Music or a tone comes from the caller's line.
    case holdMusic = "hold.music"
    /// A host has removed the caller; the call ends.
    case goodbyeRemoved = "goodbye.removed"
    /// The conference is over; the call ends.
    case goodbyeEnded = "goodbye.ended"
    /// The box stops; the call ends.
    case goodbyeRestart = "goodbye.restart"

    // To the whole room
    /// After the name that somebody has spoken.
    case roomHasEntered = "room.has-entered"
    /// After the name that somebody has spoken.
    case roomHasLeft = "room.has-left"
}

/// Sounds, the same in every language.
public enum Sound: String, Sendable, CaseIterable {
    /// Somebody has come, in a room that says so by a tone.
    case entered = "sound.entered"
    /// Somebody has gone, in a room that says so by a tone.
    case left = "sound.left"
    /// After this tone, speak.
    case beep = "sound.beep"
    /// Music while a caller waits, over and over.
    case waiting = "sound.waiting"
}

import Prompts

/// What the menu wants done, in this order.
public enum MenuAction: Sendable, Hashable {
    /// To this caller alone. One utterance at a time.
    case say(Utterance)
    /// Breaks off what is being said.
    case stopSaying
    /// Waiting music on or off; it is never on while something is said.
    case music(Bool)
    /// The conference is to answer by a verdict.
    case ask(EntryRequest)
    /// Records up to 3 s, until silence; the name is kept for this call only.
    case recordName
    case stopRecording
    /// From now on the caller hears the room and is heard.
    case enter
    /// Out of the room, to the lobby.
    case leaveRoom
    case command(RoomCommand)
    case hangUp(HangUpReason)
}

/// Counts the utterances of one call.
public struct UtteranceID: Sendable, Hashable {
    public let value: UInt32
    public init(_ value: UInt32) { self.value = value }
}

/// Something to say.
public struct Utterance: Sendable, Hashable {
    public let id: UtteranceID
    public let phrase: Phrase
    /// Whether a key breaks it off. Only a goodbye is said to its end: late digits are not to cut it.
    public let isBargeIn: Bool
}

/// How a caller asks to be let in.
public enum EntryRequest: Sendable, Hashable {
    /// To the room that was dialled, which has no PIN, or back to the one that was lost.
    case withoutPIN
    /// The PIN of the room that was dialled or found.
    case pin(String)
    /// Digits that are a room's number or a PIN.
    case roomOrPIN(String)
}

/// What a caller does in the room by keys. Each is answered by `MenuInput.outcome`.
public enum RoomCommand: Sendable, Hashable {
    case mute(Bool)
    case hand(Bool)
    /// The caller's own volume.
    /// - Units: dB, -12 to 12
    case gain(Int)
    /// Lets in who has waited longest.
    case admitNext
    case lock(Bool)
    case muteOthers
}

/// Why the menu ends a call.
public enum HangUpReason: String, Sendable, Hashable, CaseIterable {
    case wrongPIN
    case noDigits
    case locked
    case full
    case busy
    case pinPause
    case notAdmitted
    case removed
    case ended
    case restart
}

import Profiles
import Prompts

/// What a whole room hears when somebody comes or goes.
public enum RoomNotice {
    /// - Parameter hasName: whether the one who comes has spoken a name; else a tone stands for it
    /// - Returns: nil where the room says nothing
    public static func entered(_ manner: RoomManner, hasName: Bool) -> Phrase? {
        notice(manner, hasName, sound: .entered, saying: .roomHasEntered)
    }

    public static func left(_ manner: RoomManner, hasName: Bool) -> Phrase? {
        notice(manner, hasName, sound: .left, saying: .roomHasLeft)
    }

    private static func notice(_ manner: RoomManner, _ hasName: Bool, sound: Sound, saying: Saying) -> Phrase? {
        switch manner {
        case .off: nil
        case .tone: Phrase(sound)
        case .name: hasName ? Phrase([.spokenName]) + Phrase(saying) : Phrase(sound)
        }
    }
}

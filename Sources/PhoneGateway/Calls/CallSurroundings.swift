import CLinux
import Conference
import MediaLink
import MediaTypes
import Prompts
import SIP

/// What a call works with.
struct CallSurroundings: Sendable {
    let station: SIPStation
    let conference: Conference
    let media: any MediaPort
    let handshakes: CallHandshakes
    let prompts: PromptLibrary
    let terms: CallTerms
    /// Of the engine: what is recorded has this rate.
    let mixRate: Int
    /// Whether a room is told by a tone of a call that is lost, also one that tells nothing of who comes and goes.
    let tellsOfLostCalls: Bool

    /// On a clock that does not go backwards.
    func now() -> MediaTime { MediaTime(nanoseconds: clinux_monotonic_ns()) }
}

/// How a caller's way into a room begins.
enum CallBeginning: Sendable {
    /// By a number that leads to one room, or (nil) to any.
    case dialled(room: String?)
    /// Back after a lost call.
    case returning(room: String, ParticipantRole)
    /// Called by the box.
    case invited(room: String)

    var room: String? {
        switch self {
        case .dialled(let room): room
        case .returning(let room, _), .invited(let room): room
        }
    }
}

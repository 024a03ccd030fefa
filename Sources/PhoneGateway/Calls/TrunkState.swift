import MediaTypes
import Profiles
import SIP

/// How a trunk stands, for whoever runs the box.
public struct TrunkState: Sendable {
    public let name: String
    /// As the configuration has it.
    public let server: String
    public let transport: TrunkTransport
    /// Whether it is to be registered with.
    public let registers: Bool
    public let status: TrunkStatus
    /// On the clock that the registration's times are of.
    public let now: MediaTime
    /// Calls by it that are not over.
    public let calls: Int
    /// What went wrong last, and still stands.
    public let trouble: TrunkTrouble?
}

/// What went wrong on a trunk, beside its registration.
public enum TrunkTrouble: Sendable, Hashable {
    /// It was registered, and then nothing was heard any more.
    case lost
    /// The last call offered no codec that we have.
    case noCommonCodec
    /// The last call had to be encrypted, or was and may not be.
    case encryption
    /// The last call was to be encrypted by a handshake, and no keys came of it.
    case handshake
    /// The last call was for a room that is not open.
    case roomNotOpen
    /// The last call could not be given a port.
    case noPort

    /// What to do about it.
    public var advice: String {
        switch self {
        case .lost:
            "it was registered, and answers no more: look whether the line is up; if this comes again every few minutes, the router forgets "
                + "the box, and keep_alive: options helps"
        case .noCommonCodec:
            "the last call offered no codec that phone.codecs allows: allow pcma and pcmu, which every telephone has, or ask the provider"
        case .encryption:
            "the last call was to be encrypted and was not, or the other way round: encryption: sdes needs transport: tls on both sides, "
                + "or a provider that offers DTLS-SRTP"
        case .handshake:
            "the last call was to be encrypted by DTLS-SRTP, and no keys came of it: let UDP through to phone.ports, and see that the provider "
                + "shows the certificate that its description names, with an SRTP profile of AES-128; or ask it for RTP, or for SDES by TLS"
        case .roomNotOpen: "the last call was for a room that is not open: look at the rooms of its number, or open it with partyline room add"
        case .noPort: "the last call found no free port: make phone.ports wider, by two ports for each call"
        }
    }
}

/// Which way media flows, seen from whoever wrote the description.
/// - Source: RFC 3264 section 5.1, RFC 8866 section 6.7
public enum MediaDirection: String, Sendable, Hashable, CaseIterable {
    case sendReceive = "sendrecv"
    case sendOnly = "sendonly"
    case receiveOnly = "recvonly"

    public var sends: Bool { self != .receiveOnly }
    public var receives: Bool { self != .sendOnly }

    /// The same, seen from the other side.
    public var reversed: MediaDirection {
        switch self {
        case .sendReceive: .sendReceive
        case .sendOnly: .receiveOnly
        case .receiveOnly: .sendOnly
        }
    }

    /// What both allow; nil when nothing is left.
    public func intersection(_ other: MediaDirection) -> MediaDirection? {
        switch (sends && other.sends, receives && other.receives) {
        case (true, true): .sendReceive
        case (true, false): .sendOnly
        case (false, true): .receiveOnly
        case (false, false): nil
        }
    }
}

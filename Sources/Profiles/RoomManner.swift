/// How a room tells that somebody on the telephone has come or gone. Callers, who see no list, are told of browsers as well, by a tone.
public enum RoomManner: String, Sendable, Hashable, Codable, CaseIterable {
    case off
    case tone
    /// Every caller says a name when coming, which is kept for the call.
    case name
}

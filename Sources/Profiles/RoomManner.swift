/// How a room tells that somebody on the telephone has come or gone.
public enum RoomManner: String, Sendable, Hashable, Codable, CaseIterable {
    case off
    case tone
    /// Everybody says a name when coming, which is kept for the call.
    case name
}

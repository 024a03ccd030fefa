import Conference

/// The page that Prometheus reads, for whoever fetches it without HTTP.
public struct MetricsPage: AdminOperation {
    public static let op = "metrics"
    /// The text format 0.0.4, as at `/metrics`.
    public typealias Answer = String
    public init() {}
}

/// What happens from now on. After the answer each event comes as a line of its own, a `WatchedEvent`, until the client hangs up; nothing
/// else can be asked on that connection.
public struct EventStream: AdminOperation {
    public static let op = "events"
    public typealias Answer = Done
    /// Nil for everything; otherwise only what happens in that room.
    public var room: String?
    public init(room: String? = nil) { self.room = room }
}

import Conference

/// A trunk, as it is told to people and scripts. It holds nothing of an account but its name in the configuration.
public struct TrunkSnapshot: Sendable, Codable, Equatable {
    public enum State: String, Sendable, Codable {
        case registered
        /// Asked, or about to ask, and nothing heard yet.
        case trying
        case failing
        /// It is not to be registered with: calls come by its address.
        case unregistered
    }

    public var name: String
    public var server: String
    /// "udp", "tcp" or "tls".
    public var transport: String
    public var state: State
    /// Registered for so long.
    public var registeredSeconds: Int?
    /// Until it is to be registered anew, or tried again.
    public var nextSeconds: Int?
    public var calls: Int
    /// What the other side answered, and what to do about it; nil while all is well.
    public var advice: [String]

    public init(
        name: String, server: String, transport: String, state: State, registeredSeconds: Int? = nil, nextSeconds: Int? = nil, calls: Int,
        advice: [String] = []
    ) {
        self.name = name
        self.server = server
        self.transport = transport
        self.state = state
        self.registeredSeconds = registeredSeconds
        self.nextSeconds = nextSeconds
        self.calls = calls
        self.advice = advice
    }
}

/// How the trunks stand.
public struct TrunkStatusQuery: AdminOperation {
    public static let op = "trunk.status"
    public typealias Answer = [TrunkSnapshot]
    /// Nil for all trunks.
    public var trunk: String?
    public init(trunk: String? = nil) { self.trunk = trunk }
}

/// Looks a trunk's server up, and registers at once, whatever it waits for; answers when something has come of it.
public struct TrunkTest: AdminOperation {
    public static let op = "trunk.test"
    public typealias Answer = TrunkSnapshot
    public var trunk: String
    public init(trunk: String) { self.trunk = trunk }
}

/// Calls somebody into a room, where the configuration allows the number.
public struct PeopleDial: AdminOperation {
    public static let op = "people.dial"
    public typealias Answer = Done
    public var room: String
    /// Not kept.
    public var number: String
    public init(room: String, number: String) {
        self.room = room
        self.number = number
    }
}

/// What the telephones of the box do for admins. Its errors are `AdminRefusal` and `ConferenceError`.
public protocol TelephoneDesk: Sendable {
    func trunks() async -> [TrunkSnapshot]
    func snapshot() async -> TelephoneSnapshot
    func test(trunk name: String) async throws -> TrunkSnapshot
    func dial(_ number: String, intoRoom room: String) async throws
}

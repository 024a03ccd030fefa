import Conference

/// How much of what the box holds of people there is now: counts, and nothing of anybody.
public struct PrivacyQuery: AdminOperation {
    public static let op = "privacy"
    public init() {}

    public struct Answer: Codable, Sendable, Equatable {
        /// By the names of `KeptData`.
        public var kept: [String: Int]
    }
}

/// Whether admins are shown addresses of participants, and for how long.
public struct DiagnosticsQuery: AdminOperation {
    public static let op = "diagnostics.status"
    public typealias Answer = DiagnosticsState
    public init() {}
}

/// Has admins shown the addresses of participants for some minutes. Everybody with a page is told, also who comes later.
public struct DiagnosticsSwitch: AdminOperation {
    public static let op = "diagnostics.set"
    public typealias Answer = DiagnosticsState
    /// 1 to 60; 0 ends it.
    public var minutes: Int
    public init(minutes: Int) { self.minutes = minutes }
}

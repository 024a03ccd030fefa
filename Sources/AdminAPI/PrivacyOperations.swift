/// How much of what the box holds of people there is now: counts, and nothing of anybody.
public struct PrivacyQuery: AdminOperation {
    public static let op = "privacy"
    public init() {}

    public struct Answer: Codable, Sendable, Equatable {
        /// By the names of `KeptData`.
        public var kept: [String: Int]
    }
}

/// How one webhook fares, since the start.
public struct WebhookSnapshot: Sendable, Codable, Equatable {
    /// As the admin calls it; its address may hold a secret.
    public var name: String
    /// Notices that it has taken.
    public var told: Int
    /// Notices that were given up.
    public var lost: Int
    /// What was wrong the last time; nil where all is well.
    public var problem: String?

    public init(name: String, told: Int, lost: Int, problem: String?) {
        (self.name, self.told, self.lost, self.problem) = (name, told, lost, problem)
    }
}

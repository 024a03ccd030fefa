import FoundationEssentials
import Profiles

/// What a webhook is told: that something is going on in a room, and how many are there. Neither who, nor how they came, nor the second at
/// which they did.
public struct WebhookNotice: Sendable, Codable, Equatable {
    public var event: WebhookEvent
    public var room: String
    /// In UTC, to the whole minute: whoever knows when somebody went out of the house is not to recognize the second.
    public var time: String
    /// Inside, now.
    public var participants: Int
    /// In the lobby, now.
    public var waiting: Int

    public init(_ event: WebhookEvent, room: String, at time: Date, participants: Int, waiting: Int) {
        (self.event, self.room, self.participants, self.waiting) = (event, room, participants, waiting)
        let minute = (time.timeIntervalSince1970 / 60).rounded(.down) * 60
        self.time = Date(timeIntervalSince1970: minute).formatted(.iso8601)
    }

    /// As it travels.
    func body() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        // Words and numbers can always be written.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }
}

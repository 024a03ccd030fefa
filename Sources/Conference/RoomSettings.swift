import Profiles

/// What an admin says about a room; what is nil stays as it is.
public struct RoomSettings: Sendable, Codable, Equatable {
    /// 6 to 12 digits; "random" lets the box make six, "none" takes the PIN away.
    public var pin: String?
    public var hostPIN: String?
    public var lobby: Bool?
    /// How many are heard at once, 1 to 50; 0 for what the profile says.
    public var talkers: Int?

    public init(pin: String? = nil, hostPIN: String? = nil, lobby: Bool? = nil, talkers: Int? = nil) {
        self.pin = pin
        self.hostPIN = hostPIN
        self.lobby = lobby
        self.talkers = talkers
    }

    /// A room's file with these settings in it.
    /// - Throws: `badRoomSetting`, without the PIN in it
    func applied(to file: RoomFile, using random: inout some RandomNumberGenerator) throws(ConferenceError) -> RoomFile {
        let newPIN = RoomSettings.settle(pin, instead: file.pin, using: &random)
        var newHostPIN = RoomSettings.settle(hostPIN, instead: file.hostPIN, using: &random)
        while hostPIN == "random", newHostPIN == newPIN { newHostPIN = RoomSettings.draw(using: &random) }
        for given in [newPIN, newHostPIN] {
            guard given.map(RoomFile.isValidPIN) ?? true else {
                throw .badRoomSetting("a PIN is 6 to 12 digits; \"random\" makes one, \"none\" takes it away")
            }
        }
        guard newPIN == nil || newPIN != newHostPIN else {
            throw .badRoomSetting("the PIN and the host PIN are the same, so every guest would be a host; make them different")
        }
        do {
            return try RoomFile(
                name: file.name, pin: newPIN, hostPIN: newHostPIN, lobby: lobby ?? file.lobby,
                talkers: talkers.map { $0 == 0 ? nil : $0 } ?? file.talkers)
        } catch {
            throw .badRoomSetting("\(talkers ?? 0) talkers are out of range; 1 to 50 are right, and 0 for what the profile says")
        }
    }

    private static func settle(_ said: String?, instead old: String?, using random: inout some RandomNumberGenerator) -> String? {
        switch said {
        case nil: old
        case "none": nil
        case "random": draw(using: &random)
        case let pin: pin
        }
    }

    private static func draw(using random: inout some RandomNumberGenerator) -> String {
        String(String(Int.random(in: 1_000_000..<2_000_000, using: &random)).dropFirst())
    }
}

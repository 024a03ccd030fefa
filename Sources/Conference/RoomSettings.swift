import Profiles

/// What an admin says about a room; what is nil stays as it is.
public struct RoomSettings: Sendable, Codable, Equatable {
    /// 6 to 12 digits; "random" lets the box make six, "none" takes the PIN away.
    public var pin: String?
    public var hostPIN: String?
    public var lobby: Bool?
    /// How many are heard at once, 1 to 50; 0 for what the profile says.
    public var talkers: Int?
    /// What callers enter to find the room, 1 to 12 digits; "none" takes the number away.
    public var number: String?
    /// How the room tells that a caller has come or gone.
    public var entry: RoomManner?
    /// Whether hosts see the last two digits of a caller's number.
    public var showDigits: Bool?
    /// The link profile of those who come here; "none" for that of the house.
    public var link: String?

    public init(
        pin: String? = nil, hostPIN: String? = nil, lobby: Bool? = nil, talkers: Int? = nil, number: String? = nil, entry: RoomManner? = nil,
        showDigits: Bool? = nil, link: String? = nil
    ) {
        self.pin = pin
        self.hostPIN = hostPIN
        self.lobby = lobby
        self.talkers = talkers
        self.number = number
        self.entry = entry
        self.showDigits = showDigits
        self.link = link
    }

    /// A room's file with these settings in it.
    /// - Parameters:
    ///   - others: the files of all other rooms: no number can be in two of them, or a number here and a PIN there
    ///   - links: the link profiles that there are
    /// - Throws: `badRoomSetting`, without the PIN in it
    func applied(
        to file: RoomFile, besides others: [RoomFile] = [], links: [String] = [], using random: inout some RandomNumberGenerator
    ) throws(ConferenceError) -> RoomFile {
        if let link, link != "none", !links.contains(link) {
            let known = links.isEmpty ? "there is none" : "there is: \(links.sorted().joined(separator: ", "))"
            throw .badRoomSetting("no link profile of that name fits the profile of the box; \(known); \"none\" is for the line of the house")
        }
        let newNumber = number == "none" ? nil : number ?? file.number
        if let newNumber, !RoomFile.isValidNumber(newNumber) {
            throw .badRoomSetting("a room's number is 1 to 12 digits; \"none\" takes it away")
        }
        // What is drawn belongs to one room only, so that a caller needs nothing else.
        var taken = Set(others.flatMap { [$0.number, $0.pin, $0.hostPIN].compactMap { $0 } } + [newNumber].compactMap { $0 })
        let newPIN = RoomSettings.settle(pin, instead: file.pin, besides: taken, using: &random)
        if let newPIN { taken.insert(newPIN) }
        let newHostPIN = RoomSettings.settle(hostPIN, instead: file.hostPIN, besides: taken, using: &random)
        for given in [newPIN, newHostPIN] {
            guard given.map(RoomFile.isValidPIN) ?? true else {
                throw .badRoomSetting("a PIN is 6 to 12 digits; \"random\" makes one, \"none\" takes it away")
            }
        }
        guard newPIN == nil || newPIN != newHostPIN else {
            throw .badRoomSetting("the PIN and the host PIN are the same, so every guest would be a host; make them different")
        }
        if let newNumber, newNumber == newPIN || newNumber == newHostPIN {
            throw .badRoomSetting("the room's number and a PIN of it are the same, and a number is no secret; make them different")
        }
        let new: RoomFile
        do {
            new = try RoomFile(
                name: file.name, pin: newPIN, hostPIN: newHostPIN, lobby: lobby ?? file.lobby,
                talkers: talkers.map { $0 == 0 ? nil : $0 } ?? file.talkers, number: newNumber, entry: entry ?? file.entry,
                showDigits: showDigits ?? file.showDigits, link: link == "none" ? nil : link ?? file.link)
        } catch {
            throw .badRoomSetting("\(talkers ?? 0) talkers are out of range; 1 to 50 are right, and 0 for what the profile says")
        }
        for other in others {
            if let why = new.clash(with: other) { throw .badRoomSetting(why) }
            if other.clash(with: new) != nil {
                throw .badRoomSetting("a PIN is also the number of room \"\(other.name)\", and a number is no secret; choose another PIN")
            }
        }
        return new
    }

    private static func settle(
        _ said: String?, instead old: String?, besides taken: Set<String>, using random: inout some RandomNumberGenerator
    ) -> String? {
        switch said {
        case nil: return old
        case "none": return nil
        case "random":
            while true {
                let drawn = String(String(Int.random(in: 1_000_000..<2_000_000, using: &random)).dropFirst())
                if !taken.contains(drawn) { return drawn }
            }
        case let pin: return pin
        }
    }
}

/// A room as it is kept: its name, and what an admin has said about it.
public struct RoomFile: Sendable, Hashable {
    /// 1 to 32 characters of a-z, 0-9 and -; also the name of the file.
    public internal(set) var name: String
    /// What participants have to enter, 6 to 12 digits; nil for an open room. `pin`
    public internal(set) var pin: String?
    /// What makes a participant a host, 6 to 12 digits, not the same as `pin`; nil for a room without hosts. `host_pin`
    public internal(set) var hostPIN: String?
    /// Whether guests wait until a host admits them; default no. `lobby`
    public internal(set) var lobby = false
    /// How many are heard at once here, 1 to 50; nil for what the profile says. `talkers`
    public internal(set) var talkers: Int?
    /// What callers enter to find the room, 1 to 12 digits; no secret, and in no other room the number or a PIN; nil for a room that
    /// callers find by its PIN alone, or by a telephone number of its own. `number`
    public internal(set) var number: String?
    /// How the room tells that a caller has come or gone; default tone. `entry`
    public internal(set) var entry = RoomManner.tone
    /// Whether hosts see the last two digits of a caller's number; default no. `show_digits`
    public internal(set) var showDigits = false
    /// The link profile of those who come here; nil for that of the house. `link`
    public internal(set) var link: String?

    /// - Throws: `badName`, or what is wrong with the PINs, the talkers, the number or the link
    public init(
        name: String, pin: String? = nil, hostPIN: String? = nil, lobby: Bool = false, talkers: Int? = nil, number: String? = nil,
        entry: RoomManner = .tone, showDigits: Bool = false, link: String? = nil
    ) throws(ProfileError) {
        guard PlainName.isValid(name) else { throw .badName(name) }
        self.init(unchecked: name)
        // The same rules as for a file, with the room as the place.
        let values = [("pin", pin), ("host_pin", hostPIN), ("talkers", talkers.map { String($0) }), ("number", number), ("link", link)]
        for (key, text) in values {
            guard let text, let setting = Self.table.settings.first(where: { $0.key == key }) else { continue }
            let place = Place(file: Self.fileName(name), line: 1, column: 1)
            let found = setting.isSecret ? "something else" : Excerpt.of(text)
            switch setting.assign(text, &self) {
            case .accepted: continue
            case .malformed: throw .wrongValue(place, key: key, needs: setting.needs, found: found)
            case .outOfRange: throw .outOfRange(place, key: key, allowed: setting.allowed, found: found)
            }
        }
        self.lobby = lobby
        self.entry = entry
        self.showDigits = showDigits
        if let error = pinProblem(at: Place(file: Self.fileName(name), line: 1, column: 1)) { throw error }
    }

    /// With one PIN for both, every guest would be a host; with a PIN for a number, whoever knows the number would know the PIN.
    private func pinProblem(at place: Place) -> ProfileError? {
        if let pin, pin == hostPIN {
            return .contradiction(place, explanation: "pin and host_pin are the same, so every guest would be a host: make them different")
        }
        guard let number, number == pin || number == hostPIN else { return nil }
        let key = number == pin ? "pin" : "host_pin"
        return .contradiction(place, explanation: "number and \(key) are the same, and a number is no secret: make them different")
    }

    /// What cannot be beside another room: callers enter numbers and PINs in the same place.
    /// - Returns: what is wrong with this room's number, and would be right
    public func clash(with other: RoomFile) -> String? {
        guard let number else { return nil }
        if number == other.number { return "room \"\(other.name)\" has the number \(number) already: choose another number" }
        guard number == other.pin || number == other.hostPIN else { return nil }
        return "the number is also a PIN of room \"\(other.name)\", and a number is no secret: choose another number"
    }

    private init(unchecked name: String) { self.name = name }

    /// Whether a room can have this name.
    public static func isValidName(_ name: String) -> Bool { PlainName.isValid(name) }

    /// Whether a room can have this PIN, for guests or for hosts.
    public static func isValidPIN(_ pin: String) -> Bool { ValueFormat.pin.parse(pin) != nil }

    /// Whether a room can have this number.
    public static func isValidNumber(_ number: String) -> Bool { ValueFormat.roomNumber.parse(number) != nil }

    static func fileName(_ name: String) -> String { "\(name).yaml" }

    /// The file's text. PINs and numbers are quoted, so that other YAML readers keep their leading zeros.
    var text: String {
        var lines = ["# A room of Partyline.", "name: \(name)"]
        if let pin { lines.append("pin: \"\(pin)\"") }
        if let hostPIN { lines.append("host_pin: \"\(hostPIN)\"") }
        if lobby { lines.append("lobby: yes") }
        if let talkers { lines.append("talkers: \(talkers)") }
        if let number { lines.append("number: \"\(number)\"") }
        if entry != .tone { lines.append("entry: \(entry.rawValue)") }
        if showDigits { lines.append("show_digits: yes") }
        if let link { lines.append("link: \(link)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads one file.
    /// - Parameter name: as the file is named
    /// - Returns: the room, and where its number stands
    static func read(name: String, path: String) throws(ProfileError) -> (room: RoomFile, number: Place?) {
        let blank = RoomFile(unchecked: "")
        let reading = table.read(file: path, blank: blank)
        var problems = reading.problems
        if let written = reading.assignments.first(where: { $0.key == "name" }) {
            if written.text != name {
                problems.append(
                    .contradiction(
                        written.place, explanation: "name is \(written.text), but the file is named for \(name): make them the same"))
            }
        } else if problems.isEmpty {
            problems.append(.missingKey(Place(file: path, line: 1, column: 1), key: "name", needs: name))
        }
        if let error = ProfileError.joining(problems) { throw error }
        var room = blank
        table.apply(reading.assignments, to: &room)
        func place(_ key: String) -> Place? { reading.assignments.first { $0.key == key }?.place }
        let isHostForAll = room.pin != nil && room.pin == room.hostPIN
        if let place = place(isHostForAll ? "host_pin" : "number"), let error = room.pinProblem(at: place) { throw error }
        return (room, place("number"))
    }

    private static let table = SettingTable<RoomFile>([
        Setting("name", \.name, .name, .any("the name of the file"), example: "plenum", "the name of the room"),
        Setting("pin", optional: \.pin, .pin, .any("6 to 12 digits"), example: "271828", isSecret: true, "what participants have to enter"),
        Setting(
            "host_pin", optional: \.hostPIN, .pin, .any("6 to 12 digits, not those of pin"), example: "314159", isSecret: true,
            "what makes a participant a host"),
        Setting("lobby", \.lobby, .yesNo, .any("yes or no"), example: true, "whether guests wait until a host admits them"),
        Setting(
            "talkers", optional: \.talkers, .count, .between(1, 50), example: 3, "how many are heard at once, if not as the profile says"),
        Setting(
            "number", optional: \.number, .roomNumber, .any("1 to 12 digits, no PIN and no other room's number"), example: "204",
            "what callers enter to find the room"),
        Setting("entry", \.entry, .roomManner, .any("off, tone or name"), example: .tone, "how the room tells that a caller has come or gone"),
        Setting("show_digits", \.showDigits, .yesNo, .any("yes or no"), example: true, "whether hosts see the last two digits of a caller's number"),
        Setting(
            "link", optional: \.link, .name, .any("a name of a link profile"), example: "gsm-edge", "what the lines of those who come here carry"),
    ])
}

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

    /// - Throws: `badName`, or what is wrong with the PINs or the talkers
    public init(name: String, pin: String? = nil, hostPIN: String? = nil, lobby: Bool = false, talkers: Int? = nil) throws(ProfileError) {
        guard PlainName.isValid(name) else { throw .badName(name) }
        self.init(unchecked: name)
        // The same rules as for a file, with the room as the place.
        let values = [("pin", pin), ("host_pin", hostPIN), ("talkers", talkers.map { String($0) })]
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
        if let error = pinProblem(at: Place(file: Self.fileName(name), line: 1, column: 1)) { throw error }
    }

    /// With one PIN for both, every guest would be a host.
    private func pinProblem(at place: Place) -> ProfileError? {
        guard let pin, pin == hostPIN else { return nil }
        return .contradiction(place, explanation: "pin and host_pin are the same, so every guest would be a host: make them different")
    }

    private init(unchecked name: String) { self.name = name }

    /// Whether a room can have this name.
    public static func isValidName(_ name: String) -> Bool { PlainName.isValid(name) }

    /// Whether a room can have this PIN, for guests or for hosts.
    public static func isValidPIN(_ pin: String) -> Bool { ValueFormat.pin.parse(pin) != nil }

    static func fileName(_ name: String) -> String { "\(name).yaml" }

    /// The file's text. PINs are quoted, so that other YAML readers keep their leading zeros.
    var text: String {
        var lines = ["# A room of Partyline.", "name: \(name)"]
        if let pin { lines.append("pin: \"\(pin)\"") }
        if let hostPIN { lines.append("host_pin: \"\(hostPIN)\"") }
        if lobby { lines.append("lobby: yes") }
        if let talkers { lines.append("talkers: \(talkers)") }
        return lines.joined(separator: "\n") + "\n"
    }

    /// Reads one file.
    /// - Parameter name: as the file is named
    static func read(name: String, path: String) throws(ProfileError) -> RoomFile {
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
        let place = reading.assignments.first { $0.key == "host_pin" }?.place
        if let place, let error = room.pinProblem(at: place) { throw error }
        return room
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
    ])
}

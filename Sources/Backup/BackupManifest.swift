import FoundationEssentials

/// The first file of a backup, by which it is known: `partyline-backup.json`.
public struct BackupManifest: Sendable, Codable, Equatable {
    /// What this version writes. One that adds kinds of files counts up, so that an older version says what is the matter.
    public static let format = 1
    static let name = "partyline-backup.json"

    public var format = BackupManifest.format
    /// In UTC, to the second.
    public var made: Date
    /// Whether passwords and private keys are in it.
    public var hasSecrets: Bool

    func bytes() -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted]
        encoder.dateEncodingStrategy = .iso8601
        // A number, a time and a switch can always be written.
        return (try? encoder.encode(self)).map(Array.init) ?? []
    }

    init(made: Date, hasSecrets: Bool) { (self.made, self.hasSecrets) = (made, hasSecrets) }

    init(reading bytes: [UInt8], archive: String) throws(BackupError) {
        struct Head: Decodable { let format: Int }
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .iso8601
        // The format alone first: of a newer one, the rest may be anything.
        guard let head = try? decoder.decode(Head.self, from: Data(bytes)) else {
            throw .foreign(archive: archive, why: "its \(Self.name) says nothing that we know")
        }
        guard head.format <= Self.format else { throw .newer(archive: archive, format: head.format) }
        guard head.format == Self.format, let manifest = try? decoder.decode(BackupManifest.self, from: Data(bytes)) else {
            throw .damaged(archive: archive, why: "its \(Self.name) is not as we write it")
        }
        self = manifest
    }
}

import Profiles
import Prompts

/// What a file of a backup is. The list is closed: a name that none of these has is refused, so none leads out of the folders that are ours.
public enum BackupEntry: Sendable, Hashable {
    case configuration
    case room(String)
    /// `pi-4` or `links/lte`.
    case profile(ProfileTitle)
    /// An own recording; without a language for a sound.
    case prompt(String, PromptLanguage?)
    /// What partyline.yaml names by a key: a password, a certificate.
    case named(String)
    /// The key and certificate that the box has made itself.
    case own(OwnFile)

    public enum OwnFile: String, Sendable, CaseIterable {
        case certificate = "certificate.pem"
        case key = "key.pem"
    }

    /// As it stands in the archive.
    public var name: String {
        switch self {
        case .configuration: "partyline.yaml"
        case .room(let name): "rooms/\(name).yaml"
        case .profile(let title): "profiles/\(title).yaml"
        case .prompt(let key, let language): "prompts/\(language.map { "\($0.rawValue)/" } ?? "")\(key).wav"
        case .named(let key): "files/\(key)"
        case .own(let file): "own/\(file.rawValue)"
        }
    }

    /// - Returns: nil for a name that none of ours has
    init?(name: String) {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        switch (parts.first, parts.count) {
        case ("partyline.yaml", 1): self = .configuration
        case ("rooms", 2):
            guard let room = Self.stem(parts[1], ".yaml"), RoomFile.isValidName(room) else { return nil }
            self = .room(room)
        case ("profiles", 2), ("profiles", 3):
            guard let title = Self.stem(parts.dropFirst().joined(separator: "/"), ".yaml").map({ ProfileTitle($0) }),
                RoomFile.isValidName(title.name), parts.count == 2 || title.layer == .link
            else { return nil }
            self = .profile(title)
        case ("prompts", 2), ("prompts", 3):
            guard let key = Self.stem(parts[parts.count - 1], ".wav"), Self.isKey(key) else { return nil }
            let language = parts.count == 3 ? PromptLanguage(rawValue: parts[1]) : nil
            guard (language != nil) == (parts.count == 3) else { return nil }
            self = .prompt(key, language)
        case ("files", 2):
            guard Self.isKey(parts[1]) else { return nil }
            self = .named(parts[1])
        case ("own", 2):
            guard let file = OwnFile(rawValue: parts[1]) else { return nil }
            self = .own(file)
        default: return nil
        }
    }

    var limitBytes: Int { if case .prompt = self { BackupLimits.recordingBytes } else { BackupLimits.textBytes } }

    private static func stem(_ name: String, _ suffix: String) -> String? { name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : nil }

    /// Words with dots between them, as keys of prompts and of partyline.yaml are.
    private static func isKey(_ text: String) -> Bool {
        guard (1...90).contains(text.utf8.count), !text.hasPrefix("."), !text.contains("..") else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
                UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}

/// What can be wrong with a profile, a configuration file or a room file. Each `description` is one line that says where, what,
/// and what would be right; `several` has a line for each.
public indirect enum ProfileError: Error, Hashable, Sendable {
    /// The operating system refuses a file or folder.
    case inaccessible(file: String, reason: String)
    /// The file is longer than any that we write or expect.
    case tooLarge(file: String, limitBytes: Int)
    /// A byte that no UTF-8 text has.
    case notUTF8(Place)
    /// The text is no YAML.
    case syntax(Place, problem: String)
    /// An anchor or alias: a file could say little and mean gigabytes.
    case anchor(Place)
    /// Something else where keys are needed: at the top of a file (`key` is empty) or beneath `key`.
    case notAGroup(Place, key: String, example: String, found: String)
    /// A key stands twice; the place is one of the two.
    case duplicateKey(Place, key: String)
    /// A key that we do not have, and the nearest that we do have.
    case unknownKey(Place, key: String, suggestion: String?)
    /// A key that has to be there.
    case missingKey(Place, key: String, needs: String)
    /// A value of another kind, or without its unit.
    case wrongValue(Place, key: String, needs: String, found: String)
    /// A value of the right kind beyond its bounds.
    case outOfRange(Place, key: String, allowed: String, found: String)
    /// Values that are right one by one but not together. The place is the key that was written last.
    case contradiction(Place, explanation: String)
    /// No profile of that name; the place is where it was asked for, if that was in a file.
    case unknownProfile(name: String, at: Place?, known: [String])
    /// The same for a link profile.
    case unknownLink(name: String, at: Place?, known: [String])
    /// Profiles that extend each other in a circle.
    case circle(Place, names: [String])
    /// A name that could not be a file's name.
    case badName(String)
    /// No such room file.
    case unknownRoom(name: String)
    /// Neither the configuration nor the environment says where to keep things.
    case noDirectory(key: String, reason: String)
    /// People from everywhere can come, because of `door`, and nobody is named who answers for the box.
    case noOperator(file: String, lacksName: Bool, lacksContact: Bool, door: String)
    /// A profile of that name is there already.
    case exists(file: String)
    /// A configuration is there already, where the first one was to be written.
    case configured(file: String)
    /// A profile that came with Partyline: what the admin changed would be gone with the next version.
    case notOwn(profile: String, file: String)
    /// The profile of a board made from that of a line, or the other way round.
    case mixedLayers(String, String)
    /// A change that would make a profile wrong; the file is as it was.
    case refused(file: String, ProfileError)
    /// A file written so that a value cannot be changed without touching more.
    case notEditable(file: String, keys: [String])
    /// Somebody else wrote the file between our reading and our writing.
    case changedMeanwhile(file: String)
    /// All that is wrong, in the order of the files; never nested, never fewer than two.
    case several([ProfileError])

    /// One by one.
    public var all: [ProfileError] {
        if case .several(let errors) = self { errors.flatMap(\.all) } else { [self] }
    }

    /// Where it is, if it is one error at one point in a file.
    public var place: Place? {
        switch self {
        case .notUTF8(let place), .syntax(let place, _), .anchor(let place), .notAGroup(let place, _, _, _), .duplicateKey(let place, _),
            .unknownKey(let place, _, _), .missingKey(let place, _, _), .wrongValue(let place, _, _, _), .outOfRange(let place, _, _, _),
            .contradiction(let place, _), .circle(let place, _):
            place
        case .unknownProfile(_, let place, _), .unknownLink(_, let place, _): place
        case .inaccessible, .tooLarge, .badName, .unknownRoom, .noDirectory, .noOperator, .exists, .configured, .notOwn, .mixedLayers, .refused, .notEditable,
            .changedMeanwhile, .several:
            nil
        }
    }

    /// One error for a list; nil for an empty list.
    static func joining(_ errors: [ProfileError]) -> ProfileError? {
        let flat = errors.flatMap(\.all)
        return flat.count > 1 ? .several(flat) : flat.first
    }
}

extension ProfileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .several(let errors): errors.map(\.description).joined(separator: "\n")
        default: place.map { "\($0): \(message)" } ?? message
        }
    }

    /// What is wrong, without the place.
    public var message: String {
        switch self {
        case .inaccessible(let file, let reason): "\(file): \(reason)"
        case .tooLarge(let file, let limitBytes): "\(file): a file here has at most \(limitBytes / 1_024) KiB, this one has more"
        case .notUTF8: "needs UTF-8 text, found a byte that is none"
        case .syntax(_, let problem): "this is not YAML: \(problem)"
        case .anchor: "anchors and aliases (& and *) are not used here: write the value out, or in quotes"
        case .notAGroup(_, let key, let example, let found):
            "\(key.isEmpty ? "the file" : key) needs keys beneath it such as \(example), found \(found)"
        case .duplicateKey(_, let key): "\(key) stands here twice: keep one"
        case .unknownKey(_, let key, let suggestion): "unknown key \(key)" + (suggestion.map { ": did you mean \($0)?" } ?? "")
        case .missingKey(_, let key, let needs): "\(key) is missing: it needs \(needs)"
        case .wrongValue(_, let key, let needs, let found): "\(key) needs \(needs), found \(found)"
        case .outOfRange(_, let key, let allowed, let found): "\(key) can be \(allowed), found \(found)"
        case .contradiction(_, let explanation): explanation
        case .unknownProfile(let name, _, let known):
            "no profile is named \(Excerpt.of(name))"
                + (known.isEmpty ? ", and none was found at all" : ": there are \(known.joined(separator: ", "))")
        case .unknownLink(let name, _, let known):
            "no link profile is named \(Excerpt.of(name))"
                + (known.isEmpty ? ", and none was found at all" : ": there are \(known.joined(separator: ", "))")
        case .circle(_, let names): "these profiles extend each other in a circle: \(names.joined(separator: " -> "))"
        case .badName(let name): "a name needs \(PlainName.needs), found \(Excerpt.of(name))"
        case .unknownRoom(let name): "no room is named \(Excerpt.of(name))"
        case .noDirectory(let key, let reason): "\(reason): set \(key) in partyline.yaml"
        case .noOperator(let file, let lacksName, let lacksContact, let door):
            "\(file): people from everywhere can reach this box (\(door)), and "
                + (lacksName ? "nobody is named who answers for it" : "nothing says how to reach whoever answers for it")
                + (lacksName && lacksContact ? "; add these lines, or let partyline init ask for them:\n  operator:" : "; add beneath operator:")
                + (lacksName ? "\n    name: \"Hackspace Nord\"          # a person or a group" : "")
                + (lacksContact ? "\n    contact: \"box@example.org\"      # an e-mail address, a telephone number or a page" : "")
        case .exists(let file): "\(file): is there already; choose another name, or change it with partyline profile set"
        case .configured(let file):
            "\(file): is there already; change it with an editor, or write it anew with --force, which keeps the old one as \(file).bak"
        case .notOwn(let profile, let file):
            "\(file): came with Partyline, and a change would be gone with the next version; make a profile of your own with "
                + "partyline profile new NAME --from \(profile)"
        case .mixedLayers(let new, let origin):
            "\(new) cannot be made from \(origin): one is of a board and the other of a line; make both links/NAME, or neither"
        case .refused(let file, let error): "\(error.description)\n\(file): stays as it was; the lines above say where the change would stand"
        case .notEditable(let file, let keys):
            "\(file): is written in a way that \(keys.joined(separator: " and ")) cannot be changed without touching more; change it with an editor"
        case .changedMeanwhile(let file): "\(file): was changed by somebody else in this moment; look at it, and try again"
        case .several(let errors): errors.map(\.message).joined(separator: "\n")
        }
    }
}

/// A piece of a file for an error line: short, and without characters that would move a terminal's cursor.
enum Excerpt {
    /// The longest piece that is shown, in characters.
    static let limit = 40

    static func of(_ text: String) -> String {
        guard !text.isEmpty else { return "nothing" }
        let start = text.unicodeScalars.prefix(limit)
        let shown = String(String.UnicodeScalarView(start.map { $0.properties.generalCategory.isVisible ? $0 : "\u{FFFD}" }))
        return start.count < text.unicodeScalars.count ? shown + "…" : shown
    }
}

extension Unicode.GeneralCategory {
    /// Whether it neither moves a cursor nor turns text around.
    var isVisible: Bool {
        switch self {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

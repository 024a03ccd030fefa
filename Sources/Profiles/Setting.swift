/// One key of a file: how its value is written, where it goes in `Root`, and what may stand there. Profiles, the configuration
/// and room files are each a list of these.
struct Setting<Root: Sendable>: Sendable {
    /// Groups and name with dots: `mix.tick`.
    let key: String
    /// For the table of keys.
    let meaning: String
    /// For an error line: "a time such as 20ms".
    let needs: String
    /// For an error line and the table of keys: "10ms or 20ms".
    let allowed: String
    /// A value that has no place in an error line, such as a PIN.
    let isSecret: Bool
    /// A YAML list may stand there.
    let isList: Bool
    /// Reads the text into the root, or says why not and changes nothing.
    let assign: @Sendable (String, inout Root) -> Outcome
    /// The value as it would be written; nil where there is none.
    let text: @Sendable (Root) -> String?
    /// Why this key is not for a file, and what to do instead; nil for all that are.
    var refusal: String?

    enum Outcome { case accepted, malformed, outOfRange }

    /// A value that is always there.
    init<Value>(
        _ key: String, _ path: any WritableKeyPath<Root, Value> & Sendable, _ format: ValueFormat<Value>, _ allowed: Allowed<Value>,
        example: Value, _ meaning: String
    ) {
        self.init(key, format, allowed, example, false, meaning, store: { $1[keyPath: path] = $0 }, load: { $0[keyPath: path] })
    }

    /// A value that may be left out.
    init<Value>(
        _ key: String, optional path: any WritableKeyPath<Root, Value?> & Sendable, _ format: ValueFormat<Value>,
        _ allowed: Allowed<Value>, example: Value, isSecret: Bool = false, _ meaning: String
    ) {
        self.init(key, format, allowed, example, isSecret, meaning, store: { $1[keyPath: path] = $0 }, load: { $0[keyPath: path] })
    }

    private init<Value>(
        _ key: String, _ format: ValueFormat<Value>, _ allowed: Allowed<Value>, _ example: Value, _ isSecret: Bool, _ meaning: String,
        store: @escaping @Sendable (Value, inout Root) -> Void, load: @escaping @Sendable (Root) -> Value?
    ) {
        self.key = key
        self.meaning = meaning
        self.isSecret = isSecret
        isList = format.isList
        needs = format.needs(example)
        self.allowed = allowed.text(format)
        assign = { text, root in
            guard let value = format.parse(text) else { return .malformed }
            guard allowed.contains(value) else { return .outOfRange }
            store(value, &root)
            return .accepted
        }
        text = { load($0).map(format.write) }
    }

    /// A key that somebody may well write, and must not.
    init(refused key: String, _ why: String) {
        self.key = key
        refusal = why
        (meaning, needs, allowed) = ("", "", "")
        (isSecret, isList) = (true, false)
        assign = { _, _ in .malformed }
        text = { _ in nil }
    }

    /// A name that is chosen by whoever writes it: to be there is all that it says.
    init(_ key: String, putting: @escaping @Sendable (inout Root) -> Void) {
        self.key = key
        (meaning, needs, allowed) = ("", "", "")
        (isSecret, isList) = (false, false)
        assign = { _, root in
            putting(&root)
            return .accepted
        }
        text = { _ in nil }
    }

    /// A key of a part as a key of the whole: `server` of one trunk as `trunks.NAME.server` of the configuration.
    init<Part>(
        _ key: String, _ part: Setting<Part>, load: @escaping @Sendable (Root) -> Part,
        store: @escaping @Sendable (Part, inout Root) -> Void
    ) {
        self.key = key
        (meaning, needs, allowed) = (part.meaning, part.needs, part.allowed)
        (isSecret, isList, refusal) = (part.isSecret, part.isList, part.refusal)
        assign = { text, root in
            var value = load(root)
            switch part.assign(text, &value) {
            case .accepted:
                store(value, &root)
                return .accepted
            case .malformed: return .malformed
            case .outOfRange: return .outOfRange
            }
        }
        text = { part.text(load($0)) }
    }
}

extension ValueFormat {
    /// "a time such as 20ms"; where the noun names all there is, no example.
    fileprivate func needs(_ example: Value) -> String {
        isNounEnough ? noun : "\(noun) such as \(write(example))"
    }
}

/// The values of a kind that a key takes.
struct Allowed<Value: Sendable>: Sendable {
    let contains: @Sendable (Value) -> Bool
    let text: @Sendable (ValueFormat<Value>) -> String

    /// Whatever the format reads.
    static func any(_ text: String) -> Allowed { Allowed(contains: { _ in true }, text: { _ in text }) }
}

extension Allowed where Value: Comparable {
    static func between(_ least: Value, _ most: Value) -> Allowed {
        Allowed(contains: { least <= $0 && $0 <= most }, text: { "\($0.write(least)) to \($0.write(most))" })
    }
}

extension Allowed where Value: Equatable {
    static func oneOf(_ values: [Value]) -> Allowed {
        Allowed(
            contains: { values.contains($0) },
            text: { format in
                let texts = values.map(format.write)
                return texts.count < 2 ? texts.joined() : texts.dropLast().joined(separator: ", ") + " or " + (texts.last ?? "")
            })
    }
}
